// What lies in a Maildir: its files, and time stamps that tell whether it changed since.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "store/index.h"
#include "store/measure.h"

namespace mailstead::maildir {

// store::index_row::place. Durable: do not change.
inline constexpr std::uint8_t in_new = 0, in_cur = 1;
std::string place_path(std::string const& mailbox, std::uint8_t place, std::string_view file);

// The times of new/ and cur/ in nanoseconds; both 0: not known, look.
struct stamp {
    std::int64_t fresh = 0;
    std::int64_t cur = 0;
    bool operator==(stamp const&) const = default;
    bool is_known() const noexcept { return fresh != 0; }
};

// mailbox_row::stamp: the stamp, and how far the text copy goes.
struct scan_state {
    stamp seen;
    std::uint32_t text_uid = 0;  // messages up to this uid have their line
    std::uint64_t text_lines = 0;
    enum class pending { nothing, restore, import } uids = pending::nothing;  // still to come from the text copy
};
std::string print_state(scan_state const&);
scan_state parse_state(std::string_view text) noexcept;

struct disk_file {
    std::string_view file;    // in listing::names
    std::uint8_t place;
    unsigned char type;  // DT_*, as the directory says it
};

struct listing {
    std::vector<disk_file> files;  // those of cur/ first
    std::vector<std::unique_ptr<char[]>> names;
    stamp seen;                    // not known when it changed so lately that a later change could look the same
    bool steady = false;           // nothing moved while listing: what is not here does not exist
    bool doubtful = false;         // steady, as far as times tell that had not moved on since the last change
};

// Whether the directory lies on this machine; of one that another machine has, even its times may take a wait.
bool is_near(std::string const& path) noexcept;

// The members below act as the calling thread; see identity. All block.
base::result<stamp> look_at(base::file_system& files, std::string const& mailbox);
base::result<listing> list_files(base::file_system& files, std::string const& mailbox);

// new/ and cur/ to start from: of a big mailbox many files are opened, and the way there is long.
struct places_open {
    base::unique_fd fresh, cur;
    int of(std::uint8_t place) const noexcept { return place == in_new ? fresh.get() : cur.get(); }
};
base::result<places_open> open_places(base::file_system& files, std::string const& mailbox);
// A file not seen before, as far as its name and the directory tell: what they do not is unknown_size and unknown_date.
// EINVAL: no file. Looks at the file only where the directory does not say what it is.
base::result<store::index_row> describe(base::file_system& files, places_open const& in, disk_file const& what);
// The same without a row: no uid and no modseq.
base::result<store::message> message_of(base::file_system& files, places_open const& in, disk_file const& what);
// When the message came into the mailbox, as its name tells it (index_row::saved).
std::optional<std::int64_t> saved_of(std::string_view file) noexcept;
// Puts what is asked for into `row`: the date by a look at the file, the size by reading it.
base::result<void> measure(base::file_system& files, places_open const& in, store::index_row& row, store::measures asked);

// Removes what others and we left in tmp/ more than 36 hours ago (cr.yp.to/proto/maildir.html).
void clean_tmp(base::file_system& files, std::string const& mailbox, std::int64_t now);

// Arrival order: the leading seconds, then our delivery ids, then the base name; of one base name, as they stand here.
// Returns positions.
std::vector<std::uint32_t> arrival_order(std::span<std::string_view const> files);
void sort_by_arrival(std::vector<store::index_row>& rows);

}  // namespace mailstead::maildir

// What the index remembers of a message in an mbox, in index_row::name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mbox/scan.h"
#include "store/fact_cache.h"
#include "store/index.h"

namespace mailstead::mbox {

struct position {
    std::uint64_t offset = 0, length = 0, body_length = 0;
    std::uint32_t from_length = 0, head_length = 0;
    std::string key;       // found_message::key
    std::string delivery;  // text of the delivery id; empty: not known to be ours

    std::uint64_t head_offset() const noexcept { return offset + from_length; }
    std::uint64_t body_offset() const noexcept { return head_offset() + head_length; }
};

position position_of(found_message const& from);
// Durable text form: `offset,length,from,head,body,key,delivery`, numbers and key in hexadecimal: do not change.
std::string print(position const&);
std::optional<position> parse_position(std::string_view name);

// What names the text of a message for ever: its content.
store::fact_key fact_key_of(store::index_row const& row);

// mailbox_row::stamp: the file as it was when it was looked at last, and how far it has been read.
struct stamp {
    bool known = false;
    std::uint64_t scanned = 0, size = 0, inode = 0;
    std::int64_t mtime = 0, ctime = 0;  // nanoseconds; some programs put mtime back, nobody ctime

    bool is_same_file(stamp const& other) const noexcept {
        return known && other.known && size == other.size && inode == other.inode && mtime == other.mtime &&
               ctime == other.ctime;
    }
};
stamp stamp_of(struct stat const& info) noexcept;  // all of it read
std::string print(stamp const&);
stamp parse_stamp(std::string_view text) noexcept;

}  // namespace mailstead::mbox

// Listing new/ and cur/ while other programs rename files under our eyes.
#include "maildir/scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/directory.h"
#include "maildir/name.h"
#include "store/lines.h"

namespace mailstead::maildir {
namespace {

// Directory times move with the kernel's tick (up to 10 ms): within two of them a second change may hide.
constexpr std::int64_t tick_doubt = 20'000'000;
constexpr int steady_attempts = 3;
constexpr std::int64_t tmp_kept = 36 * 3600;

std::int64_t nanoseconds(timespec const& at) noexcept { return at.tv_sec * 1'000'000'000LL + at.tv_nsec; }

std::int64_t now_nanoseconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now);
}

// Puts names one behind the other into blocks that do not move.
class name_keeper {
public:
    explicit name_keeper(listing& in) noexcept : blocks_(in.names) {}

    std::string_view keep(std::string_view name) {
        if (left_ < name.size()) {
            left_ = std::max(block_size, name.size());
            blocks_.emplace_back(new char[left_]);
            next_ = blocks_.back().get();
        }
        auto* const at = next_;
        std::copy(name.begin(), name.end(), at);
        next_ += name.size();
        left_ -= name.size();
        return {at, name.size()};
    }

private:
    static constexpr std::size_t block_size = 64 * 1024;
    std::vector<std::unique_ptr<char[]>>& blocks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

base::result<void> list_place(base::file_system& files, std::string const& mailbox, std::uint8_t place, listing& out) {
    auto entries = base::directory::open(files, AT_FDCWD, mailbox + (place == in_new ? "/new" : "/cur"));
    if (!entries) return entries.error();
    name_keeper names(out);
    for (;;) {
        auto const next = entries->next();
        if (!next) return next.error();
        if (!*next) return {};
        auto const& [name, inode, type] = **next;
        if (name.front() != '.' && type != DT_DIR) out.files.push_back({names.keep(name), place, type});
    }
}

base::result<std::uint64_t> count_wire(base::file_system& files, int fd, std::uint64_t size) {
    store::wire_counter count;
    char buffer[64 * 1024];
    for (std::uint64_t at = 0; at < size;) {
        auto const got = files.read_at(fd, buffer, at);
        if (!got) return got.error();
        if (*got == 0) break;
        count.feed({buffer, *got});
        at += *got;
    }
    return count.wire();
}

// Where the name does not say it. Opened once for both questions.
base::result<void> read_size(base::file_system& files, int dir, std::string const& file, store::message& what) {
    // Not to wait for the other end of a FIFO; a link is nobody's message.
    auto const fd = files.open(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!fd && (fd.error() == base::from_errno(ELOOP) || fd.error() == base::from_errno(ENXIO)))
        return base::from_errno(EINVAL);
    if (!fd) return fd.error();
    auto const info = files.status(fd->get());
    if (!info) return info.error();
    if (!S_ISREG(info->st_mode)) return base::from_errno(EINVAL);
    what.internal_date = info->st_mtim.tv_sec;
    auto const wire = count_wire(files, fd->get(), static_cast<std::uint64_t>(info->st_size));
    if (!wire) return wire.error();
    what.size = *wire;
    return {};
}

base::result<void> read_date(base::file_system& files, int dir, std::string const& file, store::message& what) {
    auto const info = files.status(dir, file);
    if (!info) return info.error();
    if (!S_ISREG(info->st_mode)) return base::from_errno(EINVAL);
    if (what.internal_date == store::unknown_date) what.internal_date = info->st_mtim.tv_sec;
    return {};
}

}  // namespace

std::string place_path(std::string const& mailbox, std::uint8_t place, std::string_view file) {
    std::string out;
    out.reserve(mailbox.size() + 5 + file.size());
    ((out += mailbox) += place == in_new ? "/new/" : "/cur/") += file;
    return out;
}

std::string print_state(scan_state const& state) {
    return fmt::format("{} {} {} {}{}", state.seen.fresh, state.seen.cur, state.text_uid, state.text_lines,
                       state.uids == scan_state::pending::nothing   ? ""
                       : state.uids == scan_state::pending::restore ? " restore"
                                                                    : " import");
}

scan_state parse_state(std::string_view text) noexcept {
    scan_state out;
    auto const part = base::split(text, " ");
    if (part.size() != 4 && part.size() != 5) return out;
    using enum scan_state::pending;
    if (part.size() == 5) out.uids = part[4] == "import" ? import : restore;
    out.seen.fresh = base::number<std::int64_t>(part[0]).value_or(0);
    out.seen.cur = base::number<std::int64_t>(part[1]).value_or(0);
    out.text_uid = base::number<std::uint32_t>(part[2]).value_or(0);
    out.text_lines = base::number<std::uint64_t>(part[3]).value_or(0);
    return out;
}

bool is_near(std::string const& path) noexcept {
    struct statfs is;
    if (::statfs(path.c_str(), &is) != 0) return false;
    switch (static_cast<unsigned long>(is.f_type)) {
    case 0xEF53:        // ext2, ext3, ext4
    case 0x58465342:    // XFS
    case 0x9123683E:    // Btrfs
    case 0x2FC12FC1:    // ZFS
    case 0xF2F52010:    // F2FS
    case 0x01021994:    // tmpfs
    case 0x794C7630: return true;    // overlayfs
    default: return false;
    }
}

base::result<stamp> look_at(base::file_system& files, std::string const& mailbox) {
    auto const fresh = files.status(AT_FDCWD, mailbox + "/new");
    if (!fresh) return fresh.error();
    auto const cur = files.status(AT_FDCWD, mailbox + "/cur");
    if (!cur) return cur.error();
    return stamp{nanoseconds(fresh->st_mtim), nanoseconds(cur->st_mtim)};
}

base::result<listing> list_files(base::file_system& files, std::string const& mailbox) {
    listing out;
    for (int attempt = 0; attempt < steady_attempts && !out.steady; ++attempt) {
        auto const before = look_at(files, mailbox);
        if (!before) return before.error();
        auto const began = now_nanoseconds();
        out.files.clear();
        out.names.clear();
        for (auto const place : {in_cur, in_new})
            if (auto const listed = list_place(files, mailbox, place, out); !listed) return listed.error();
        auto const after = look_at(files, mailbox);
        if (!after) return after.error();
        out.steady = *before == *after;
        auto const age = began - std::max(before->fresh, before->cur);
        out.doubtful = std::abs(age) < tick_doubt;
        out.seen = out.steady && age >= tick_doubt ? *before : stamp{};
    }
    return out;
}

base::result<places_open> open_places(base::file_system& files, std::string const& mailbox) {
    auto fresh = files.open(AT_FDCWD, mailbox + "/new", O_PATH | O_DIRECTORY);
    if (!fresh) return fresh.error();
    auto cur = files.open(AT_FDCWD, mailbox + "/cur", O_PATH | O_DIRECTORY);
    if (!cur) return cur.error();
    return places_open{std::move(*fresh), std::move(*cur)};
}

base::result<store::index_row> describe(base::file_system& files, places_open const& in, disk_file const& what) {
    auto message = message_of(files, in, what);
    if (!message) return message.error();
    store::index_row out;
    out.what = *message;
    out.name = what.file;
    out.place = what.place;
    out.saved = saved_of(what.file);
    return out;
}

base::result<store::message> message_of(base::file_system& files, places_open const& in, disk_file const& what) {
    auto const parsed = parse_name(what.file);
    store::message out;
    out.flags = parsed.flags;
    out.keywords = parsed.keywords;
    // Our own deliveries say everything in their names.
    out.internal_date = parsed.delivery && parsed.wire ? parsed.seconds : store::unknown_date;
    out.size = parsed.wire.value_or(store::unknown_size);
    if (what.type == DT_REG) return out;
    if (what.type != DT_UNKNOWN) return base::from_errno(EINVAL);
    if (auto const done = read_date(files, in.of(what.place), std::string(what.file), out); !done) return done.error();
    return out;
}

std::optional<std::int64_t> saved_of(std::string_view file) noexcept {
    auto const seconds = parse_name(file).seconds;
    return seconds > 0 ? std::optional(seconds) : std::nullopt;
}

base::result<void> measure(base::file_system& files, places_open const& in, store::index_row& row, store::measures asked) {
    if (store::has(row.what, asked)) return {};
    bool const has_size = row.what.size != store::unknown_size;
    if (asked == store::measures::date || has_size) return read_date(files, in.of(row.place), row.name, row.what);
    return read_size(files, in.of(row.place), row.name, row.what);
}

void clean_tmp(base::file_system& files, std::string const& mailbox, std::int64_t now) {
    auto const entries = files.list(AT_FDCWD, mailbox + "/tmp");
    if (!entries) return;
    for (auto const& entry : *entries) {
        auto const path = mailbox + "/tmp/" + entry.name;
        auto const info = files.status(AT_FDCWD, path);
        if (!info || !S_ISREG(info->st_mode)) continue;
        // APPEND sets the modification time to the message's date: the change of the inode says when it was made.
        if (now - info->st_ctim.tv_sec > tmp_kept) (void)files.unlink(AT_FDCWD, path);
    }
}

namespace {

struct arrival {
    std::int64_t seconds;
    std::string_view base;
    std::uint32_t at;
};

// What came in one second.
void sort_second(std::span<arrival> all) {
    struct key {
        std::optional<base::delivery_id> delivery;
        arrival what;
    };
    std::vector<key> keys;
    keys.reserve(all.size());
    for (auto const& each : all) keys.push_back({delivery_of(each.base), each});
    std::sort(keys.begin(), keys.end(), [](key const& a, key const& b) {
        if (a.delivery.has_value() != b.delivery.has_value()) return a.delivery.has_value();
        if (a.delivery && *a.delivery != *b.delivery) return *a.delivery < *b.delivery;
        return a.what.base != b.what.base ? a.what.base < b.what.base : a.what.at < b.what.at;
    });
    std::transform(keys.begin(), keys.end(), all.begin(), [](key const& one) { return one.what; });
}

}  // namespace

std::vector<std::uint32_t> arrival_order(std::span<std::string_view const> files) {
    std::vector<arrival> all;
    all.reserve(files.size());
    for (auto const file : files) {
        auto const base = base_of(file);
        auto const seconds = base::number<std::int64_t>(base.substr(0, base.find('.'))).value_or(0);
        all.push_back({seconds, base, static_cast<std::uint32_t>(all.size())});
    }
    std::sort(all.begin(), all.end(), [](arrival const& a, arrival const& b) { return a.seconds < b.seconds; });
    for (auto from = all.begin(); from != all.end();) {
        auto const to = std::find_if(from, all.end(), [&](arrival const& one) { return one.seconds != from->seconds; });
        if (to - from > 1) sort_second({from, to});
        from = to;
    }
    std::vector<std::uint32_t> out;
    out.reserve(all.size());
    for (auto const& each : all) out.push_back(each.at);
    return out;
}

void sort_by_arrival(std::vector<store::index_row>& rows) {
    std::vector<std::string_view> names(rows.size());
    std::transform(rows.begin(), rows.end(), names.begin(), [](store::index_row const& row) { return std::string_view(row.name); });
    std::vector<store::index_row> out;
    out.reserve(rows.size());
    for (auto const at : arrival_order(names)) out.push_back(std::move(rows[at]));
    rows = std::move(out);
}

}  // namespace mailstead::maildir

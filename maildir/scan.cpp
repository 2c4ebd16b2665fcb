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

base::result<void> list_place(base::file_system& files, std::string const& mailbox, std::uint8_t place,
                              std::vector<disk_file>& out) {
    auto entries = files.list(AT_FDCWD, mailbox + (place == in_new ? "/new" : "/cur"));
    if (!entries) return entries.error();
    for (auto& entry : *entries)
        if (entry.name.front() != '.' && entry.type != DT_DIR) out.push_back({std::move(entry.name), place, entry.type});
    return {};
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
        for (auto const place : {in_cur, in_new})
            if (auto const listed = list_place(files, mailbox, place, out.files); !listed) return listed.error();
        auto const after = look_at(files, mailbox);
        if (!after) return after.error();
        out.steady = *before == *after;
        bool const doubtful = began - std::max(before->fresh, before->cur) < tick_doubt;
        out.seen = out.steady && !doubtful ? *before : stamp{};
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
    auto const parsed = parse_name(what.file);
    store::index_row out;
    out.name = what.file;
    out.place = what.place;
    out.what.flags = parsed.flags;
    out.what.keywords = parsed.keywords;
    if (parsed.seconds > 0) out.saved = parsed.seconds;    // when the name was made
    // Our own deliveries say everything in their names.
    out.what.internal_date = parsed.delivery && parsed.wire ? parsed.seconds : store::unknown_date;
    out.what.size = parsed.wire.value_or(store::unknown_size);
    if (what.type == DT_REG) return out;
    if (what.type != DT_UNKNOWN) return base::from_errno(EINVAL);
    if (auto const done = read_date(files, in.of(what.place), what.file, out.what); !done) return done.error();
    return out;
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

std::vector<std::uint32_t> arrival_order(std::size_t count, std::function<std::string_view(std::size_t)> const& name) {
    struct key {
        std::int64_t seconds;
        std::optional<base::delivery_id> delivery;
        std::string_view base;
        std::uint32_t at;
    };
    std::vector<key> keys;
    keys.reserve(count);
    for (std::size_t at = 0; at < count; ++at) {
        auto const base = base_of(name(at));
        auto const seconds = base::number<std::int64_t>(base.substr(0, base.find('.'))).value_or(0);
        keys.push_back({seconds, delivery_of(base), base, static_cast<std::uint32_t>(at)});
    }
    std::sort(keys.begin(), keys.end(), [](key const& a, key const& b) {
        if (a.seconds != b.seconds) return a.seconds < b.seconds;
        if (a.delivery.has_value() != b.delivery.has_value()) return a.delivery.has_value();
        if (a.delivery && *a.delivery != *b.delivery) return *a.delivery < *b.delivery;
        return a.base != b.base ? a.base < b.base : a.at < b.at;
    });
    std::vector<std::uint32_t> out;
    out.reserve(count);
    for (auto const& each : keys) out.push_back(each.at);
    return out;
}

void sort_by_arrival(std::vector<store::index_row>& rows) {
    auto const order = arrival_order(rows.size(), [&](std::size_t at) { return std::string_view(rows[at].name); });
    std::vector<store::index_row> out;
    out.reserve(rows.size());
    for (auto const at : order) out.push_back(std::move(rows[at]));
    rows = std::move(out);
}

}  // namespace mailstead::maildir

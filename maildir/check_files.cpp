// What a check finds in the directories and files of a folder.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "base/clock.h"
#include "maildir/checking.h"
#include "maildir/name.h"
#include "maildir/uidlist.h"
#include "store/identity.h"
#include "store/lines.h"
#include "store/origins.h"

namespace mailstead::maildir {

using store::finding;

namespace {

constexpr std::int64_t tmp_kept = 36 * 3600;

}  // namespace

void checking::check_directories() {
    for (std::string const sub : {"", "/new", "/cur", "/tmp"}) {
        auto const path = where_.path + sub;
        auto const info = with_.files.status(AT_FDCWD, path);
        if (!info) {
            mend(fmt::format("{} is missing", path), [&] { return with_.files.make_dir(AT_FDCWD, path, 0700); });
            continue;
        }
        if (!S_ISDIR(info->st_mode)) say(finding::problem, fmt::format("{} is no directory", path));
        if (info->st_uid != where_.who.uid)
            say(finding::problem, fmt::format("{} belongs to user {} instead of {}", path, info->st_uid, where_.who.uid));
        if ((info->st_mode & 0700) != 0700)
            say(finding::problem, fmt::format("{} cannot be used by its owner (mode {:o})", path, info->st_mode & 07777));
        else if ((info->st_mode & 02) != 0)
            say(finding::problem, fmt::format("everybody may write to {} (mode {:o})", path, info->st_mode & 07777));
    }
}

void checking::check_tmp() {
    auto const entries = with_.files.list(AT_FDCWD, where_.path + "/tmp");
    if (!entries) return;
    auto const now = base::unix_seconds(with_.clock.now());
    std::size_t old = 0;
    for (auto const& entry : *entries) {
        auto const info = with_.files.status(AT_FDCWD, where_.path + "/tmp/" + entry.name);
        if (info && S_ISREG(info->st_mode) && now - info->st_ctim.tv_sec > tmp_kept) ++old;
    }
    if (old == 0) return;
    mend(fmt::format("{} files in tmp/ are older than 36 hours: deliveries that were broken off", old), [&] {
        clean_tmp(with_.files, where_.path, now);
        return result<void>();
    });
}

void checking::check_files() {
    for (auto const& file : seen_.files) {
        if (stopped_) return;
        check_file(file);
        if (++looked_at_ % 256 == 0) stopped_ = !report_.progress(looked_at_);
    }
}

void checking::check_file(disk_file const& file) {
    auto const path = place_path(where_.path, file.place, file.file);
    auto const base = std::string(base_of(file.file));
    if (!bases_.insert(base).second) {
        auto const other = unique_name(parse_name(file.file).seconds, with_.host) + std::string(file.file.substr(base.size()));
        return mend(fmt::format("{} has the same base name as another message, which hides it", path),
                    [&] { return rename_file(file, other, std::nullopt); });
    }
    struct stat info {};
    std::optional<std::uint64_t> wire;
    {
        auto const as_owner = store::identity::assume(where_.who);
        if (!as_owner) return say(finding::problem, as_owner.error().message());
        auto const there = with_.files.status(AT_FDCWD, path);
        if (!there) return;    // gone, or renamed: others are at work
        info = *there;
        if (S_ISREG(info.st_mode)) wire = wire_size(path);
    }
    if (!S_ISREG(info.st_mode)) return say(finding::problem, fmt::format("{} is no file", path));
    if (!wire) return say(finding::problem, fmt::format("{} cannot be read by its owner", path));
    if (info.st_uid != where_.who.uid)
        say(finding::problem, fmt::format("{} belongs to user {} instead of {}", path, info.st_uid, where_.who.uid));
    if (info.st_size == 0) say(finding::problem, fmt::format("{} is empty", path));
    check_sizes(file, static_cast<std::uint64_t>(info.st_size), *wire);
}

std::optional<std::uint64_t> checking::wire_size(std::string const& path) {
    auto const fd = with_.files.open(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!fd) return std::nullopt;
    store::wire_counter count;
    std::array<char, 64 * 1024> buffer;
    for (std::uint64_t at = 0;;) {
        auto const got = with_.files.read_at(fd->get(), buffer, at);
        if (!got) return std::nullopt;
        if (*got == 0) return count.wire();
        count.feed({buffer.data(), *got});
        at += *got;
    }
}

void checking::check_sizes(disk_file const& file, std::uint64_t stored, std::uint64_t wire) {
    auto const parsed = parse_name(file.file);
    bool const s = parsed.stored && *parsed.stored != stored, w = parsed.wire && *parsed.wire != wire;
    auto const at = by_base_.find(std::string(parsed.base));
    auto const said = at != by_base_.end() ? rows_[at->second].what.size : store::unknown_size;
    bool const row = said != store::unknown_size && said != wire;
    if (!s && !w && !row) return;
    auto const what = s ? fmt::format("S={} in its name, {} octets in it", *parsed.stored, stored)
                      : w ? fmt::format("W={} in its name, {} octets on the wire", *parsed.wire, wire)
                          : fmt::format("{} octets in the index, {} on the wire", rows_[at->second].what.size, wire);
    auto const name = with_sizes(tmp_name(parsed.base), stored, wire) + std::string(file.file.substr(parsed.base.size()));
    mend(fmt::format("{}: wrong size: {}", file.file, what), [&] { return rename_file(file, s || w ? name : std::string(file.file), wire); });
}

// The file, and its row if it has one: it stays the same message.
result<void> checking::rename_file(disk_file const& file, std::string const& to, std::optional<std::uint64_t> wire) {
    auto const at = by_base_.find(std::string(base_of(file.file)));
    bool const known = wire && at != by_base_.end();
    if (known && in_use_) return make_error_code(store::errc::in_use);
    if (to != file.file) {
        if (known)
            if (auto const kept = keep_ids(rows_[at->second]); !kept) return kept;
        auto const as_owner = store::identity::assume(where_.who);
        if (!as_owner) return as_owner.error();
        auto const moved = with_.files.rename(AT_FDCWD, place_path(where_.path, file.place, file.file), AT_FDCWD,
                                              place_path(where_.path, file.place, to), base::on_existing::refuse);
        if (!moved) return moved;
    }
    must_look_ = true;
    bases_.insert(std::string(base_of(to)));
    if (!known) return {};
    auto& row = rows_[at->second];
    row.name = to;
    row.place = file.place;
    row.what.size = *wire;
    store::index_change change{*row_, {}, {row}, {}, {}};
    by_base_.emplace(base_of(to), at->second);
    if (auto const done = index_->commit(std::span(&change, 1), store::durability::synced); !done) return done;
    return to == file.file ? result<void>() : note_name(row);
}

// What clients know it by stays, though it was made of the old name.
result<void> checking::keep_ids(store::index_row& row) {
    auto const from = index_->origins(row_->id, {&row.what.uid, 1});
    if (!from) return from.error();
    if (from->empty()) return make_error_code(store::errc::gone);
    if (!uidls_) {
        auto const given = index_->uidls(row_->id);
        if (!given) return given.error();
        uidls_.emplace(given->begin(), given->end());
    }
    row.email = store::email_id_of(from->front(), fact_key_of);
    auto const given = uidls_->find(row.what.uid);
    row.uidl = given != uidls_->end() ? given->second : unique_id_of(row.name);
    return {};
}

// The text copy knows the message by its new name too, or it would get another uid when the index is lost. The line feed first ends
// a line that a crash may have torn; a list that is not there is made when uids are given.
result<void> checking::note_name(store::index_row const& row) {
    auto const as_owner = store::identity::assume(where_.who);
    if (!as_owner) return as_owner.error();
    auto const done = append_lines(with_.files, where_.path, '\n' + uidlist_lines({{row.what.uid, std::string(base_of(row.name)), row.uidl}}));
    return !done && done.error() == base::from_errno(ENOENT) ? result<void>() : done;
}

}  // namespace mailstead::maildir

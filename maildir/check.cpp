// Directories first, then every file, then what the index and the text copy say of them.
#include "maildir/check.h"

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <optional>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "maildir/folders.h"
#include "maildir/name.h"
#include "maildir/scan.h"
#include "maildir/service.h"
#include "maildir/uidlist.h"
#include "store/identity.h"
#include "store/lines.h"

namespace mailstead::maildir {
namespace {

using store::check_mode;
using store::finding;

constexpr std::int64_t tmp_kept = 36 * 3600;
constexpr std::uint64_t list_limit = std::uint64_t{1} << 30;

class checking {
public:
    checking(service& with, source const& where, check_mode mode, store::check_report const& report, bool in_use)
        : with_(with), where_(where), mode_(mode), report_(report), in_use_(in_use) {}

    result<void> run();
    bool must_look() const noexcept { return must_look_; }

private:
    void say(finding what, std::string words) { report_.found(what, where_.folder + ": " + std::move(words)); }
    bool repairs() const noexcept { return mode_ == check_mode::repair; }
    // Mends by `work` where that is wanted, and says what came of it.
    template <class Work>
    void mend(std::string words, Work work) {
        if (!repairs()) return say(finding::problem, std::move(words));
        auto const done = work();
        if (done) return say(finding::mended, std::move(words));
        say(finding::problem, fmt::format("{}; mending it failed: {}", words, done.error().message()));
    }

    void check_directories();
    void check_tmp();
    void check_files();
    void check_file(disk_file const& file);
    void check_sizes(disk_file const& file, std::uint64_t stored, std::uint64_t wire);
    result<void> rename_file(disk_file const& file, std::string const& to, std::optional<std::uint64_t> wire);
    std::optional<std::uint64_t> wire_size(std::string const& path);
    result<void> check_index();
    void check_rows();
    void check_list();

    service& with_;
    source const& where_;
    check_mode const mode_;
    store::check_report const& report_;
    bool const in_use_;
    std::shared_ptr<store::index> index_;
    std::optional<store::mailbox_row> row_;
    std::vector<store::index_row> rows_;
    std::unordered_map<std::string, std::size_t> by_base_;    // of rows_
    listing seen_;
    std::unordered_set<std::string> bases_;
    std::uint64_t looked_at_ = 0;
    bool must_look_ = false, stopped_ = false;
};

result<void> checking::run() {
    index_ = with_.index_of(where_.who.account);
    if (auto const good = check_index(); !good) return good;
    {
        auto const as_owner = store::identity::assume(where_.who);
        if (!as_owner) return as_owner.error();
        check_directories();
        auto listed = list_files(with_.files, where_.path);
        if (!listed) return listed.error();
        seen_ = std::move(*listed);
        check_tmp();
    }
    check_files();
    if (stopped_) return base::from_errno(ECANCELED);
    check_rows();
    check_list();
    return {};
}

// What the database itself says, and the mailbox's rows.
result<void> checking::check_index() {
    auto const damage = index_->damage();
    if (!damage) return damage.error();
    for (auto const& line : *damage) say(finding::problem, fmt::format("index.db is damaged: {}", line));
    auto row = index_->find(where_.folder);
    if (!row) return row.error();
    row_ = std::move(*row);
    if (!row_) return say(finding::note, "it was never opened"), result<void>();
    auto rows = index_->rows(row_->id);
    if (!rows) return rows.error();
    rows_ = std::move(*rows);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        by_base_.emplace(base_of(rows_[i].name), i);
        if (rows_[i].what.uid >= row_->uidnext)
            say(finding::problem, fmt::format("uid {} is above what the index believes to have given", rows_[i].what.uid));
    }
    return {};
}

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
    mend(fmt::format("{}: wrong size: {}", file.file, what), [&] { return rename_file(file, s || w ? name : file.file, wire); });
}

// The file, and its row if it has one: it stays the same message.
result<void> checking::rename_file(disk_file const& file, std::string const& to, std::optional<std::uint64_t> wire) {
    auto const at = by_base_.find(std::string(base_of(file.file)));
    bool const known = wire && at != by_base_.end();
    if (known && in_use_) return make_error_code(store::errc::in_use);
    if (to != file.file) {
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
    return index_->commit(std::span(&change, 1), store::durability::synced);
}

void checking::check_rows() {
    if (!row_) return;
    std::size_t lost = 0;
    std::unordered_set<std::string_view> known;
    for (auto const& row : rows_) {
        auto const base = std::string(base_of(row.name));
        known.insert(base_of(row.name));
        if (bases_.contains(base) || (row.what.modseq > row_->applied && !seen_.steady)) continue;
        must_look_ = true;
        if (++lost > 20) continue;
        auto const words = fmt::format("the file of uid {} is not there ({})", row.what.uid, row.name);
        say(repairs() ? finding::mended : finding::problem, words + (repairs() ? ": the message is given up" : ""));
    }
    if (lost > 20) say(repairs() ? finding::mended : finding::problem, fmt::format("and {} messages more without a file", lost - 20));
    std::size_t fresh = 0;
    for (auto const& base : bases_) fresh += !known.contains(base);
    if (fresh == 0) return;
    must_look_ = true;
    // With the times of the last look it would know them: it missed them.
    bool const missed = seen_.seen.is_known() && parse_state(row_->stamp).seen == seen_.seen && !in_use_;
    auto const words = fmt::format("{} files have no row in the index{}", fresh, missed ? "" : " yet: they get one when it is opened");
    say(!missed ? finding::note : repairs() ? finding::mended : finding::problem, words);
}

// The text copy against the index.
void checking::check_list() {
    if (!row_) return;
    auto const path = where_.path + '/' + uidlist_name;
    result<std::string> text = std::string();
    {
        auto const as_owner = store::identity::assume(where_.who);
        if (!as_owner) return say(finding::problem, as_owner.error().message());
        text = with_.files.read_all(AT_FDCWD, path, list_limit);
    }
    std::string wrong;
    if (!text) {
        if (row_->uidnext > 1) wrong = text.error().message();
    } else {
        auto const list = parse_uidlist(*text);
        if (list.uidvalidity != row_->uidvalidity) wrong = fmt::format("UIDVALIDITY {} instead of {}", list.uidvalidity, row_->uidvalidity);
        else if (list.ceiling + 1 < row_->uidnext) wrong = fmt::format("uids up to {}, and {} was given", list.ceiling, row_->uidnext - 1);
        for (auto const& row : rows_) {
            auto const at = list.uids.find(std::string(base_of(row.name)));
            if (wrong.empty() && at != list.uids.end() && at->second != row.what.uid)
                wrong = fmt::format("uid {} for {}, which has {}", at->second, base_of(row.name), row.what.uid);
        }
    }
    if (wrong.empty()) return;
    mend(fmt::format("{} is damaged: {}", uidlist_name, wrong), [&]() -> result<void> {
        auto const uidls = index_->uidls(row_->id);
        if (!uidls) return uidls.error();
        std::unordered_map<std::uint32_t, std::string> const given(uidls->begin(), uidls->end());
        std::vector<uidlist_line> lines;
        for (auto const& row : rows_) {
            auto const uidl = given.find(row.what.uid);
            lines.push_back({row.what.uid, std::string(base_of(row.name)), uidl == given.end() ? std::string() : uidl->second});
        }
        auto const ceiling = std::max(row_->ceiling, row_->uidnext - 1);
        auto const as_owner = store::identity::assume(where_.who);
        if (!as_owner) return as_owner.error();
        return with_.files.publish(AT_FDCWD, path, uidlist_head(row_->uidvalidity, ceiling) + uidlist_lines(lines));
    });
}

}  // namespace

result<void> check(service& with, source const& where, check_mode mode, store::check_report const& report) {
    auto const at = with.places.at(where.who.account, where.path);
    bool look = false;
    {
        std::lock_guard const hold(at->state);
        auto const box = at->box.lock();
        bool const in_use = box != nullptr;
        if (box)
            if (auto const written = box->write_rows(); !written) return written;
        if (mode == check_mode::repair && !in_use) {
            ++at->openings;    // what whoever has just let go of it knows may soon be wrong
            with.closed.forget(where.who.account, where.path);
        }
        checking work(with, where, mode, report, in_use);
        if (auto const done = work.run(); !done) return done;
        look = work.must_look();
    }
    if (mode == check_mode::look || !look) return {};
    at->note_foreign();
    auto const box = mailbox::open(with, where);
    if (!box) return box.error();
    auto const seen = (*box)->refresh();
    return seen ? result<void>() : result<void>(seen.error());
}

result<void> check_quota_file(service& with, store::owner const& who, check_mode mode, store::check_report const& report) {
    auto const as_owner = store::identity::assume(who);
    if (!as_owner) return as_owner.error();
    auto const found = with.quotas.check(who);
    if (!found) return found.error();
    if (!*found || ((*found)->said && (*found)->said->usage == (*found)->real)) return {};
    auto const& [said, real] = **found;
    auto const words = said ? fmt::format("maildirsize says {} octets in {} messages, and there are {} in {}", said->usage.storage,
                                          said->usage.messages, real.storage, real.messages)
                            : std::string("maildirsize cannot be understood");
    if (mode == check_mode::look) return report.found(finding::problem, words), result<void>();
    with.quotas.recount(who);
    auto const now = with.quotas.check(who);
    bool const mended = now && *now && (*now)->said && (*now)->said->usage == (*now)->real;
    report.found(mended ? finding::mended : finding::problem, words);
    return {};
}

}  // namespace mailstead::maildir

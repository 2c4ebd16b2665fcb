// The index and the text copy of a folder; its files are looked at in check_files.cpp.
#include "maildir/check.h"

#include <fcntl.h>

#include <cerrno>
#include <unordered_set>

#include "maildir/checking.h"
#include "maildir/name.h"
#include "maildir/uidlist.h"
#include "store/identity.h"

namespace mailstead::maildir {
namespace {

using store::check_mode;
using store::finding;

constexpr std::uint64_t list_limit = std::uint64_t{1} << 30;

}  // namespace

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

result<void> check(service& with, source const& where, check_mode mode, store::check_report const& report) {
    auto const at = with.places.at(where.who.account, where.path);
    with.let_go(*at);
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

// The file by one scan, then its messages against the rows of the index.
#include "mbox/check.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <unordered_map>

#include <fmt/format.h>

#include "mbox/row.h"
#include "mbox/scan.h"
#include "store/identity.h"

namespace mailstead::mbox {
namespace {

using store::check_mode;
using store::finding;

struct looked {
    std::vector<found_message> messages;
    stamp seen;
    bool readable = false;
};

class checking {
public:
    checking(service& with, source const& where, check_mode mode, store::check_report const& report)
        : with_(with), where_(where), mode_(mode), report_(report) {}

    result<bool> run(bool in_use);    // true: the index does not fit

private:
    void say(finding what, std::string words) { report_.found(what, where_.folder + ": " + std::move(words)); }
    result<looked> look();
    void check_status(struct stat const& info);
    void check_leftovers();
    result<bool> compare(looked const& disk, bool in_use);

    service& with_;
    source const& where_;
    check_mode const mode_;
    store::check_report const& report_;
};

result<bool> checking::run(bool in_use) {
    auto const disk = look();
    if (!disk) return {boost::system::in_place_error, disk.error()};
    check_leftovers();
    return disk->readable ? compare(*disk, in_use) : result<bool>(boost::system::in_place_value, false);
}

void checking::check_status(struct stat const& info) {
    if (info.st_uid != where_.who.uid)
        say(finding::problem, fmt::format("{} belongs to user {} instead of {}", where_.path, info.st_uid, where_.who.uid));
    if (info.st_nlink > 1) say(finding::problem, fmt::format("{} has several hard links: deliveries are refused", where_.path));
    if ((info.st_mode & 0600) != 0600)
        say(finding::problem, fmt::format("{} cannot be read and written by its owner (mode {:o})", where_.path, info.st_mode & 07777));
    if ((info.st_mode & 02) != 0) say(finding::problem, fmt::format("everybody may write to {}", where_.path));
}

result<looked> checking::look() {
    auto const as_owner = with_.act_as(where_.who, where_.path);
    if (!as_owner) return as_owner.error();
    looked out;
    auto const there = with_.files.status(AT_FDCWD, where_.path);
    if (!there && there.error() == base::from_errno(ENOENT) && where_.may_be_missing) return out.readable = true, out;
    if (!there) return there.error();
    if (!S_ISREG(there->st_mode)) {
        say(finding::problem, fmt::format("{} is no file", where_.path));
        return out;
    }
    check_status(*there);
    auto const fd = with_.files.open(AT_FDCWD, where_.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!fd) {
        say(finding::problem, fmt::format("{} cannot be read: {}", where_.path, fd.error().message()));
        return out;
    }
    auto scan = scan_file(with_.files, fd->get(), 0, static_cast<std::uint64_t>(there->st_size));
    if (!scan) return scan.error();
    if (scan->foreign_start) {
        say(finding::problem, fmt::format("{} cannot be read as an mbox: it does not begin with a From line; put one before "
                                          "its first line, as `From MAILER-DAEMON Thu Jan  1 00:00:00 1970`", where_.path));
        return out;
    }
    report_.progress(scan->messages.size());
    out.messages = std::move(scan->messages);
    out.seen = stamp_of(*there);
    out.readable = true;
    return out;
}

// A lock that nobody holds any more stops deliveries until it is old enough; a journal is replayed at the next opening.
void checking::check_leftovers() {
    auto const as_owner = with_.act_as(where_.who, where_.path);
    if (!as_owner) return;
    auto const lock = with_.files.status(AT_FDCWD, where_.path + ".lock");
    auto const stale = with_.rules_for(where_.who).lock.stale.count();
    if (lock && base::unix_seconds(with_.clock.now()) - lock->st_ctim.tv_sec > stale)
        say(finding::problem, fmt::format("{}.lock is older than stale_lock_time", where_.path));
}

result<bool> checking::compare(looked const& disk, bool in_use) {
    auto const index = with_.index_of(where_.who.account);
    auto const damage = index->damage();
    if (!damage) return {boost::system::in_place_error, damage.error()};
    for (auto const& line : *damage) say(finding::problem, fmt::format("index.db is damaged: {}", line));
    auto const row = index->find(where_.folder);
    if (!row) return {boost::system::in_place_error, row.error()};
    result<bool> out(boost::system::in_place_value, false);
    if (!*row) return say(finding::note, "it was never opened"), out;
    auto const rows = index->rows((*row)->id);
    if (!rows) return {boost::system::in_place_error, rows.error()};
    std::unordered_map<std::string, int> in_file;
    for (auto const& one : disk.messages) ++in_file[one.key];
    std::size_t lost = 0, known = 0;
    for (auto const& each : *rows) {
        auto const at = parse_position(each.name);
        auto const found = at ? in_file.find(at->key) : in_file.end();
        if (found != in_file.end() && found->second-- > 0) ++known;
        else ++lost;
    }
    auto const fresh = disk.messages.size() - known;
    if (lost == 0 && fresh == 0) return out;
    // Others change the file when they like; that the index knows the file as it is and yet differs is a fault.
    auto const seen = parse_stamp((*row)->stamp);
    bool const missed = seen.is_same_file(disk.seen) && seen.scanned == seen.size && !in_use;
    auto const words = fmt::format("{} messages of the index are not in the file, and {} of the file not in the index{}", lost, fresh,
                                   missed ? "" : ": the next opening sees it");
    say(!missed ? finding::note : mode_ == check_mode::repair ? finding::mended : finding::problem, words);
    out = result<bool>(boost::system::in_place_value, true);
    return out;
}

}  // namespace

result<void> check(service& with, source const& where, check_mode mode, store::check_report const& report) {
    auto const at = with.at(where.who.account, where.path);
    bool look = false;
    {
        std::lock_guard const hold(at->state);
        bool const in_use = at->box.lock() != nullptr;
        checking work(with, where, mode, report);
        auto const done = work.run(in_use);
        if (!done) return done.error();
        look = *done;
        if (look && mode == check_mode::repair && !in_use) {
            // An empty stamp: all is compared.
            auto const index = with.index_of(where.who.account);
            auto row = index->find(where.folder);
            if (row && *row) {
                store::index_change change{**row, {}, {}, {}, {}};
                change.after.stamp.clear();
                if (auto const put = index->commit(std::span(&change, 1), store::durability::synced); !put) return put;
            }
        }
    }
    if (mode == check_mode::look || !look) return {};
    auto const box = mailbox::open(with, where);
    if (!box) return box.error();
    auto const seen = (*box)->refresh();
    return seen ? result<void>() : result<void>(seen.error());
}

}  // namespace mailstead::mbox

// Bringing index and file together: what other programs did, what a crash left half done. The index knows what each
// message is; the file decides which messages there are.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.h"
#include "base/log.h"
#include "mbox/foreign_uids.h"
#include "mbox/mailbox.h"
#include "mbox/rewriting.h"
#include "mbox/settle.h"
#include "store/hash.h"
#include "store/identity.h"
#include "store/keywords.h"

namespace mailstead::mbox {
namespace {

constexpr std::uint64_t tail_span = 4096;
constexpr std::uint64_t quickly_read = 1024 * 1024;
constexpr std::uint32_t reserved_uids = 1'000'000;
constexpr int brief_tries = 10;
constexpr std::chrono::milliseconds brief_pause{10};

std::vector<store::message> messages_of(std::vector<store::index_row> const& rows) {
    std::vector<store::message> out;
    out.reserve(rows.size());
    for (auto const& row : rows) out.push_back(row.what);
    return out;
}

// The bytes before `end`, hashed: enough to see that a file only grew.
std::string hash_tail(base::file_system& files, int fd, std::uint64_t end) {
    std::string bytes(std::min(end, tail_span), '\0');
    auto const got = files.read_at(fd, bytes, end - bytes.size());
    if (!got || *got != bytes.size()) return {};
    return store::sha256(bytes);
}

// A file that is not there, as a stamp.
stamp no_file() noexcept {
    stamp out;
    out.known = true;
    return out;
}

// Messages by what makes them the same, in the order they were put in.
class by_key {
public:
    void add(std::string const& key, std::size_t value) { values_[key].push_back(value); }
    std::optional<std::size_t> take(std::string const& key) {
        auto const at = values_.find(key);
        if (at == values_.end() || at->second.empty()) return std::nullopt;
        auto const out = at->second.back();
        at->second.pop_back();
        return out;
    }
    // Those added first are taken first.
    void in_order() {
        for (auto& [key, list] : values_) std::reverse(list.begin(), list.end());
    }

private:
    std::unordered_map<std::string, std::vector<std::size_t>> values_;
};

}  // namespace

result<stamp> mailbox::stamp_on_disk() {
    auto const as_owner = with_.act_as(where_.who, where_.path);
    if (!as_owner) return as_owner.error();
    auto const fd = with_.files.open(AT_FDCWD, where_.path, O_RDONLY | O_NONBLOCK);
    if (!fd && (fd.error() == base::from_errno(ENOENT) || fd.error() == base::from_errno(ENOTDIR))) {
        // A link to nothing is not a missing mailbox: what it named may come back.
        if (!with_.files.status(AT_FDCWD, where_.path)) return stamp{};
        return failure(refusal::symbolic_link);
    }
    if (!fd) return failure(stage::open, fd.error());
    auto const info = with_.files.status(fd->get());
    if (!info) return failure(stage::open, info.error());
    if (S_ISDIR(info->st_mode)) return make_error_code(store::errc::not_selectable);
    if (!S_ISREG(info->st_mode)) return failure(refusal::not_regular);
    return stamp_of(*info);
}

result<mailbox::hold> mailbox::try_lock_file(open_rules::missing missing) {
    auto const as_owner = with_.act_as(where_.who, where_.path);
    if (!as_owner) return as_owner.error();
    auto file = open_locked(with_.files, where_.path, with_.rules_for(where_.who).lock, {missing, with_.owner_wanted(where_.who)});
    if (!file) return file.error();
    return hold(with_, where_, std::move(*file));
}

// A user may keep his own files locked for as long as he likes: that must not take every thread there is.
result<mailbox::hold> mailbox::lock_file(open_rules::missing missing, patience how) {
    auto const rules = with_.rules_for(where_.who).lock;
    std::optional<waiting_turn> turn;
    for (int tries = 1;; ++tries) {
        auto out = try_lock_file(missing);
        if (out || !is_locked(out.error()) || how == patience::none) return out;
        bool const is_brief = tries <= brief_tries;
        if (!is_brief && how == patience::brief) return out;
        if (!is_brief && !turn) turn.emplace(with_, where_.who.account, *place_);
        if (!is_brief && (!*turn || tries - brief_tries >= rules.attempts)) return out;
        std::this_thread::sleep_for(is_brief ? brief_pause : rules.delay);
    }
}

result<void> mailbox::look(bool must, patience how) {
    auto const disk = stamp_on_disk();
    if (!disk) return disk.error();
    if (!looked_) {
        auto const pending = index_->pending_unlinks(row_.id);
        if (!pending) return pending.error();
        must |= !pending->empty() || journal_file().exists();
    }
    if (!disk->known) {
        if (!where_.may_be_missing) return make_error_code(store::errc::no_mailbox);
        std::vector<position> redo;
        if (!must && seen_.is_same_file(no_file())) return {};
        return reconcile({}, no_file(), true, redo);
    }
    if (!must && seen_.is_same_file(*disk) && seen_.scanned == seen_.size) return looked_ = true, result<void>();
    auto file = lock_file(open_rules::missing::fail, how);
    if (!file) return file.error();
    return look_at(*file, must);
}

result<void> mailbox::look_at(hold& file, bool must) {
    auto const fd = file.file.fd.get();
    if (auto const done = journal_file().replay(fd, file.file.info, file.file.lock); !done) return done;
    auto const info = with_.files.status(fd);
    if (!info) return info.error();
    file.file.info = *info;
    auto const disk = stamp_of(*info);
    bool const same = seen_.is_same_file(disk);
    if (!must && same && seen_.scanned == seen_.size) return {};
    bool const longer = seen_.known && seen_.inode == disk.inode && disk.size > seen_.size && !tail_.empty();
    bool const grew = longer && disk.size > quickly_read;    // a small file is read as a whole
    if (!must && (same || grew)) {
        auto const done = scan_rest(file);
        if (!done) return done.error();
        if (*done) return {};
    }
    return scan_all(file);
}

// Who cuts, marks or copies bytes must know where they are.
result<void> mailbox::compare(hold& file) {
    if (auto const looked = look_at(file, !trusted_); !looked || trusted_) return looked;
    return look_at(file, true);
}

result<bool> mailbox::lies_there(int fd, position const& at) const {
    auto const found = scan_file(with_.files, fd, at.offset, at.offset + at.length);
    if (!found && is(found.error(), refusal::changed)) return false;    // shorter
    if (!found) return {boost::system::in_place_error, found.error()};
    if (found->foreign_start || found->messages.size() != 1) return result<bool>(false);
    auto now = position_of(found->messages.front());
    now.delivery = at.delivery;
    return result<bool>(print(now) == print(at));
}

result<void> mailbox::scan_all(hold& file) {
    auto const before = stamp_of(file.file.info);
    auto disk = settled(with_.files, file.file.fd.get());    // first: not everybody asks for the lock
    if (!disk) return disk.error();
    auto found = scan_file(with_.files, file.file.fd.get(), 0, disk->size);
    if (!found) return found.error();
    if (found->foreign_start) return failure(refusal::not_mbox);
    auto const uids = take_over(file, found->messages);
    if (!uids) return uids.error();
    if (auto const after = stamp_of(file.file.info); !after.is_same_file(before)) disk = after;
    std::vector<position> redo;
    trusted_ = true;
    if (auto const done = reconcile(std::move(found->messages), *disk, true, redo, *uids); !done) return done;
    tail_ = hash_tail(with_.files, file.file.fd.get(), disk->size);
    return redo.empty() ? result<void>() : remove_again(file, std::move(redo));
}

// The uids we shall give under the other server's UIDVALIDITY are said to be used, in the room that its ten digits leave: it,
// or we when the index is lost, must not give them to other messages.
result<void> mailbox::reserve_uids(hold& file, found_message const& first, std::uint32_t last) {
    auto const fd = file.file.fd.get();
    std::string head(first.head_length, '\0');
    auto const at = first.offset + first.from_length;
    auto const got = with_.files.read_at(fd, head, at);
    if (!got) return got.error();
    auto const digits = last_uid_in(std::string_view(head).substr(0, *got));
    if (digits.size() < 9) return {};
    allow_rewriting(fd);
    auto const text = fmt::format("{:0{}}", last + reserved_uids, digits.size());
    auto const place = at + static_cast<std::uint64_t>(digits.data() - head.data());
    if (auto const done = with_.files.write_all_at(fd, text, place); !done) return failure(stage::write, done.error());
    if (auto const synced = with_.files.sync(fd); !synced) return failure(stage::write, synced.error());
    auto const info = with_.files.status(fd);
    if (!info) return info.error();
    file.file.info = *info;
    return {};
}

// At the first look ever: the mailbox gets the UIDVALIDITY that another server gave it. Never later: what the file says then
// may be anybody's.
result<std::vector<std::uint32_t>> mailbox::take_over(hold& file, std::vector<found_message> const& found) {
    if (!std::exchange(is_first_, false)) return std::vector<std::uint32_t>();
    auto theirs = foreign_uids_in(found);
    if (!theirs) return std::vector<std::uint32_t>();
    if (auto const done = reserve_uids(file, found.front(), theirs->last); !done) return done.error();
    auto next = row_;
    next.uidvalidity = theirs->validity;
    next.ceiling = theirs->uids.empty() ? 0 : theirs->uids.back();
    next.uidnext = theirs->last + 1;
    if (auto const gone = index_->remove(row_.id); !gone) return gone.error();
    auto adopted = index_->adopt(std::move(next));
    if (!adopted) return stale_ = true, adopted.error();
    row_ = std::move(*adopted);
    foreign_last_ = row_.ceiling;
    return std::move(theirs->uids);
}

// What came after the part that is known. Others' additions to a big file are taken as no more than that while a session is
// open, and trusted_ is false: until all is compared, nothing is believed to lie where it lay (lies_there, compare).
result<bool> mailbox::scan_rest(hold& file) {
    auto const fd = file.file.fd.get();
    bool const ours = seen_.is_same_file(stamp_of(file.file.info));
    auto const disk = settled(with_.files, fd);
    if (!disk) return {boost::system::in_place_error, disk.error()};
    auto const tail = hash_tail(with_.files, fd, seen_.scanned);
    if (!tail_.empty() && tail != tail_) return false;
    auto found = scan_file(with_.files, fd, seen_.scanned, disk->size);
    if (!found) return {boost::system::in_place_error, found.error()};
    if (found->foreign_start) return false;
    std::vector<position> redo;
    trusted_ &= ours;
    if (auto const done = reconcile(std::move(found->messages), *disk, false, redo); !done)
        return {boost::system::in_place_error, done.error()};
    tail_ = hash_tail(with_.files, fd, disk->size);
    return true;
}

marks mailbox::marks_of(store::message const& what, std::vector<std::string> const& keywords) const {
    marks out{what.flags & store::flag::all, {}};
    for (std::size_t bit = 0; bit < keywords.size() && bit < store::keyword_limit; ++bit)
        if (what.keywords >> bit & 1 && !keywords[bit].empty()) out.keywords.push_back(keywords[bit]);
    return out;
}

// Whether what the index says of a message could have been written into its head, as the file has it now.
bool mailbox::has_room(found_message const& file, store::message const& for_marks) const {
    return file.head_length < longest_head / 2 || file.head_length + mark_lines(marks_of(for_marks, row_.keywords)).size() <= longest_head;
}

result<std::uint64_t> mailbox::bits_for(std::vector<std::string> const& keywords, store::mailbox_row& next) const {
    std::uint64_t out = 0;
    for (auto const& name : keywords) {
        auto const bit = store::add_keyword(next.keywords, name);
        if (!bit) return make_error_code(store::errc::too_many_keywords);
        out |= std::uint64_t{1} << *bit;
    }
    return out;
}

result<void> mailbox::reconcile(std::vector<found_message> found, stamp const& seen, bool whole,
                                std::vector<position>& redo, std::vector<std::uint32_t> const& uids) {
    auto known = whole ? index_->rows(row_.id) : result<std::vector<store::index_row>>(std::vector<store::index_row>());
    if (!known) return known.error();
    auto const pending = index_->pending_unlinks(row_.id);
    if (!pending) return pending.error();
    auto const announced = index_->announced(where_.folder);
    if (!announced) return announced.error();

    by_key rows, unlinked, deliveries;
    std::unordered_set<std::string> settled;
    std::vector<position> positions(known->size());
    for (std::size_t i = 0; i < known->size(); ++i) {
        auto at = parse_position((*known)[i].name);
        if (!at) continue;  // gone, then: it will be found again under a new uid
        rows.add(at->key, i);
        settled.insert(at->delivery);
        positions[i] = std::move(*at);
    }
    for (std::size_t i = 0; i < pending->size(); ++i) unlinked.add((*pending)[i], i);
    for (std::size_t i = 0; i < announced->size(); ++i)
        if (!settled.count((*announced)[i].delivery)) deliveries.add((*announced)[i].key, i);
    rows.in_order();
    deliveries.in_order();

    store::index_change change{row_, {}, {}, {}, {}};
    auto& next = change.after;
    bool const was_clean = applied_ >= row_.modseq;
    auto const modseq = row_.modseq + 1;
    std::vector<bool> there(known->size(), false);
    std::vector<store::message> visible;
    for (auto& m : found) {
        auto const bits = bits_for(m.said.keywords, next);
        auto at = position_of(m);
        if (auto const i = rows.take(m.key)) {
            auto const& before = (*known)[*i];
            there[*i] = true;
            at.delivery = positions[*i].delivery;
            auto row = before;
            row.name = print(at);
            // Our own marks that are not in the file yet stay, and those that no head has room for; else the file is right.
            if (before.what.modseq <= applied_ && has_room(m, before.what)) {
                row.what.flags = m.said.flags;
                if (bits) row.what.keywords = *bits;
            }
            bool const shown = row.what.flags != before.what.flags || row.what.keywords != before.what.keywords;
            if (shown) row.what.modseq = modseq, visible.push_back(row.what);
            if (shown || row.name != before.name) change.changed.push_back(std::move(row));
        } else if (unlinked.take(base::hex(m.key))) {
            redo.push_back(std::move(at));
        } else {
            if (auto const d = deliveries.take(m.key)) at.delivery = (*announced)[*d].delivery;
            auto const i = static_cast<std::size_t>(&m - found.data());
            store::message const what{i < uids.size() ? uids[i] : next.uidnext++,
                                      m.said.flags,
                                      bits ? *bits : 0,
                                      modseq,
                                      m.date != 0 ? m.date : seen.mtime / 1'000'000'000,
                                      m.wire_size};
            change.added.push_back({what, print(at), 0});
            change.added.back().saved = what.internal_date;    // of its From line
        }
    }
    std::vector<std::uint32_t> gone;
    std::vector<store::index_row> lost;
    for (std::size_t i = 0; i < known->size(); ++i) {
        if (there[i]) continue;
        auto const& at = positions[i];
        gone.push_back((*known)[i].what.uid);
        lost.push_back((*known)[i]);
        change.expunged.push_back(
            {gone.back(), modseq, base::hex(at.key), at.delivery, at.length, at.key, seconds_now(), false});
    }
    forget_facts(lost);
    // What should be gone and is gone need not be looked for again.
    if (whole && redo.empty()) change.forget_all = !pending->empty();
    bool const shown = !change.added.empty() || !visible.empty() || !gone.empty();
    if (shown) next.modseq = modseq;

    auto const added = messages_of(change.added);
    bool const write = shown || !change.changed.empty() || change.forget_all || next.keywords != row_.keywords;
    seen_ = seen;
    if (write)
        if (auto const done = commit(std::move(change), shown ? store::durability::synced : store::durability::lazy);
            !done)
            return done;
    if (was_clean) applied_ = row_.modseq;
    looked_ = redo.empty();
    if (!shown) return {};
    auto view = feed_.now();
    auto const totals = totals_of(row_);
    if (!gone.empty()) view = view->without(totals, gone);
    if (!visible.empty()) {
        std::sort(visible.begin(), visible.end(), [](auto const& a, auto const& b) { return a.uid < b.uid; });
        view = view->with_changed(totals, visible);
    }
    feed_.publish(view->with_added(totals, added));
    return {};
}

// Messages that a crash left in the file after their expunge was committed.
result<void> mailbox::remove_again(hold& file, std::vector<position> which) {
    auto rows = index_->rows(row_.id);
    if (!rows) return rows.error();
    rewriting work{std::move(*rows), std::move(which), {}, {}};
    if (auto const ready = prepare(file, work); !ready) return ready;
    carry_out(file, work);
    return {};
}

}  // namespace mailstead::mbox

// Changing an mbox: one synced commit of the index says that it happened, the file follows at once (expunge) or when it
// is cheap (marks). What a crash leaves between the two, the next look does again.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "base/ascii.h"
#include "base/delivery_id.h"
#include "base/log.h"
#include "mbox/account.h"
#include "mbox/from_line.h"
#include "mbox/mailbox.h"
#include "mbox/rewriting.h"
#include "mbox/settle.h"
#include "mbox/spool.h"
#include "store/edit.h"
#include "store/hash.h"
#include "store/identity.h"
#include "store/origins.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t in_place_limit = 256;  // messages whose marks are written at once

std::vector<store::message> messages_of(std::vector<store::index_row> const& rows) {
    std::vector<store::message> out;
    for (auto const& row : rows) out.push_back(row.what);
    return out;
}

result<std::string> read_range(base::file_system& files, int fd, std::uint64_t offset, std::uint64_t length) {
    std::string out(length, '\0');
    std::size_t have = 0;
    while (have < out.size()) {
        auto const got = files.read_at(fd, std::span(out).subspan(have), offset + have);
        if (!got) return got.error();
        if (*got == 0) return failure(refusal::changed);
        have += *got;
    }
    return out;
}

// A message of a locked file, as clients are shown it.
class located final : public store::content {
public:
    located(base::file_system& files, int fd, position at, std::string visible)
        : files_(files), fd_(fd), at_(std::move(at)), visible_(std::move(visible)) {}
    std::uint64_t size() const noexcept override { return visible_.size() + at_.body_length; }
    result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) override {
        if (offset < visible_.size()) {
            auto const n = std::min<std::size_t>(into.size(), visible_.size() - offset);
            std::copy_n(visible_.data() + offset, n, into.data());
            return n;
        }
        auto const done = offset - visible_.size();
        if (done >= at_.body_length) return std::size_t{0};
        auto const want = std::min<std::uint64_t>(into.size(), at_.body_length - done);
        return files_.read_at(fd_, into.first(want), at_.body_offset() + done);
    }

private:
    base::file_system& files_;
    int const fd_;
    position const at_;
    std::string const visible_;
};

}  // namespace

// The file that a mailbox has locked, on loan to an appender.
struct mailbox::borrowed {
    hold& from;
    std::optional<appender> to;
    explicit borrowed(hold& h) : from(h) {}
    ~borrowed() {
        if (to) from.file = std::move(to->file());
    }
    result<void> begin(service& with, source const& where) {
        // The gap before the next message is read first: a failure must not take the lock along.
        // What a user puts there himself is not a delivery: the limit of the mailbox's size is for those.
        auto how = with.how_to_append(where.who);
        how.size_limit = 0;
        auto made = appender::on(with.files, where.path, how, std::move(from.file));
        if (!made) return made.error();
        to.emplace(std::move(*made));
        return {};
    }
};

// Works out the new end of the file and writes it to the journal; the mbox itself is untouched.
result<void> mailbox::prepare(hold& file, rewriting& work) {
    struct item {
        position at;
        store::index_row const* row;  // null: to be removed
    };
    auto const fd = file.file.fd.get();
    std::vector<item> items;
    for (auto const& row : work.rows)
        if (auto at = parse_position(row.name)) items.push_back({std::move(*at), &row});
    for (auto const& at : work.removed) items.push_back({at, nullptr});
    std::sort(items.begin(), items.end(), [](auto const& a, auto const& b) { return a.at.offset < b.at.offset; });

    std::uint64_t read = 0;
    auto& end = work.end;
    for (auto const& [at, row] : items) {
        if (end && at.offset > read) end->keep(read, at.offset - read);
        read = at.offset + at.length;
        if (!row) {
            if (!end) end.emplace(at.offset);
            continue;
        }
        auto next = at;
        if (end) next.offset = end->from() + end->length();
        std::optional<std::string> head;
        if (row->what.modseq > applied_ && at.head_length <= longest_head) {
            auto const old = read_range(with_.files, fd, at.head_offset(), at.head_length);
            if (!old) return old.error();
            auto const wanted = marks_of(row->what, row_.keywords);
            if (!same(parse_head(*old).said, wanted)) head = with_marks(*old, wanted);
            if (head && head->size() > longest_head) head.reset();    // another message to the next scan: the index alone has them
        }
        if (head) {
            if (end)
                end->keep(at.offset, at.from_length);
            else
                end.emplace(at.head_offset());
            next.head_length = static_cast<std::uint32_t>(head->size());
            next.length = at.length - at.head_length + next.head_length;
            end->put(std::move(*head));
            end->keep(at.body_offset(), at.length - at.from_length - at.head_length);
        } else if (end) {
            end->keep(at.offset, at.length);
        }
        if (next.offset == at.offset && next.length == at.length && next.head_length == at.head_length) continue;
        work.moved.push_back(*row);
        work.moved.back().name = print(next);
    }
    if (!end) return {};
    auto const size = static_cast<std::uint64_t>(file.file.info.st_size);
    if (size > read) end->keep(read, size - read);
    return journal_file().write(fd, file.file.info, *end);
}

// The second half: what fails here is done by a later look, from the journal.
void mailbox::carry_out(hold& file, rewriting& work) {
    auto const fd = file.file.fd.get();
    if (work.end) {
        auto const done = journal_file().carry_out(fd, file.file.lock);
        auto const sure = settled(with_.files, fd);
        auto const info = with_.files.status(fd);
        if (!done || !sure || !info) {
            base::log::warning("mbox", "{}: {}: {}", where_.who.account, where_.path,
                               reason(!done ? done.error() : !sure ? sure.error() : info.error(), where_.path));
            seen_ = {};
            looked_ = false;
            return;
        }
        file.file.info = *info;
        seen_ = *sure;
        tail_.clear();
    }
    applied_ = row_.modseq;
    looked_ = true;
    store::index_change change{row_, {}, std::move(work.moved), {}, {}};
    change.after.applied = applied_;
    change.forget_all = true;
    (void)commit(std::move(change), store::durability::lazy);
}

void mailbox::write_marks() {
    auto file = lock_file(open_rules::missing::fail, patience::brief);
    if (!file || !compare(*file)) return;
    auto rows = index_->rows(row_.id);
    if (!rows) return;
    rewriting work{std::move(*rows), {}, {}, {}};
    auto const ready = prepare(*file, work);
    if (ready)
        carry_out(*file, work);
    else
        base::log::warning("mbox", "{}: {}: {}", where_.who.account, where_.path, reason(ready.error(), where_.path));
}

// Marks that fit where the old ones stand are written at once, if nobody holds the file; others wait for the next
// rewrite.
void mailbox::write_marks_in_place(std::vector<store::index_row> const& rows) {
    bool const was_clean = applied_ + 1 == row_.modseq;
    if (rows.size() > in_place_limit) return;
    auto const file = lock_file(open_rules::missing::fail, patience::none);
    if (!file || !seen_.is_same_file(stamp_of(file->file.info))) return;
    auto const fd = file->file.fd.get();
    allow_rewriting(fd);
    bool all = true;
    for (auto const& row : rows) {
        auto const at = parse_position(row.name);
        auto const old = at && at->head_length <= longest_head
                             ? read_range(with_.files, fd, at->head_offset(), at->head_length)
                             : result<std::string>(make_error_code(store::errc::damaged));
        auto const head = old ? with_marks(*old, marks_of(row.what, row_.keywords)) : std::string();
        auto const there = at && !trusted_ ? lies_there(fd, *at) : result<bool>(true);
        bool const fits = old && there && *there && head.size() == old->size();
        all &= fits && (head == *old || with_.files.write_all_at(fd, head, at->head_offset()));
    }
    auto const sure = settled(with_.files, fd);
    auto const scanned = seen_.scanned;
    seen_ = sure ? *sure : stamp{};
    seen_.scanned = std::min(scanned, seen_.size);
    tail_.clear();
    if (all && was_clean) applied_ = row_.modseq;
}

result<std::vector<std::uint32_t>> mailbox::change_flags(store::uid_set const& which, store::flag_change const& change,
                                                         std::uint64_t unchanged_since) {
    auto const held = begin_turn();
    if (!held) return held.error();
    if (auto const good = ready(); !good) return good.error();
    store::index_change step{row_, {}, {}, {}, {}};
    auto& next = step.after;
    ++next.modseq;
    auto const from = feed_.now();
    auto totals = totals_of(next);
    auto const plan = store::plan_flags(*from, which, change, unchanged_since, totals);
    if (!plan) return plan.error();
    if (plan->rows.empty()) return plan->left_alone;
    next.keywords = *totals.keywords;

    std::vector<std::uint32_t> uids;
    for (auto const& row : plan->rows) uids.push_back(row.uid);
    auto rows = index_->rows(row_.id, uids);
    if (!rows) return rows.error();
    if (rows->size() != plan->rows.size()) return make_error_code(store::errc::damaged);
    for (std::size_t i = 0; i < rows->size(); ++i) (*rows)[i].what = plan->rows[i];
    step.changed = *rows;
    if (auto const done = commit(std::move(step), store::durability::synced); !done) return done.error();
    write_marks_in_place(*rows);
    feed_.publish(from->with_changed(totals_of(row_), plan->rows));
    return plan->left_alone;
}

// What the expunge log remembers. A delivery that can still be retried is known by id, size and content.
std::vector<store::expunged_row> mailbox::log_entries(std::vector<store::index_row> const& rows, std::uint64_t modseq,
                                                      bool moved) const {
    std::vector<store::expunged_row> out;
    out.reserve(rows.size());
    for (auto const& row : rows) {
        auto const at = parse_position(row.name).value_or(position{});
        store::expunged_row entry{row.what.uid, modseq, base::hex(at.key), {}, at.length, at.key, seconds_now(), true};
        if (!moved) entry.delivery = at.delivery;
        out.push_back(std::move(entry));
    }
    return out;
}

result<std::vector<std::uint32_t>> mailbox::expunge(store::uid_set const& which, expunge_mode mode) {
    auto const held = begin_turn();
    if (!held) return held.error();
    if (auto const good = ready(); !good) return good.error();
    if (store::plan_expunge(*feed_.now(), which, mode).empty()) return std::vector<std::uint32_t>{};
    auto file = lock_file(open_rules::missing::fail, patience::as_set);
    if (!file) return for_client(file.error(), where_.path);
    if (auto const looked = compare(*file); !looked) return for_client(looked.error(), where_.path);
    auto const from = feed_.now();
    auto const uids = store::plan_expunge(*from, which, mode);
    if (uids.empty()) return uids;
    auto rows = index_->rows(row_.id);
    if (!rows) return rows.error();
    auto const leaves = [&](auto const& row) { return !std::binary_search(uids.begin(), uids.end(), row.what.uid); };
    auto const first = std::stable_partition(rows->begin(), rows->end(), leaves);
    std::vector<store::index_row> const going(first, rows->end());
    rows->erase(first, rows->end());
    rewriting work{std::move(*rows), {}, {}, {}};
    for (auto const& row : going)
        if (auto at = parse_position(row.name)) work.removed.push_back(std::move(*at));

    store::index_change step{row_, {}, {}, {}, {}};
    ++step.after.modseq;
    step.expunged = log_entries(going, step.after.modseq, false);
    auto const prepared = prepare(*file, work);
    auto const done = prepared ? commit(std::move(step), store::durability::synced) : prepared;
    if (!done) {
        (void)journal_file().drop();  // one that stays is replayed: the messages go after all
        return prepared ? done.error() : for_client(done.error(), where_.path);
    }
    feed_.publish(from->without(totals_of(row_), uids));
    carry_out(*file, work);
    forget_facts(going);
    return uids;
}

result<std::unique_ptr<store::writer>> mailbox::begin() {
    return std::unique_ptr<store::writer>(std::make_unique<spool>(with_.files, index_->directory()));
}

result<store::appended> mailbox::append(std::vector<store::new_message> messages) {
    if (messages.empty()) return store::appended{now()->uidvalidity(), {}};
    store::quota_usage size;
    for (auto const& m : messages) size += store::room_needed(m, static_cast<spool&>(*m.text).size());
    if (size != store::quota_usage())
        if (auto const room = room_for(with_, where_.who, size); !room) return room.error();
    auto const held = begin_turn();
    if (!held) return held.error();
    if (auto const good = ready(); !good) return good.error();
    auto file = lock_file(where_.may_be_missing ? open_rules::missing::create : open_rules::missing::fail, patience::as_set);
    if (!file) return for_client(file.error(), where_.path);
    if (auto const looked = look_at(*file, false); !looked) return for_client(looked.error(), where_.path);

    store::index_change step{row_, {}, {}, {}, {}};
    auto& next = step.after;
    ++next.modseq;
    bool const was_clean = applied_ >= row_.modseq;
    store::appended out{row_.uidvalidity, {}};
    std::vector<store::index_row> added;
    auto last = store::last_uid(*feed_.now());
    bool all_marked = true;
    {
        borrowed loan(*file);
        if (auto const begun = loan.begin(with_, where_); !begun) return for_client(begun.error(), where_.path);
        auto& to = *loan.to;
        for (auto& m : messages) {
            auto const bits = bits_for(m.keywords, next);
            auto const found = bits ? to.add_content(from_line({}, m.internal_date), static_cast<spool&>(*m.text),
                                                     {m.flags & store::flag::all, m.keywords})
                                    : result<found_message>(bits.error());
            if (!found) return to.undo(), for_client(found.error(), where_.path);
            store::message const what{store::uid_for(m, last, next.uidnext), m.flags & store::flag::all, *bits, next.modseq, m.internal_date,
                                      found->wire_size};
            added.push_back({what, print(position_of(*found)), 0});
            added.back().email = m.email_id;
            out.uids.push_back(what.uid);
        }
        all_marked = to.has_all_marks();
        if (auto const synced = to.finish(); !synced) return for_client(synced.error(), where_.path);
        auto const sure = settled(with_.files, to.file().fd.get());
        if (!sure) return to.undo(), sure.error();
        seen_ = *sure;
        tail_.clear();
        step.added = added;
        if (auto const done = commit(std::move(step), store::durability::synced); !done) return to.undo(), done.error();
    }
    if (was_clean && all_marked) applied_ = row_.modseq;
    feed_.publish(feed_.now()->with_added(totals_of(row_), messages_of(added)));
    return out;
}

// Puts copies of `rows` at the end of the target; a moved message keeps its delivery id, a copy is a new message.
result<std::vector<store::index_row>> mailbox::copy_rows(hold& from, std::vector<store::index_row> const& rows,
                                                         appender& to, store::mailbox_row& next, bool moving) const {
    // The same file may be source and target; its descriptor is the appender's then.
    auto const fd = from.file.fd ? from.file.fd.get() : to.file().fd.get();
    std::vector<store::index_row> out;
    for (auto const& row : rows) {
        auto const at = parse_position(row.name);
        if (!at) return make_error_code(store::errc::damaged);
        auto const front = read_range(with_.files, fd, at->offset, at->from_length + at->head_length);
        if (!front) return front.error();
        auto const said = marks_of(row.what, row_.keywords);
        auto const bits = bits_for(said.keywords, next);
        if (!bits) return bits.error();
        located text(with_.files, fd, *at, parse_head(std::string_view(*front).substr(at->from_length)).visible);
        auto const line = std::string(base::trimmed(std::string_view(*front).substr(0, at->from_length))) + "\n";
        auto const found = to.add_content(line, text, said);
        if (!found) return found.error();
        auto where = position_of(*found);
        if (moving) where.delivery = at->delivery;
        store::message const what{next.uidnext++, row.what.flags,         *bits,
                                  next.modseq,    row.what.internal_date, found->wire_size};
        out.push_back({what, print(where), 0});
    }
    return out;
}

result<store::copied> mailbox::carry(store::uid_set const& which, mailbox& target, bool moving) {
    bool const same_file = &target == this;
    if (moving && same_file) return store::copied{now()->uidvalidity(), {}};  // already there
    if (place_->is_waited_for || target.place_->is_waited_for) return make_error_code(store::errc::in_use);
    std::unique_lock mine(place_->state, std::defer_lock), theirs(target.place_->state, std::defer_lock);
    if (same_file)
        mine.lock();
    else
        std::lock(mine, theirs);
    if (auto const good = ready(); !good) return good.error();
    if (auto const good = target.ready(); !good) return good.error();
    store::copied out{target.row_.uidvalidity, {}};
    if (store::plan_expunge(*feed_.now(), which, expunge_mode::all).empty()) return out;

    auto file = lock_file(open_rules::missing::fail, patience::as_set);
    if (!file) return for_client(file.error(), where_.path);
    if (auto const looked = compare(*file); !looked) return for_client(looked.error(), where_.path);
    auto other = same_file ? result<hold>(make_error_code(store::errc::exists))
                           : target.lock_file(target.where_.may_be_missing ? open_rules::missing::create
                                                                           : open_rules::missing::fail,
                                              patience::brief);  // the other file is locked meanwhile
    if (!same_file && !other) return for_client(other.error(), target.where_.path);
    if (!same_file)
        if (auto const looked = target.look_at(*other, false); !looked)
            return for_client(looked.error(), target.where_.path);

    auto const from = feed_.now();
    auto const uids = store::plan_expunge(*from, which, expunge_mode::all);
    auto all = index_->rows(row_.id);
    if (!all) return all.error();
    auto const stays = [&](auto const& row) { return !std::binary_search(uids.begin(), uids.end(), row.what.uid); };
    auto const first = std::stable_partition(all->begin(), all->end(), stays);
    std::vector<store::index_row> const going(first, all->end());
    all->erase(first, all->end());

    store::index_change steps[2] = {{target.row_, {}, {}, {}, {}}, {row_, {}, {}, {}, {}}};
    ++steps[0].after.modseq;
    ++steps[1].after.modseq;
    bool target_clean = target.applied_ >= target.row_.modseq;
    rewriting work{moving ? std::move(*all) : std::vector<store::index_row>{}, {}, {}, {}};
    std::vector<store::index_row> added;
    {
        borrowed loan(same_file ? *file : *other);
        if (auto const begun = loan.begin(with_, target.where_); !begun) return for_client(begun.error(), where_.path);
        auto copies = copy_rows(*file, going, *loan.to, steps[0].after, moving);
        if (!copies) return loan.to->undo(), for_client(copies.error(), where_.path);
        added = std::move(*copies);
        target_clean &= loan.to->has_all_marks();
        auto const kept = store::keep_email_ids(*index_, row_.id, going, added, fact_key_of);
        if (!kept) return loan.to->undo(), kept.error();
        if (auto const synced = loan.to->finish(); !synced) return for_client(synced.error(), where_.path);
        auto const sure = settled(with_.files, loan.to->file().fd.get());
        if (!sure) return loan.to->undo(), sure.error();
        if (moving) {
            for (auto const& row : going)
                if (auto at = parse_position(row.name)) work.removed.push_back(std::move(*at));
            steps[1].expunged = log_entries(going, steps[1].after.modseq, true);
            if (auto const prepared = prepare(*file, work); !prepared) {
                // A journal that stays would be replayed: then the copies are all there is of these messages.
                if (journal_file().drop()) loan.to->undo();
                return for_client(prepared.error(), where_.path);
            }
        }
        target.seen_ = *sure;
        target.tail_.clear();
        steps[0].added = added;
        steps[0].after.stamp = target.trusted_ ? print(target.seen_) : std::string();
        steps[0].after.recent_from = target.recent_from();
        steps[1].after.recent_from = recent_from();
        auto const done = index_->commit(std::span(steps, moving ? 2 : 1), store::durability::synced);
        if (!done) {
            stale_ = target.stale_ = true;
            if (!moving || journal_file().drop()) loan.to->undo();
            return done.error();
        }
    }
    target.row_ = std::move(steps[0].after);
    if (target_clean) target.applied_ = target.row_.modseq;
    target.feed_.publish(target.feed_.now()->with_added(target.totals_of(target.row_), messages_of(added)));
    if (moving) {
        row_ = std::move(steps[1].after);
        feed_.publish(from->without(totals_of(row_), uids));
        carry_out(*file, work);
    }
    for (std::size_t i = 0; i < going.size(); ++i) out.uids.emplace_back(going[i].what.uid, added[i].what.uid);
    return out;
}

result<store::copied> mailbox::copy(store::uid_set const& which, store::mailbox& target) {
    auto* const to = dynamic_cast<mailbox*>(&target);
    if (!to || to->index_ != index_) return base::from_errno(EXDEV);
    store::quota_usage size;
    auto const from = now();
    for (auto const uid : store::plan_expunge(*from, which, expunge_mode::all)) size += {from->find(uid)->size, 1};
    if (auto const room = room_for(with_, where_.who, size); !room) return room.error();
    return carry(which, *to, false);
}

result<store::copied> mailbox::move(store::uid_set const& which, store::mailbox& target) {
    auto* const to = dynamic_cast<mailbox*>(&target);
    if (!to || to->index_ != index_) return base::from_errno(EXDEV);
    return carry(which, *to, true);
}

}  // namespace mailstead::mbox

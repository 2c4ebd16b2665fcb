// REPLACE: one synced commit takes the new message in and puts the old one into the expunge log; the files follow, as after
// APPEND and EXPUNGE (mailbox_change.cpp).
#include "maildir/mailbox.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/tmp_writer.h"
#include "store/edit.h"
#include "store/identity.h"

namespace mailstead::maildir {

// A replacement on its way, under the locks of both mailboxes.
struct replacing {
    mailbox& from;
    mailbox& to;
    std::vector<store::index_row> old;      // one
    store::new_message& with;
    store::index_change steps[2];           // the target's, then the source's if that is another mailbox
    bool same() const noexcept { return &from == &to; }
    store::index_change& source() noexcept { return steps[same() ? 0 : 1]; }
    tmp_writer& text() const { return static_cast<tmp_writer&>(*with.text); }

    // Only what the new text has more needs room.
    result<quotas::room> take_room() {
        {
            auto const as_owner = store::identity::assume(from.where_.who);
            if (!as_owner) return as_owner.error();
            with.replaces = from.usage_of(old).storage;
        }
        auto const more = store::room_needed(with, text().stored());
        return more == store::quota_usage() ? result<quotas::room>(quotas::room()) : to.take_room(more);
    }

    result<void> plan() {
        auto& next = steps[0].after;
        ++next.modseq;
        if (!same()) ++steps[1].after.modseq;
        next.recent_from = to.recent_from();
        if (!same()) steps[1].after.recent_from = from.recent_from();
        auto const bits = to.bits_for(with.keywords, next);
        if (!bits) return bits.error();
        auto const flags = with.flags & store::flag::all;
        auto last = store::last_uid(*to.feed_.now());
        store::message const what{store::uid_for(with, last, next.uidnext), flags, *bits, next.modseq, with.internal_date, text().wire()};
        auto const base = with_sizes(text().name(), text().stored(), text().wire());
        steps[0].added.push_back({what, with_marks(base, flags, *bits & letter_mask), in_cur});
        source().expunged = from.log_entries(old, source().after.modseq, false);
        return to.reserve(next);
    }

    // Others see both at once, or, in two mailboxes, the new one first.
    void publish() {
        std::vector<store::message> const fresh{steps[0].added.front().what};
        std::vector<std::uint32_t> const gone{old.front().what.uid};
        auto const added = to.feed_.now()->with_added(to.totals_of(to.row_), fresh);
        if (same()) return to.feed_.publish(added->without(to.totals_of(to.row_), gone));
        to.feed_.publish(added);
        from.feed_.publish(from.feed_.now()->without(from.totals_of(from.row_), gone));
    }
};

// Under both locks, the new text durable in tmp/.
result<store::appended> mailbox::put_in_place(replacing& work) {
    auto& target = work.to;
    auto const room = work.take_room();
    if (!room) return room.error();
    if (auto const planned = work.plan(); !planned) return planned.error();
    bool const matched = matches_disk(), target_matched = work.same() ? matched : target.matches_disk();
    if (auto const done = index_->commit(std::span(work.steps, work.same() ? 1 : 2), store::durability::synced); !done) {
        stale_ = target.stale_ = true;
        return done.error();
    }
    work.text().keep();
    target.row_ = work.steps[0].after;
    if (!work.same()) row_ = work.steps[1].after;
    auto const size = counted_of(work.old);
    target.settle(work.steps[0].added);
    remove_files(work.old);
    if (size.messages != 0) {
        auto const as_owner = store::identity::assume(where_.who);
        if (as_owner) with_.quotas.came(where_.who, {work.text().stored(), 1});
    }
    count_removed(size);
    restamp(matched);
    if (!work.same()) target.restamp(target_matched);
    work.publish();
    forget_facts(work.old);
    return store::appended{target.row_.uidvalidity, {work.steps[0].added.front().what.uid}};
}

result<store::appended> mailbox::replace(std::uint32_t uid, store::new_message with, store::mailbox& target) {
    auto* const to = dynamic_cast<mailbox*>(&target);
    if (!to || to->index_ != index_) return store::mailbox::replace(uid, std::move(with), target);
    std::vector<store::new_message> one;
    one.push_back(std::move(with));
    if (auto const durable = to->finish_texts(one); !durable) return durable.error();
    std::unique_lock mine(place_->state, std::defer_lock), theirs(to->place_->state, std::defer_lock);
    if (to == this) mine.lock();
    else std::lock(mine, theirs);
    if (auto const good = ready(); !good) return good.error();
    if (auto const good = to->ready(); !good) return good.error();
    std::uint32_t const uids[] = {uid};
    auto old = index_->rows(row_.id, uids);
    if (!old) return old.error();
    if (old->empty() || !feed_.now()->find(uid)) return make_error_code(store::errc::gone);
    replacing work{*this, *to, std::move(*old), one.front(), {{to->row_, {}, {}, {}, {}}, {row_, {}, {}, {}, {}}}};
    return put_in_place(work);
}

}  // namespace mailstead::maildir

// REPLACE and UID REPLACE, RFC 8508: one message comes and another goes, in one step of the store.
#include "imap/appending.h"
#include "imap/session.h"
#include "imap/uid_only.h"
#include "imap/write.h"

namespace mailstead::imap {

// The message to be replaced, into work.replaces; else why it cannot be.
std::optional<reply> session::find_replaced(replaced const& which, appending& work) const {
    if (!selected_) return reply::bad("No mailbox selected.");
    if (enabled_.uid_only && which.by == by::sequence) return numbers_refused();
    if (selected_->how() == access::read_only) return reply::no("[READ-ONLY] Mailbox is read-only.");
    sequence_set one;
    one.ranges.push_back({which.number, which.number});
    auto const chosen = selected_->choose(one, which.by);
    if (chosen.invalid) return reply::bad("Error in IMAP command REPLACE: invalid message number.");
    if (chosen.some_gone) return no_for(make_error_code(store::errc::gone));
    if (chosen.messages.empty()) return reply::no("[NONEXISTENT] No such message.");
    work.replaces = chosen.messages.front().row->uid;
    return std::nullopt;
}

net::task<reply> session::end_replace(appending& work) {
    auto replace = [&work, box = selected_->shared_box()] { return work.batch.replace(work.held, *box, *work.replaces); };
    auto const done = co_await net::blocking(with_.disk, std::move(replace));
    if (!done) co_return no_target(done.error(), "REPLACE");
    note_own(done->uidvalidity, done->uids);
    // Before the EXPUNGE, RFC 8508 §4.3.
    out_ += "* OK [APPENDUID ";
    write::number(out_, done->uidvalidity);
    out_ += ' ' + store::uid_set::of(done->uids).to_string() + "] Replacement message ready.\r\n";
    if (!enabled_.qresync) co_return reply::ok("Replace completed.");
    co_await catch_up(expunges::told, by::uid);    // RFC 7162 §3.2.9
    co_return reply::ok(highest_mod_seq() + "Replace completed.");
}

}  // namespace mailstead::imap

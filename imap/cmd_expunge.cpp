// EXPUNGE, RFC 3501 §6.4.3, and UID EXPUNGE, RFC 4315 §2.1 and RFC 7162 §3.2.7, §3.2.9. The EXPUNGE responses come with the tagged answer.
#include "imap/limits.h"
#include "imap/patience.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

store::uid_set deleted_of(store::snapshot const& rows, store::uid_set const& among) {
    store::uid_set out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if ((rows[i].flags & store::flag::deleted) && among.contains(rows[i].uid)) out.add(rows[i].uid);
    }
    return out;
}

}  // namespace

// What the client knows once all is told (RFC 7162 §3.2.7).
std::string session::highest_mod_seq() const {
    std::string out = "[HIGHESTMODSEQ ";
    write::number(out, selected_->told_mod_seq());
    return out + "] ";
}

net::task<reply> session::on(commands::expunge what) {
    if (selected_->how() == access::read_only) co_return reply::no("[READ-ONLY] Mailbox is read-only.");
    auto const top = selected_->largest(by::uid);
    auto const named = [&](sequence_set const& set) { return set.saved ? selected_->saved() : set.resolved(top); };
    auto which = what.uids ? named(*what.uids) : store::uid_set::everything();
    // RFC 9738 §3.1: UID EXPUNGE has a limit, EXPUNGE must have none.
    limited limit;
    if (what.uids && how_.messages_at_once != 0) {
        auto deleted = deleted_of(*selected_->view(), which);
        limit = keep_highest(deleted, how_.messages_at_once);
        which = std::move(deleted);
    }
    auto work = [box = selected_->shared_box(), &which] { return box->expunge(which, store::mailbox::expunge_mode::only_deleted); };
    auto const done = co_await patiently(std::move(work));
    if (!done) co_return refused(done.error(), "EXPUNGE");
    if (done->empty() || !enabled_.qresync) co_return reply::ok(limit_code(limit) + "Expunge completed.");
    tell_limit(limit);
    co_await catch_up(expunges::told, by::uid);
    co_return reply::ok(highest_mod_seq() + "Expunge completed.");
}

}  // namespace mailstead::imap

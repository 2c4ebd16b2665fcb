// EXPUNGE, RFC 3501 §6.4.3, and UID EXPUNGE, RFC 4315 §2.1 and RFC 7162 §3.2.7, §3.2.9. The EXPUNGE responses come with the tagged answer.
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

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
    auto const which = what.uids ? named(*what.uids) : store::uid_set::everything();
    auto work = [box = selected_->shared_box(), &which] { return box->expunge(which, store::mailbox::expunge_mode::only_deleted); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "EXPUNGE");
    if (done->empty() || !enabled_.qresync) co_return reply::ok("Expunge completed.");
    co_await catch_up(expunges::told, by::uid);
    co_return reply::ok(highest_mod_seq() + "Expunge completed.");
}

}  // namespace mailstead::imap

// EXPUNGE, RFC 3501 §6.4.3, and UID EXPUNGE, RFC 4315 §2.1. The EXPUNGE responses come with the tagged answer.
#include "imap/session.h"

namespace mailstead::imap {

net::task<reply> session::on(commands::expunge what) {
    if (selected_->how() == access::read_only) co_return reply::no("[READ-ONLY] Mailbox is read-only.");
    auto const top = selected_->largest(by::uid);
    auto const named = [&](sequence_set const& set) { return set.saved ? selected_->saved() : set.resolved(top); };
    auto const which = what.uids ? named(*what.uids) : store::uid_set::everything();
    auto work = [box = selected_->shared_box(), &which] { return box->expunge(which, store::mailbox::expunge_mode::only_deleted); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "EXPUNGE");
    co_return reply::ok("Expunge completed.");
}

}  // namespace mailstead::imap

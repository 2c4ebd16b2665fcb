// STORE and UID STORE, RFC 3501 §6.4.6.
#include "imap/session.h"

namespace mailstead::imap {

namespace {

store::flag_change::how action_of(commands::store::how how) {
    switch (how) {
        case commands::store::how::add: return store::flag_change::how::add;
        case commands::store::how::remove: return store::flag_change::how::remove;
        case commands::store::how::replace: break;
    }
    return store::flag_change::how::replace;
}

}  // namespace

net::task<reply> session::on(commands::store what) {
    if (selected_->how() == access::read_only) co_return reply::no("[READ-ONLY] Mailbox is read-only.");
    auto const chosen = selected_->choose(what.set, what.by);
    if (chosen.invalid) co_return reply::bad("Error in IMAP command STORE: invalid message set.");
    own_change own;
    own.which = selected_->uids_of(chosen.messages);
    own.change.action = action_of(what.action);
    own.change.flags = what.flags.system;
    own.change.keywords = std::move(what.flags.keywords);
    own.hide = what.silent ? own_change::when::as_expected : own_change::when::always;
    if (!own.which.empty()) {
        auto work = [box = selected_->shared_box(), &own] { return box->change_flags(own.which, own.change); };
        auto const done = co_await net::blocking(with_.disk, std::move(work));
        if (!done) co_return refused(done.error(), "STORE");
    }
    auto const before = selected_->view();    // keeps the chosen rows alive
    co_await catch_up(expunges::held_back, what.by, &own);
    if (!what.silent) {
        for (auto const& one : chosen.messages) {
            auto const* row = selected_->view()->find(one.row->uid);
            if (row) selected_->write_fetch_flags(out_, *row, what.by);
        }
    }
    if (chosen.some_gone) co_return no_for(make_error_code(store::errc::gone));
    co_return reply::ok("Store completed.");
}

}  // namespace mailstead::imap

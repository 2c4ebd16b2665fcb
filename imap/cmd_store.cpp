// STORE and UID STORE, RFC 3501 §6.4.6 and RFC 7162 §3.1.3.
#include "imap/conditional.h"
#include "imap/limits.h"
#include "imap/patience.h"
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

own_change change_of(commands::store& what) {
    own_change own;
    own.change.action = action_of(what.action);
    own.change.flags = what.flags.system;
    own.change.keywords = std::move(what.flags.keywords);
    return own;
}

// "[MODIFIED 7,9] ": numbers or uids, as the command counts.
std::string modified(selected::pick const& chosen, store::uid_set const& left, by form) {
    store::uid_set out;
    for (auto const& one : chosen.messages) {
        if (left.contains(one.row->uid)) out.add(form == by::uid ? one.row->uid : one.sequence);
    }
    return out.empty() ? std::string() : "[MODIFIED " + out.to_string() + "] ";
}

}  // namespace

net::task<reply> session::on(commands::store what) {
    if (selected_->how() == access::read_only) co_return reply::no("[READ-ONLY] Mailbox is read-only.");
    auto chosen = selected_->choose(what.set, what.by);
    if (chosen.invalid) co_return reply::bad("Error in IMAP command STORE: invalid message set.");
    if (what.unchanged_since) use_condstore();
    auto const told = selected_->view();    // keeps the chosen rows alive
    auto own = change_of(what);
    auto const limit = keep_highest(chosen.messages, how_.messages_at_once);
    own.which = selected_->uids_of(chosen.messages);
    if (limit.limit != 0) std::reverse(chosen.messages.begin(), chosen.messages.end());    // RFC 9738 §3.1
    store::uid_set left;
    if (!own.which.empty()) {
        auto work = [&] { return store_flags(selected_->box(), *told, own.which, own.change, what.unchanged_since); };
        auto done = co_await patiently(work);
        if (!done) co_return refused(done.error(), "STORE");
        left = std::move(*done);
    }
    co_await tell_stored(chosen, own, what, left);
    auto const failed = modified(chosen, left, what.by);
    if (chosen.some_gone || !failed.empty()) tell_limit(limit);
    if (chosen.some_gone && !failed.empty()) co_return reply::no(failed + "Some of the messages no longer exist.");
    if (chosen.some_gone) co_return no_for(make_error_code(store::errc::gone));
    if (failed.empty()) co_return reply::ok(limit_code(limit) + "Store completed.");
    co_return reply::ok(failed + "Conditional store failed for some.");
}

// The changes of others come first, those of messages left alone among them; then what this command did. A silent one is
// told where it came out otherwise than the client expects, and with CONDSTORE its modseq (RFC 7162 §3.1.3).
net::task<> session::tell_stored(selected::pick const& chosen, own_change const& own, commands::store const& what, store::uid_set const& left) {
    auto const before = selected_->view();    // keeps the chosen rows alive
    auto hidden = own;
    if (!left.empty()) {
        hidden.which = {};
        for (auto const& one : chosen.messages) {
            if (!left.contains(one.row->uid)) hidden.which.add(one.row->uid);
        }
    }
    bool const each = !what.silent || enabled_.condstore;
    hidden.hide = each ? own_change::when::always : own_change::when::as_expected;
    co_await catch_up(expunges::held_back, what.by, &hidden);
    for (auto const& one : chosen.messages) {
        auto const* row = selected_->view()->find(one.row->uid);
        if (!row || left.contains(one.row->uid)) continue;
        if (!each) {
            // What another session has undone at once is no difference between the views, but the client expects its change.
            bool const same = row->flags == one.row->flags && row->keywords == one.row->keywords;
            if (same && !selected_->expected(*one.row, *row, own)) selected_->write_fetch_flags(out_, *row, what.by);
        } else if (what.silent && selected_->expected(*one.row, *row, own)) selected_->write_fetch_mod_seq(out_, *row);
        else selected_->write_fetch_flags(out_, *row, what.by);
    }
}

}  // namespace mailstead::imap

// NOTIFY, RFC 5465.
#include <algorithm>

#include "base/log.h"
#include "net/error.h"

#include "imap/fetch_run.h"
#include "imap/notifying.h"
#include "imap/session.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t made_at_once = 192 * 1024;    // of what new messages are told with, before the client has to take it

// A notice sets no flags, whatever it was asked for: RFC 5465 §5.2 advises against items that would.
void only_peek(std::vector<fetch_item>& items) {
    for (auto& item : items) item.peek = true;
}

bool has_mod_seq(std::vector<notify_group> const& groups) {
    auto const is_it = [](fetch_item const& item) { return item.what == fetch_item::kind::mod_seq; };
    return std::any_of(groups.begin(), groups.end(), [&](auto const& g) { return std::any_of(g.items.begin(), g.items.end(), is_it); });
}

}  // namespace

net::task<reply> session::on(commands::notify what) {    // RFC 5465 §3.1
    unsigned events = 0;
    for (auto& group : what.groups) {
        events |= group.events;
        only_peek(group.items);
    }
    if (events & ~told_events) co_return reply::no(bad_event() + "Not all of these events can be told.");
    if (selected_ && !what.groups.empty()) {    // an implicit NOOP, after the rules that held until now
        commands::noop const same;
        auto with = co_await on(same);
        if (with.what() != reply::kind::ok) co_return std::move(with);
        co_await catch_up(expunges::told, by::uid);
    }
    if (has_mod_seq(what.groups)) use_condstore();
    auto next = std::make_shared<notifying>(*this, std::move(what.groups));
    auto const watching = co_await next->watch();
    if (watching == notifying::outcome::too_many) co_return reply::no("[NOTIFICATIONOVERFLOW] Too many mailboxes to watch.");
    if (watching == notifying::outcome::failed) co_return reply::no("[UNAVAILABLE] Internal error occurred, try again later.");
    next->write_first(out_, what.status);
    if (notify_) co_await notify_->end();
    notify_ = std::move(next);
    co_return reply::ok("Notify completed.");
}

// Whether changes that others made to the selected mailbox may be told with a command's answer.
bool session::tells_changes(unsigned traits) const noexcept {
    return !notify_ || notify_->of_selected() || (traits & trait::makes_expunges);
}

// Tells all sessions that watch the account the mailbox is in: its owner's, and those of whom it is shared with. Subscriptions are
// the user's own, whatever they name.
net::task<> session::announce(store::notice::kind what, std::string name, std::string old_name, std::vector<std::string> entries) {
    using kind = store::notice::kind;
    store::notice told;
    told.what = what;
    told.entries = std::move(entries);
    told.user = account_->owner();
    told.by = this;
    bool const is_own = what == kind::subscribed || what == kind::unsubscribed || account_->is_personal(name);
    auto work = [account = account_, is_own, &told, &name, &old_name]() -> base::result<void> {
        auto whose = account;
        told.name = name;
        told.old_name = old_name;
        if (!is_own) {
            auto at = account->locate(name);
            if (!at) return at.error();
            auto before = old_name.empty() ? base::result<store::located>(store::located()) : account->locate(old_name);
            if (!before) return before.error();
            if (at->where) whose = at->where;
            told.name = std::move(at->name);
            told.old_name = std::move(before->name);
        }
        if (told.what != kind::subscribed && told.what != kind::unsubscribed) told.owner = whose->owner();
        told.separator = whose->separator();
        if (auto const all = whose->notices()) all->tell(told);
        return {};
    };
    if (is_own) (void)work();
    else (void)co_await net::blocking(with_.disk, std::move(work));    // what cannot be told any more is not
}

void session::note_own(std::uint32_t uidvalidity, std::vector<std::uint32_t> const& uids) {
    if (notify_) notify_->own_added(uidvalidity, uids);
}

// What NOTIFY wants to know of new messages, behind their EXISTS (RFC 5465 §5.2).
net::task<> session::tell_new(std::string& out, std::uint32_t from) {
    auto const* group = notify_->of_selected();
    auto const own = notify_->take_own();
    if (!group || group->items.empty()) co_return;
    auto const view = selected_->view();    // keeps the rows alive
    std::vector<picked> added;
    for (auto at = view->lower_bound(from); at < view->size(); ++at) {
        auto const& row = (*view)[at];
        if (!own.contains(row.uid)) added.push_back({selected_->sequence_at(at), &row});
    }
    fetch_run run(*selected_, std::move(added), group->items, by::sequence);
    auto work = [&run, &out] { return run.fill(out, made_at_once); };
    while (!run.done()) {
        auto done = base::result<void>();
        if (run.needs_disk()) done = co_await net::blocking(with_.disk, work);
        else done = work();
        if (!done) {
            // Within a literal nothing honest can be said any more.
            base::log::error(program(), "NOTIFY cannot tell of new messages: {}", done.error().message());
            out.clear();
            open_ = false;
            wire_->abort(net::errc::closed);
            co_return;
        }
        if (run.done()) co_return;
        bool const taken = co_await spill(out);
        if (!taken) co_return;
    }
}

// Writes what is gathered now; false: the wire is lost.
net::task<bool> session::spill(std::string& out) {
    if (&out == &out_) co_return co_await flush();
    if (out.empty()) co_return true;
    std::string text;
    text.swap(out);
    auto const done = co_await wire_->write(text, how_.write_timeout);
    if (!done) wire_->abort(net::errc::closed);
    else bytes_out_ += text.size();
    co_return done.has_value();
}

}  // namespace mailstead::imap

// Commands on mailbox names: CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE (RFC 3501 §6.3.3-§6.3.7).
#include "imap/net_unicode.h"
#include "imap/session.h"
#include "imap/special_use.h"
#include "imap/status.h"

namespace mailstead::imap {

namespace {

// The new mailbox's id, empty where the user may make it among another's and not look into it; absent: another has one of the uses.
base::result<std::optional<std::string>> create_now(store::account& account, std::string const& name, std::vector<std::string> const& uses) {
    auto const made = create_for(account, name, uses);
    if (!made) return made.error();
    if (*made == created::taken) return std::optional<std::string>();
    auto id = object_id_of(account, name);
    bool const may_not = !id && !account.is_personal(name) && (id.error() == store::errc::no_right || id.error() == store::errc::no_mailbox);
    if (may_not) return std::optional(std::string());
    if (!id) return id.error();
    return std::optional(std::move(*id));
}

}  // namespace

base::result<std::string> object_id_of(store::account& account, std::string const& name) {
    auto const box = account.open(name);
    if (!box) return box.error();
    return (*box)->object_id();
}

net::task<reply> session::on(commands::create what) {    // RFC 3501 §6.3.3
    // A separator at the end says that there will be levels below: they need no preparation.
    if (what.mailbox.size() > 1 && what.mailbox.back() == account_->separator()) what.mailbox.pop_back();
    if (!is_net_unicode(what.mailbox)) co_return reply::no("[CANNOT] Invalid mailbox name.");    // RFC 9051 §6.3.4
    for (auto& use : what.uses) {
        auto known = account_->recorded() ? settable_use(use) : std::nullopt;
        if (!known) co_return reply::no("[USEATTR] Special use not supported.");    // RFC 6154 §3
        use = std::move(*known);
    }
    auto work = [account = account_, &what] { return create_now(*account, what.mailbox, what.uses); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "CREATE");
    if (!*done) co_return reply::no("[USEATTR] Another mailbox has this special use.");
    co_await announce(store::notice::kind::created, what.mailbox);
    if (!supplied_name_.empty()) (void)co_await tell_name(what.mailbox, supplied_name_);
    if ((**done).empty()) co_return reply::ok("Create completed.");
    co_return reply::ok("[MAILBOXID (" + **done + ")] Create completed.");    // RFC 8474 §4.1
}

net::task<reply> session::on(commands::remove what) {    // RFC 3501 §6.3.4
    if (what.mailbox == "INBOX") co_return reply::no("[CANNOT] INBOX can't be deleted.");
    auto work = [account = account_, &what] { return account->remove(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "DELETE");
    co_await announce(store::notice::kind::removed, what.mailbox);
    if (!supplied_name_.empty()) (void)co_await tell_name(what.mailbox, supplied_name_);
    co_return reply::ok("Delete completed.");
}

net::task<reply> session::on(commands::rename what) {    // RFC 3501 §6.3.5
    if (!is_net_unicode(what.to)) co_return reply::no("[CANNOT] Invalid mailbox name.");
    auto work = [account = account_, &what] { return account->rename(what.from, what.to); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "RENAME");
    co_await announce(store::notice::kind::renamed, what.to, what.from);
    // Of INBOX nothing need be said: there is a new one (RFC 9051 §6.3.6).
    if (supplied_name_.empty()) supplied_name_ = what.from;
    if (what.from != "INBOX") (void)co_await tell_name(what.to, supplied_name_);
    co_return reply::ok("Rename completed.");
}

net::task<reply> session::on(commands::subscribe what) {    // RFC 3501 §6.3.6
    auto work = [account = account_, &what] { return account->subscribe(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "SUBSCRIBE");
    co_await announce(store::notice::kind::subscribed, what.mailbox);
    co_return reply::ok("Subscribe completed.");
}

net::task<reply> session::on(commands::unsubscribe what) {    // RFC 3501 §6.3.7
    auto work = [account = account_, &what] { return account->unsubscribe(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "UNSUBSCRIBE");
    co_await announce(store::notice::kind::unsubscribed, what.mailbox);
    co_return reply::ok("Unsubscribe completed.");
}

}  // namespace mailstead::imap

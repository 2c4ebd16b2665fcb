// Commands on mailbox names: CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE (RFC 3501 §6.3.3-§6.3.7).
#include "imap/session.h"
#include "imap/status.h"

namespace mailstead::imap {

namespace {

// The new mailbox's id.
base::result<std::string> create_now(store::account& account, std::string const& name) {
    auto const made = account.create(name);
    if (!made) return made.error();
    return object_id_of(account, name);
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
    auto work = [account = account_, &what] { return create_now(*account, what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "CREATE");
    announce(store::notice::kind::created, what.mailbox);
    co_return reply::ok("[MAILBOXID (" + *done + ")] Create completed.");    // RFC 8474 §4.1
}

net::task<reply> session::on(commands::remove what) {    // RFC 3501 §6.3.4
    if (what.mailbox == "INBOX") co_return reply::no("[CANNOT] INBOX can't be deleted.");
    auto work = [account = account_, &what] { return account->remove(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "DELETE");
    announce(store::notice::kind::removed, what.mailbox);
    co_return reply::ok("Delete completed.");
}

net::task<reply> session::on(commands::rename what) {    // RFC 3501 §6.3.5
    auto work = [account = account_, &what] { return account->rename(what.from, what.to); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "RENAME");
    announce(store::notice::kind::renamed, what.to, what.from);
    co_return reply::ok("Rename completed.");
}

net::task<reply> session::on(commands::subscribe what) {    // RFC 3501 §6.3.6
    auto work = [account = account_, &what] { return account->subscribe(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "SUBSCRIBE");
    announce(store::notice::kind::subscribed, what.mailbox);
    co_return reply::ok("Subscribe completed.");
}

net::task<reply> session::on(commands::unsubscribe what) {    // RFC 3501 §6.3.7
    auto work = [account = account_, &what] { return account->unsubscribe(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "UNSUBSCRIBE");
    announce(store::notice::kind::unsubscribed, what.mailbox);
    co_return reply::ok("Unsubscribe completed.");
}

}  // namespace mailstead::imap

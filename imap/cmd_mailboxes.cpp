// Commands on mailbox names: CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, LIST, LSUB, STATUS (RFC 3501 §6.3.3-§6.3.10).
#include "imap/list.h"
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_pattern = 1024;

void status_items(std::string& out, store::folder_status const& is, std::vector<status_item> const& items) {
    struct entry { std::string_view name; std::uint32_t store::folder_status::*value; };
    static constexpr std::array<entry, 6> table = {{{"MESSAGES ", &store::folder_status::messages},
                                                    {"RECENT ", &store::folder_status::recent},
                                                    {"UIDNEXT ", &store::folder_status::uidnext},
                                                    {"UIDVALIDITY ", &store::folder_status::uidvalidity},
                                                    {"UNSEEN ", &store::folder_status::unseen},
                                                    {"DELETED ", &store::folder_status::deleted}}};
    bool first = true;
    for (auto const item : items) {
        if (!std::exchange(first, false)) out += ' ';
        if (item == status_item::deleted_storage) {    // RFC 9208 §4.1.4: octets, the sum of RFC822.SIZE
            out += "DELETED-STORAGE ";
            write::number(out, is.deleted_size);
            continue;
        }
        auto const& e = table[static_cast<std::size_t>(item)];
        out += e.name;
        write::number(out, is.*e.value);
    }
}

}  // namespace

net::task<reply> session::on(commands::create what) {    // RFC 3501 §6.3.3
    // A separator at the end says that there will be levels below: they need no preparation.
    if (what.mailbox.size() > 1 && what.mailbox.back() == account_->separator()) what.mailbox.pop_back();
    auto work = [account = account_, &what] { return account->create(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "CREATE");
    co_return reply::ok("Create completed.");
}

net::task<reply> session::on(commands::remove what) {    // RFC 3501 §6.3.4
    if (what.mailbox == "INBOX") co_return reply::no("[CANNOT] INBOX can't be deleted.");
    auto work = [account = account_, &what] { return account->remove(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "DELETE");
    co_return reply::ok("Delete completed.");
}

net::task<reply> session::on(commands::rename what) {    // RFC 3501 §6.3.5
    auto work = [account = account_, &what] { return account->rename(what.from, what.to); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "RENAME");
    co_return reply::ok("Rename completed.");
}

net::task<reply> session::on(commands::subscribe what) {    // RFC 3501 §6.3.6
    auto work = [account = account_, &what] { return account->subscribe(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "SUBSCRIBE");
    co_return reply::ok("Subscribe completed.");
}

net::task<reply> session::on(commands::unsubscribe what) {    // RFC 3501 §6.3.7
    auto work = [account = account_, &what] { return account->unsubscribe(what.mailbox); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "UNSUBSCRIBE");
    co_return reply::ok("Unsubscribe completed.");
}

net::task<reply> session::on(commands::list what) {    // RFC 3501 §6.3.8, §6.3.9
    std::string_view const name = what.subscribed ? "LSUB" : "LIST";
    char const separator = account_->separator();
    if (what.pattern.empty() && !what.subscribed) {
        out_ += root_response(separator, name);
        co_return reply::ok("List completed.");
    }
    auto const pattern = inbox_in_capitals(what.reference + what.pattern);
    if (pattern.size() > longest_pattern) co_return reply::bad("Pattern too long.");
    auto work = [&]() -> base::result<std::string> {
        if (what.subscribed) {
            auto const names = account_->subscriptions();
            if (!names) return names.error();
            return lsub_responses(*names, pattern, separator);
        }
        auto const folders = account_->list();
        if (!folders) return folders.error();
        return list_responses(*folders, pattern, separator);
    };
    auto const found = co_await net::blocking(with_.disk, work);
    if (!found) co_return refused(found.error(), name);
    out_ += *found;
    co_return reply::ok(what.subscribed ? "Lsub completed." : "List completed.");
}

net::task<reply> session::on(commands::status what) {    // RFC 3501 §6.3.10
    auto work = [account = account_, &what] { return account->status(what.mailbox); };
    auto const found = co_await net::blocking(with_.disk, std::move(work));
    if (!found) co_return refused(found.error(), "STATUS");
    out_ += "* STATUS ";
    write::mailbox(out_, what.mailbox);
    out_ += " (";
    status_items(out_, *found, what.items);
    out_ += ")\r\n";
    co_return reply::ok("Status completed.");
}

}  // namespace mailstead::imap

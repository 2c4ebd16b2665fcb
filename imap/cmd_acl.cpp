// Access control lists, RFC 4314 §3: SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS. The owner of a mailbox has all
// rights on it, always; everybody else has what the list gives him.
#include "imap/session.h"
#include "imap/write.h"
#include "store/records.h"

namespace mailstead::imap {

namespace {

constexpr std::string_view off = "[CANNOT] Mailboxes are not shared here.";

void entry(std::string& out, std::string_view identifier, store::rights rights) {
    out += ' ';
    write::astring(out, identifier);
    out += ' ';
    write::astring(out, rights.print());
}

// Where the owner gives nothing away, nobody looks for it.
base::result<void> set_access(store::account& of, store::sharing* with, std::string const& identifier, store::rights to, std::string const& mailbox) {
    auto const kept = of.recorded();
    if (!kept) return make_error_code(store::errc::no_right);
    bool const gives = !to.empty() && !identifier.starts_with('-');
    // Noted before it is true: a crash between leaves a note too many.
    if (gives && with)
        if (auto const noted = with->common()->note_grant(identifier, of.owner()); !noted) return noted;
    if (auto const done = kept->set_access(mailbox, identifier, to); !done) return done;
    return with ? note_sharing(*with, of, identifier) : base::result<void>();
}

store::rights modified(store::rights before, commands::set_acl::how how, store::rights by) {
    if (how == commands::set_acl::how::add) return before | by;
    return how == commands::set_acl::how::remove ? before - by : by;
}

}  // namespace

net::task<> session::tell_my_rights(std::string mailbox) {
    auto const at = co_await located_mailbox(mailbox, "lrikxa");
    if (!at) co_return;
    out_ += "* MYRIGHTS ";
    write::mailbox(out_, mailbox, names());
    out_ += ' ';
    write::astring(out_, at->mine.print());
    out_ += "\r\n";
}

net::task<reply> session::on(commands::my_rights what) {    // RFC 4314 §3.5
    if (!how_.acl) co_return reply::no(std::string(off));
    auto const at = co_await located_mailbox(what.mailbox, "lrikxa");
    if (!at) co_return refused(at.error(), "MYRIGHTS");
    co_await tell_my_rights(std::move(what.mailbox));
    co_return reply::ok("Myrights completed.");
}

net::task<reply> session::on(commands::get_acl what) {    // RFC 4314 §3.3
    if (!how_.acl) co_return reply::no(std::string(off));
    auto const at = co_await located_mailbox(what.mailbox, "a");
    if (!at) co_return refused(at.error(), "GETACL");
    auto look = [&at]() -> base::result<std::vector<store::access_entry>> {
        auto const kept = at->where->recorded();
        return kept ? kept->access(at->name) : base::result<std::vector<store::access_entry>>(std::vector<store::access_entry>());
    };
    auto const list = co_await net::blocking(with_.disk, std::move(look));
    if (!list) co_return refused(list.error(), "GETACL");
    out_ += "* ACL ";
    write::mailbox(out_, what.mailbox, names());
    entry(out_, at->where->owner(), store::rights::all());
    for (auto const& one : *list) entry(out_, one.identifier, one.rights);
    out_ += "\r\n";
    co_return reply::ok("Getacl completed.");
}

net::task<reply> session::change_access(std::string mailbox, std::string identifier, commands::set_acl::how action, store::rights by) {
    auto const at = co_await located_mailbox(std::move(mailbox), "a");
    if (!at) co_return refused(at.error(), "SETACL");
    auto const owner = at->where->owner();
    if (identifier == owner || identifier == '-' + owner) co_return reply::no("[CANNOT] The owner always has all rights.");
    auto work = [&]() -> base::result<void> {
        auto const kept = at->where->recorded();
        if (!kept) return make_error_code(store::errc::no_right);
        auto const list = kept->access(at->name);
        if (!list) return list.error();
        store::rights before;
        for (auto const& one : *list)
            if (one.identifier == identifier) before = one.rights;
        return set_access(*at->where, sharing_.get(), identifier, modified(before, action, by), at->name);
    };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (done) co_return reply::ok("");
    if (done.error() == store::errc::too_many_annotations) co_return reply::no("[LIMIT] The access control list is full.");
    co_return refused(done.error(), "SETACL");
}

net::task<reply> session::on(commands::set_acl what) {    // RFC 4314 §3.1
    if (!how_.acl) co_return reply::no(std::string(off));
    auto with = co_await change_access(std::move(what.mailbox), std::move(what.identifier), what.action, what.rights);
    if (with.what() != reply::kind::ok) co_return std::move(with);
    co_return reply::ok("Setacl completed.");
}

net::task<reply> session::on(commands::delete_acl what) {    // RFC 4314 §3.2
    if (!how_.acl) co_return reply::no(std::string(off));
    auto with = co_await change_access(std::move(what.mailbox), std::move(what.identifier), commands::set_acl::how::replace, store::rights());
    if (with.what() != reply::kind::ok) co_return std::move(with);
    co_return reply::ok("Deleteacl completed.");
}

// No rights are tied together. The owner has all; nothing else is always granted.
net::task<reply> session::on(commands::list_rights what) {    // RFC 4314 §3.4
    if (!how_.acl) co_return reply::no(std::string(off));
    auto const at = co_await located_mailbox(what.mailbox, "a");
    if (!at) co_return refused(at.error(), "LISTRIGHTS");
    out_ += "* LISTRIGHTS ";
    write::mailbox(out_, what.mailbox, names());
    out_ += ' ';
    write::astring(out_, what.as_sent);
    if (what.identifier == at->where->owner()) {
        out_.append(" ").append(store::rights::all().print()).append("\r\n");
        co_return reply::ok("Listrights completed.");
    }
    out_ += " \"\"";
    for (char const right : store::rights::letters) out_.append(" ").append(1, right);
    out_ += " c d\r\n";
    co_return reply::ok("Listrights completed.");
}

}  // namespace mailstead::imap

// Quotas, RFC 9208: GETQUOTA, GETQUOTAROOT, and SETQUOTA, which is refused. All mailboxes of an account are under one root.
#include "imap/session.h"
#include "imap/write.h"

namespace mailstead::imap {

namespace {

constexpr std::string_view root_name = "User quota";

std::uint64_t kilobytes(std::uint64_t octets) noexcept { return octets / 1024 + (octets % 1024 != 0); }

void resource(std::string& out, std::string_view name, std::uint64_t usage, std::uint64_t limit) {
    out += out.back() == '(' ? "" : " ";
    out += name;
    out += ' ';
    write::number(out, usage);
    out += ' ';
    write::number(out, limit);
}

// RFC 9208 §4.2.1. STORAGE counts in units of 1024 octets (§5.1).
void quota_response(std::string& out, store::quota const& is) {
    out += "* QUOTA ";
    write::astring(out, root_name);
    out += " (";
    if (is.limits.storage) resource(out, "STORAGE", kilobytes(is.usage.storage), kilobytes(*is.limits.storage));
    if (is.limits.messages) resource(out, "MESSAGE", is.usage.messages, *is.limits.messages);
    out += ")\r\n";
}

}  // namespace

net::task<base::result<std::optional<store::quota>>> session::quota_now() {
    auto work = [account = account_] { return account->quota(); };
    co_return co_await net::blocking(with_.disk, std::move(work));
}

net::task<reply> session::on(commands::get_quota what) {    // RFC 9208 §4.1.1
    auto const found = co_await quota_now();
    if (!found) co_return refused(found.error(), "GETQUOTA");
    if (!*found || what.root != root_name) co_return reply::no("[NONEXISTENT] Quota root doesn't exist.");
    quota_response(out_, **found);
    co_return reply::ok("Getquota completed.");
}

net::task<reply> session::on(commands::get_quota_root what) {    // RFC 9208 §4.1.2: the mailbox need not be there
    auto const found = co_await quota_now();
    if (!found) co_return refused(found.error(), "GETQUOTAROOT");
    out_ += "* QUOTAROOT ";
    write::mailbox(out_, what.mailbox, names());
    if (*found) {
        out_ += ' ';
        write::astring(out_, root_name);
    }
    out_ += "\r\n";
    if (*found) quota_response(out_, **found);
    co_return reply::ok("Getquotaroot completed.");
}

net::task<reply> session::on(commands::set_quota) {    // RFC 9208 §4.1.3; QUOTASET is not announced
    co_return reply::no("[NOPERM] Quotas are set by the administrator.");
}

}  // namespace mailstead::imap

// Quotas, RFC 9208: GETQUOTA, GETQUOTAROOT, and SETQUOTA for administrators. All mailboxes of an account are under one root.
#include "imap/session.h"
#include "imap/write.h"
#include "store/error.h"

namespace mailstead::imap {

namespace {

constexpr std::string_view root_name = "User quota";
constexpr std::uint64_t largest_storage = (std::uint64_t{1} << 62) / 1024;

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
void quota_response(std::string& out, std::string_view root, store::quota const& is) {
    out += "* QUOTA ";
    write::astring(out, root);
    out += " (";
    if (is.limits.storage) resource(out, "STORAGE", kilobytes(is.usage.storage), kilobytes(*is.limits.storage));
    if (is.limits.messages) resource(out, "MESSAGE", is.usage.messages, *is.limits.messages);
    if (is.limits.mailboxes) resource(out, "MAILBOX", is.usage.mailboxes, *is.limits.mailboxes);
    out += ")\r\n";
}

}  // namespace

// An account's own root, and for an administrator, or who may read one of its mailboxes, "User quota/ACCOUNT".
struct session::quota_root {
    std::string name;
    std::shared_ptr<store::account> of;
    std::optional<store::quota> now;         // absent: not limited
};

namespace {

std::string root_of(std::string_view owner) { return std::string(root_name) + '/' + std::string(owner); }

// The account that a root names, "" for the user's own; absent: it is no root.
std::optional<std::string> owner_in(std::string_view root) {
    if (root == root_name) return std::string();
    auto const prefix = root_of("");
    if (!root.starts_with(prefix) || root.size() == prefix.size()) return std::nullopt;
    return std::string(root.substr(prefix.size()));
}

// The account of `owner`, of whose mailboxes the user may read one at least: its use is no secret to him then (RFC 9208 §6).
base::result<std::shared_ptr<store::account>> one_readable(store::account& account, std::string const& owner) {
    auto const folders = account.list();
    if (!folders) return folders.error();
    for (auto const& folder : *folders) {
        if (!folder.selectable || account.is_personal(folder.name)) continue;
        auto const at = account.locate(folder.name);
        if (at && at->where && at->where->owner() == owner && at->mine.has('r')) return at->where;
    }
    return make_error_code(store::errc::no_mailbox);
}

}  // namespace

// errc::no_mailbox: there is no such root, or not for this user.
net::task<base::result<session::quota_root>> session::quota_behind(std::string root) {
    auto const owner = owner_in(root);
    bool const other = owner && !owner->empty();
    if (!owner || (other && !sharing_)) co_return make_error_code(store::errc::no_mailbox);
    auto work = [&]() -> base::result<quota_root> {
        quota_root out;
        out.name = root;
        out.of = account_;
        if (other && !is_administrator()) {
            auto of = one_readable(*account_, *owner);
            if (!of) return of.error();
            out.of = std::move(*of);
        }
        // Opened anew: limits may have been set since the login.
        if (sharing_ && is_administrator()) {
            auto of = sharing_->open(other ? *owner : account_->owner());
            if (!of) return of.error();
            out.of = std::move(*of);
        }
        auto now = out.of->quota();
        if (!now) return now.error();
        out.now = std::move(*now);
        return out;
    };
    co_return co_await net::blocking(with_.disk, std::move(work));
}

net::task<reply> session::on(commands::get_quota what) {    // RFC 9208 §4.1.1
    auto const found = co_await quota_behind(what.root);
    bool const none = found ? !found->now : found.error() == store::errc::no_mailbox;
    if (none) co_return reply::no("[NONEXISTENT] Quota root doesn't exist.");
    if (!found) co_return refused(found.error(), "GETQUOTA");
    quota_response(out_, found->name, *found->now);
    co_return reply::ok("Getquota completed.");
}

// RFC 9208 §4.1.2: a mailbox of one's own need not be there. One of somebody else's has to be readable (§6).
net::task<reply> session::on(commands::get_quota_root what) {
    quota_root root;
    root.name = root_name;
    root.of = account_;
    auto look = [account = account_, &what] { return account->locate(what.mailbox); };
    auto const at = co_await net::blocking(with_.disk, std::move(look));
    if (!at) co_return refused(at.error(), "GETQUOTAROOT");
    bool const other = at->where && at->where->owner() != account_->owner();
    if (other) {
        auto const readable = co_await located_mailbox(what.mailbox, "r");
        if (!readable) co_return refused(readable.error(), "GETQUOTAROOT");
        root.name = root_of(at->where->owner());
        root.of = at->where;
    }
    auto work = [&root] { return root.of->quota(); };
    auto const now = co_await net::blocking(with_.disk, work);
    if (!now) co_return refused(now.error(), "GETQUOTAROOT");
    out_ += "* QUOTAROOT ";
    write::mailbox(out_, what.mailbox, names());
    if (*now) {
        out_ += ' ';
        write::astring(out_, root.name);
    }
    out_ += "\r\n";
    if (*now) quota_response(out_, root.name, **now);
    co_return reply::ok("Getquotaroot completed.");
}

// RFC 9208 §4.1.3. Limits that are not named are dropped; 0 is no limit, as in the settings.
net::task<reply> session::on(commands::set_quota what) {
    if (!is_administrator() || !sharing_) co_return reply::no("[NOPERM] Quotas are set by the administrator.");
    if (what.unknown) co_return reply::no("[CANNOT] No such resource.");
    if (what.storage.value_or(0) > largest_storage) co_return reply::no("[LIMIT] The limit is too large.");
    auto const root = co_await quota_behind(what.root);
    if (!root && root.error() == store::errc::no_mailbox) co_return reply::no("[NONEXISTENT] Quota root doesn't exist.");
    if (!root) co_return refused(root.error(), "SETQUOTA");
    store::quota_limits to;
    if (what.storage.value_or(0) != 0) to.storage = *what.storage * 1024;
    if (what.messages.value_or(0) != 0) to.messages = what.messages;
    if (what.mailboxes.value_or(0) != 0) to.mailboxes = what.mailboxes;
    auto work = [with = sharing_, owner = root->of->owner(), &to] { return with->set_quota(owner, to); };
    auto const done = co_await net::blocking(with_.disk, std::move(work));
    if (!done) co_return refused(done.error(), "SETQUOTA");
    auto const now = co_await quota_behind(what.root);
    if (now && now->now) quota_response(out_, now->name, *now->now);
    co_return reply::ok("Setquota completed.");
}

}  // namespace mailstead::imap

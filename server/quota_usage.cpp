// The owner as delivery and access find him, and his Maildir's own count.
#include "server/quota_usage.h"

#include <algorithm>

#include <fmt/format.h>

#include "maildir/quotas.h"
#include "server/stores.h"
#include "server/owners.h"

namespace mailstead::server {
namespace {

auth::user user_of(auth::account const& a) {
    auth::user out;
    out.name = a.address;
    out.home = a.home.value_or("");
    out.mail = a.mail.value_or("");
    auto const limit = [](std::int64_t n) { return static_cast<std::uint64_t>(std::max<std::int64_t>(n, 0)); };
    if (a.quota) out.quota_storage = limit(*a.quota);
    if (a.quota_messages) out.quota_messages = limit(*a.quota_messages);
    return out;
}

}  // namespace

std::string quota_usage_of(conf::settings const& values, auth::account const& whose) {
    mailbox_rules const rules(values);
    auto who = rules.in_tables(whose.address);    // a table that names his mailbox comes first
    auto const owner = who && *who ? base::result<store::owner>(**who) : rules.of_account(user_of(whose));
    if (!owner || !owner->location.ends_with('/')) return {};
    maildir::quotas counts(base::system_files(), base::system_clock(), 0, layout_of(values));
    auto const now = counts.peek(*owner);
    if (!now) return {};
    std::string out;
    if (now->limits.storage) out = fmt::format("{} of {} octets", now->usage.storage, *now->limits.storage);
    if (now->limits.messages)
        out += fmt::format("{}{} of {} messages", out.empty() ? "" : ", ", now->usage.messages, *now->limits.messages);
    return out;
}

}  // namespace mailstead::server

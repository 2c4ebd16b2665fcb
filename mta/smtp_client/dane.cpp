#include "mta/smtp_client/dane.h"

#include <fmt/format.h>

#include "base/log.h"
#include "mta/smtp_client/tls_report.h"

namespace mailstead::mta::smtp_client {
namespace {

trouble not_now(std::string text, std::string_view result) {
    trouble out;
    out.tls_result = result;
    out.status = "4.7.5";
    out.text = std::move(text);
    return out;
}

// RFC 7672 §2.2.2: the name behind aliases first, then the one that was written.
std::vector<std::string> bases_of(mail_host const& host) {
    std::vector<std::string> out;
    if (!host.canonical.empty() && host.canonical != host.name) out.push_back(host.canonical);
    out.push_back(host.name);
    return out;
}

}  // namespace

net::task<trouble> look_for_tlsa(names& from, tls_rules const& rules, mail_host const& host, tls_policy& policy) {
    if (!policy.is_by_tlsa()) co_return trouble();
    bool const only = policy.level == tls_level::dane_only;
    if (!host.is_sure && !only && rules.insecure_mx != tls_level::dane) {
        policy.level = rules.insecure_mx;
        co_return trouble();
    }
    std::vector<std::string> bases;
    if (host.is_secure || (rules.insecure_host_tlsa && !host.is_alias)) {
        bases = bases_of(host);
    } else if (host.is_alias) {
        auto const alias = co_await from.lookup(host.name, net::record_type::cname);
        if (!alias && alias.error() != net::make_error_code(net::errc::not_found))
            co_return not_now(fmt::format("CNAME lookup error for {}", host.name), tls_result::dnssec_invalid);
        if (alias && alias->secure) bases.push_back(host.name);
    }
    for (auto const& owner : bases) {
        auto name = fmt::format("_{}._tcp.{}", host.port, owner);
        auto const found = co_await from.lookup(std::move(name), net::record_type::tlsa);
        if (!found && found.error() == net::make_error_code(net::errc::not_found)) continue;
        // Whoever keeps us from seeing the records must not get mail in clear for it.
        if (!found) co_return not_now(fmt::format("TLSA lookup error for {}:{}", owner, host.port), tls_result::dnssec_invalid);
        if (!found->secure) continue;
        policy.tlsa = net::usable(net::read_tlsa(found->records));
        policy.tlsa_name = owner;
        if (!policy.tlsa.empty()) co_return trouble();
        base::log::warning("smtp", "TLS policy lookup for {}: no usable TLSA records, {}", host.relay(), only ? "delivery is deferred" : "TLS is needed all the same");
        if (only) co_return not_now(fmt::format("no usable TLSA records for {}:{}", owner, host.port), tls_result::tlsa_invalid);
        policy.level = tls_level::encrypt;
        co_return trouble();
    }
    if (only) co_return not_now(fmt::format("no TLSA records found for {}", host.relay()), tls_result::dane_required);
    policy.level = tls_level::may;
    co_return trouble();
}

}  // namespace mailstead::mta::smtp_client

#include "mta/smtp_client/host_security.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/smtp_client/dane.h"

namespace mailstead::mta::smtp_client {
namespace {

trouble not_now(std::string text) {
    trouble why;
    why.status = "4.7.5";
    why.text = std::move(text);
    return why;
}

// "3 1 1 ABCD..." (RFC 6698 §2.2)
std::string text_of(net::tlsa_record const& one) {
    return fmt::format("{} {} {} {}", one.usage, one.selector, one.matching, base::uppered(base::hex(one.data)));
}

// After the search for TLSA records, where there is nothing to go by (RFC 8461 §2); `before`: the level before it.
net::task<trouble> apply_sts(net::disk_pool& lookups, settings const& how, mail_host const& host, tls_level before, errand& job) {
    trouble why;
    if (!job.sts) co_return why;
    bool const no_tlsa = job.policy.level == tls_level::may || (before == tls_level::dane && job.policy.level == tls_level::encrypt);
    if (!no_tlsa) co_return why;
    bool const enforced = job.sts->mode == sts_mode::enforce;
    if (!names_host(*job.sts, host.name)) {
        auto const text = fmt::format("MTA-STS policy of {} does not have host {}", job.domain, host.text());
        if (!enforced) base::log::info("smtp", "{} (mode testing: no matter)", text);
        if (enforced) why = not_now(text);
        why.tls_result = tls_result::validation_failure;
        co_return why;
    }
    auto make = [&how, &job, &host, enforced]() -> base::result<std::string> {
        std::string words;
        auto stricter = with_sts(how.tls, job.policy, enforced ? sts_role::enforce : sts_role::testing, host.name, words);
        if (!stricter) return words;
        job.policy = std::move(*stricter);
        job.context = how.tls.web_contexts->get(job.policy, words);
        return words;
    };
    auto const made = co_await net::blocking(lookups, make);
    if (made && job.context) co_return why;
    if (made) base::log::warning("smtp", "TLS is not available: {}", *made);
    co_return not_now("client TLS configuration problem");
}

void describe_policy(errand const& job, tls_session_record& out) {
    out.domain = job.domain;
    if (!job.policy.tlsa.empty()) {
        out.type = "tlsa";
        for (auto const& one : job.policy.tlsa) out.strings.push_back(text_of(one));
    } else if (job.sts) {
        out.type = "sts";
        for (auto const line : base::split(job.sts_text, "\r\n")) out.strings.push_back(base::printable(base::trimmed(line)));
        out.mx = job.sts->mx;
    }
}

}  // namespace

bool is_found_by_exchanger(settings const& how, destination const& where) noexcept {
    return how.hosts.asks_dns && !where.is_host && !is_address(where.name) && where.port == how.hosts.port;
}

bool may_have_sts(settings const& how, destination const& where, tls_policy const& policy) noexcept {
    bool const open_level = policy.is_usual && (policy.level == tls_level::may || policy.level == tls_level::dane);
    return how.tls.sts && !how.tls.wrapper && open_level && is_found_by_exchanger(how, where);
}

net::task<trouble> secure_host(names& from, net::disk_pool& lookups, settings const& how, mail_host const& host, errand& job) {
    auto const level = job.policy.level;
    if (host.is_local()) co_return trouble();
    auto const no = co_await look_for_tlsa(from, how.tls, host, job.policy);
    if (!no.status.empty()) co_return no;
    co_return co_await apply_sts(lookups, how, host, level, job);
}

std::optional<tls_session_record> session_record(connection& through, errand const& job, trouble const& why) {
    auto const& seen = through.tls_seen();
    bool const worked = why.status.empty() && through.is_connected() && through.wire().is_tls();
    if (!worked && seen.result.empty()) return std::nullopt;
    tls_session_record out;
    describe_policy(job, out);
    if (seen.result.empty()) return out;
    out.result = seen.result;
    out.reason = seen.reason;
    out.host = through.host().name;
    out.address = through.host().address;
    out.helo = through.greeted();
    out.sending_address = through.wire().local().address;
    return out;
}

std::optional<tls_session_record> session_record(mail_host const& host, errand const& job, trouble const& why) {
    if (why.tls_result.empty()) return std::nullopt;
    tls_session_record out;
    describe_policy(job, out);
    if (job.policy.is_by_tlsa()) out.type = "tlsa";
    out.result = why.tls_result;
    out.reason = why.text;
    out.host = host.name;
    out.address = host.address;
    return out;
}

std::optional<tls_session_record> session_record(std::string const& domain, sts_answer const& answer) {
    if (answer.failure == sts_failure::none) return std::nullopt;
    tls_session_record out;
    out.domain = domain;
    out.type = "sts";
    if (answer.policy) out.mx = answer.policy->mx;
    for (auto const line : base::split(answer.text, "\r\n")) out.strings.push_back(base::printable(base::trimmed(line)));
    out.result = answer.failure == sts_failure::fetch    ? tls_result::sts_fetch_error
                 : answer.failure == sts_failure::webpki ? tls_result::sts_webpki_invalid
                                                         : tls_result::sts_invalid;
    return out;
}

}  // namespace mailstead::mta::smtp_client

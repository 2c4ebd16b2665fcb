// SMTP TLS reporting (RFC 8460): who wants reports, what they are about, and their JSON. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::smtp_client {

// §4.3; static texts, as they stand in a report.
namespace tls_result {
constexpr std::string_view starttls_not_supported = "starttls-not-supported", host_mismatch = "certificate-host-mismatch",
                           expired = "certificate-expired", not_trusted = "certificate-not-trusted", validation_failure = "validation-failure",
                           tlsa_invalid = "tlsa-invalid", dnssec_invalid = "dnssec-invalid", dane_required = "dane-required",
                           sts_fetch_error = "sts-policy-fetch-error", sts_invalid = "sts-policy-invalid", sts_webpki_invalid = "sts-webpki-invalid";
}

// Where a domain wants its reports, from the rdata of all TXT records of _smtp._tls.DOMAIN (§3): the value of rua, as written.
// Absent: it wants none, or does not say so properly.
std::optional<std::string> find_report_address(std::vector<std::string> const& rdata);
// The same for one record's text.
std::optional<std::string> report_address(std::string_view text);

struct tls_failure {
    std::string result;              // one of tls_result
    std::string sending_address, host, helo, address, reason;    // empty: not known
    std::uint64_t count = 0;
};

struct tls_policy_report {
    std::string type;                // "tlsa", "sts", "no-policy-found"
    std::vector<std::string> strings, mx;
    std::uint64_t successes = 0, failures = 0;
    std::vector<tls_failure> details;
};

struct tls_report {
    std::string organization, contact, id, domain;
    std::int64_t day = 0;            // days since 1970, UTC
    std::vector<tls_policy_report> policies;
};

// §4.4, in one line.
std::string json_of(tls_report const& what);

// "2026-11-27" and back; absent: no such day.
std::string day_text(std::int64_t day);
std::optional<std::int64_t> day_named(std::string_view text);

}  // namespace mailstead::mta::smtp_client

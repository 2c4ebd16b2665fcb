// MTA-STS (RFC 8461): what a domain says in the DNS and on its web server about the TLS of its mail exchangers. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::smtp_client {

enum class sts_mode : std::uint8_t { none, testing, enforce };
std::string_view name_of(sts_mode mode) noexcept;

struct sts_policy {
    sts_mode mode = sts_mode::none;
    std::uint32_t max_age = 0;             // seconds; RFC 8461 §3.2: at most 31557600
    std::vector<std::string> mx;           // patterns in lower case: "mail.example.com", "*.example.net"
    bool operator==(sts_policy const&) const = default;
};

constexpr std::size_t sts_policy_limit = 64 * 1024;    // bytes of a policy's text, RFC 8461 §3.3
constexpr std::size_t most_sts_patterns = 1000;

// The id in a TXT record's text (§3.1). Absent: it is no record of this kind, or not well formed.
std::optional<std::string> sts_id(std::string_view text);
// The id of a domain, from the rdata of all its TXT records: there has to be exactly one record of this kind, and it has to be
// well formed.
std::optional<std::string> find_sts_id(std::vector<std::string> const& rdata);

// A policy's text (§3.2). Absent, with `why` in words for the log: it is none. Lines may end in LF or CR LF.
std::optional<sts_policy> parse_sts_policy(std::string_view text, std::string& why);

// RFC 8461 §4.1: the name of a mail exchanger is one that the policy has. Case and a last dot do not matter.
bool names_host(sts_policy const& policy, std::string_view host);

// The strings of one TXT record put together (RFC 1035 §3.3.14); absent: damaged.
std::optional<std::string> text_of_txt(std::string_view rdata);

}  // namespace mailstead::mta::smtp_client

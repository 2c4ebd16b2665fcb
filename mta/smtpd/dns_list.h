// A block list or allow list in the DNS as it is named in a restriction: "domain" or "domain=d.d.d.d" (RFC 5782).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailstead::mta::smtpd {

struct dns_list {
    using ranges = std::vector<std::pair<std::uint8_t, std::uint8_t>>;

    std::string spec;                                // as written: the key of rbl_reply_maps
    std::string domain;
    std::optional<std::array<ranges, 4>> filter;     // which answers count; absent: all

    // Each byte of the filter is a number or "[n..m;k]". Absent: it makes no sense.
    static std::optional<dns_list> parse(std::string_view text);
    // `rdata` of an A record.
    bool counts(std::string_view rdata) const noexcept;
};

// "192.0.2.1" -> "1.2.0.192", nibbles for IPv6; empty when it is no address.
std::string reversed_address(std::string const& address);

}  // namespace mailstead::mta::smtpd

// What the text of a next hop means: "example.com", "[mail.example.com]:587", "[192.0.2.1]", "example.com:smtp". Pure but
// for getservbyname() on names of ports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::smtp_client {

struct destination {
    std::string name;            // domain or host in lower case, without brackets; for addresses without "IPv6:"
    std::uint16_t port = 25;
    bool is_host = false;        // in brackets: no MX records
};

// Absent: it means nothing. Non-ASCII names become A-labels (UTS 46).
std::optional<destination> parse_destination(std::string_view text, std::uint16_t default_port);
// The next hops of a list, between commas and blanks.
std::vector<std::string> split_next_hops(std::string_view text);
// An IPv4 or IPv6 address in numbers.
bool is_address(std::string const& text) noexcept;

}  // namespace mailstead::mta::smtp_client

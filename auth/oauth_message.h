// What a client says first in OAUTHBEARER (RFC 7628 §3.1) and in XOAUTH2, its forerunner; and what it is told when its token
// is not good (RFC 7628 §3.2.2). Bytes in, values out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::auth {

inline constexpr std::size_t longest_token = 16 * 1024;

struct oauth_message {
    std::string user;     // whom it wants to be; empty: whom the token names
    std::string token;    // empty: it asks what is needed here
    bool operator==(oauth_message const&) const = default;
};

// Total, linear. Absent: that is no such message.
std::optional<oauth_message> parse_oauthbearer(std::string_view message);
std::optional<oauth_message> parse_xoauth2(std::string_view message);

struct oauth_error {
    std::string status = "invalid_token";    // RFC 6750 §3.1
    std::string scope;                       // what a token must allow; empty: nothing is said
    std::string configuration;               // a URL for the client; empty: nothing is said
};
std::string print(oauth_error const& what);
// XOAUTH2's form, as the providers who made it send it: the status of an HTTP reply (RFC 6750 §3.1), the scheme, the scope.
std::string print_for_xoauth2(oauth_error const& what);

}  // namespace mailstead::auth

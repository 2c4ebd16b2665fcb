// The way of an access token to the server that made it (RFC 7662): the role auth, which has password data and no business on
// the network, asks over a socket of the role mta, which has no password data and speaks HTTPS already.
//
// On the socket: one token and LF; then "OK " and the response's body in base64, or "FAIL " and why, and LF.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "conf/settings.h"
#include "mta/smtp_client/names.h"
#include "net/https_get.h"
#include "server/role.h"

namespace mailstead::server {

struct introspection_target {
    std::string host, target;
    std::uint16_t port = 443;
};
// "https://host[:port]/path?query"; no other scheme, no user name in it. Absent: that is none.
std::optional<introspection_target> introspection_target_of(std::string_view url);
// RFC 7662 §2.1; the token percent-encoded.
std::string introspection_form(std::string_view token);

// The mta's end. One per configuration; lives on the thread of `home`.
class introspection_service {
public:
    // Blocking: reads authorities. Without a URL every token is failed.
    introspection_service(net::executor home, mta::smtp_client::names& names, conf::settings const& values, secrets const& read);
    // Answers one connection, until it ends.
    net::task<void> serve(net::stream& wire);

private:
    net::task<std::string> ask(std::string token);
    net::task<std::vector<std::string>> addresses();
    std::string fail(std::string why) const;

    net::executor const home_;
    mta::smtp_client::names& names_;
    std::optional<introspection_target> target_;
    std::string credentials_;    // "id:secret"; empty: none
    std::chrono::seconds patience_;
    std::shared_ptr<net::tls_context const> context_;
    std::string trouble_;
};

// The auth role's end. Blocking, no longer than `patience`; an error where there was no answer. Thread-safe.
base::result<std::string> introspect(std::string const& socket, std::chrono::milliseconds patience, std::string_view token);

}  // namespace mailstead::server

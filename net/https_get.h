// One GET or POST over HTTPS (RFC 9110, RFC 9112): a small document from a server whose certificate is checked. No redirect is followed,
// nothing is cached, and the connection is closed afterwards.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/connect.h"
#include "net/tls.h"

namespace mailstead::net {

struct https_request {
    std::string address;                             // numeric; to connect to
    std::uint16_t port = 443;
    std::string host;                                // for SNI, the certificate's subjectAltName and "Host:"
    std::string target;                              // "/.well-known/x.txt"
    std::string accept = "text/plain";
    std::string authorization;                       // "Basic ..."; empty: none
    std::string form;                                // not empty: it is a POST of this, as application/x-www-form-urlencoded
    std::shared_ptr<tls_context const> context;      // with the authorities that are believed
    std::size_t body_limit = 64 * 1024;
    std::chrono::seconds patience{60};               // for all of it
};

struct https_response {
    unsigned status = 0;
    std::string content_type;                        // as sent; empty: none
    std::string body;
};

enum class https_trouble {
    connection,      // no connection, or it broke, or the time was over
    certificate,     // TLS failed, or the certificate is not one to believe for this host
    message,         // what came is no HTTP response, or too large
};

// Lets another coroutine of the same thread end a request that is under way, which then fails.
class https_call_off {
public:
    void now();

private:
    friend struct https_exchange;
    call_off connecting_;
    stream* wire_ = nullptr;
};

struct https_failure {
    https_trouble what = https_trouble::connection;
    std::string why;                                 // for the log, printable
};

// Any status is a response. Nothing comes back where `failure.what` says why. `failure` and `by`, if any, outlive the call.
task<std::optional<https_response>> https_get(executor where, https_request what, https_failure& failure, https_call_off* by = nullptr);

}  // namespace mailstead::net

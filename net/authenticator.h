// Who is this, as sessions ask it: the seam between a protocol session and the auth role. Implemented by
// net/auth_client over the Dovecot auth protocol; one object per worker thread, calls on that thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "auth/wire.h"
#include "net/task.h"

namespace mailstead::net {

struct auth_challenge { std::string data; };        // send it (base64 on the wire), then step() with the answer
struct auth_accepted {
    std::string user;                               // the authenticated account, normalised
    std::string data;                               // additional data with success (RFC 4422 §3.6), may be empty
};
struct auth_refused {
    std::string reason;                             // for the log
    bool temporary = false;                         // the back end had trouble: 454 4.7.0, [UNAVAILABLE], [SYS/TEMP]
    std::string user{};                             // who the client said he is, for the log; may be empty
};
using auth_answer = std::variant<auth_challenge, auth_accepted, auth_refused>;

// One authentication exchange; destruction cancels it at the server.
class auth_exchange {
public:
    virtual ~auth_exchange() = default;
    // The client's (decoded) answer to the last challenge.
    virtual task<auth_answer> step(std::string response) = 0;
};

class authenticator {
public:
    virtual ~authenticator() = default;

    // What the service offers, in the administrator's order, with the properties that security options filter by.
    // Empty while the auth role cannot be reached.
    virtual std::vector<auth::mechanism> mechanisms() = 0;

    // Begins an exchange; the first answer stands in `first`. Trouble with the service is auth_refused{temporary}.
    // request.initial_response absent means that the client sent none.
    struct started {
        auth_answer first;
        std::unique_ptr<auth_exchange> exchange;    // null when `first` is final
    };
    virtual task<started> start(auth::request request) = 0;

    // The account of that name: absent = there is none (definite); an error = nobody knows now (temporary).
    // Served from a cache for auth_cache_ttl.
    virtual task<result<std::optional<auth::user>>> find(std::string name) = 0;
};

}  // namespace mailstead::net

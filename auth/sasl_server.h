// The SASL server: Cyrus SASL in this process, over a backend. Offers only mechanisms that the backend can serve.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"

#include "auth/backend.h"
#include "auth/passwords.h"
#include "auth/wire.h"

namespace mailstead::auth {

class sasl_library;
class sasl_server;
class token_checker;

// One authentication. Calls on one exchange follow each other; different exchanges may run on different threads.
// Blocking: hashing and database. Outlived by its server.
class exchange {
public:
    ~exchange();
    exchange(exchange const&) = delete;
    exchange& operator=(exchange const&) = delete;

    // Once, first: takes the request's initial response.
    answer start();
    // The client's answer to the last challenge. Not after accepted or refused.
    answer step(std::string_view response);
    // For counting wrong passwords: whose password these words of the client are about, as far as they say it before they are looked at, and
    // whose it was, as far as is known; the master's where one logs in as somebody else. May be empty. Neither blocks.
    std::string claimed(std::string_view words) const;
    std::string account() const;
    // Why the client was refused, where it knows that already though its last word is still awaited (RFC 7628 §3.2.3).
    std::optional<refused> told() const;
    // A step may wait for another server: to be called on a pool where it holds up nobody else.
    bool asks_others() const noexcept;

private:
    friend class sasl_server;
    friend struct sasl_callbacks;
    struct state;
    exchange(sasl_server& server, request asked);

    std::unique_ptr<state> state_;
};

// Thread-safe. The C library below it is one per process; several servers share it.
class sasl_server {
public:
    struct settings {
        // In the order in which they are listed. What is not installed, or not fit for this backend, is left out; each SCRAM
        // comes with its -PLUS.
        std::vector<std::string> mechanisms{"SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"};
        std::string realm;                                   // DIGEST-MD5's; empty: `host`
        std::map<std::string, std::string> domains;          // by service: what comes behind a name without @; empty: the backend's
        std::string anonymous;                               // the account that ANONYMOUS is; empty: not offered
        std::string keytab;                                  // of the GSSAPI mechanisms; empty: not offered
        std::shared_ptr<token_checker> tokens;               // of the OAUTH mechanisms; null: not offered
        std::string host = "localhost";                      // in CRAM-MD5's challenge
        std::uint32_t iterations = default_iterations;       // of the verifiers made up for unknown users
        std::string fallback_key{};                          // while the back end has no made_up_key; empty: random
        std::chrono::seconds cache_ttl{300};                 // how long a verified password is remembered; 0: not at all
        std::string master_separator{};                      // "*": user*master logs in as user with master's password; empty: nobody does
    };
    // Called from any thread that runs an exchange.
    using log_sink = std::function<void(base::log::level, std::string_view)>;

    // `facts` outlives the server. Without a sink, lines go to base::log. Throws std::runtime_error when the SASL
    // library does not start.
    sasl_server(backend& facts, settings values, log_sink sink = {});
    ~sasl_server();
    sasl_server(sasl_server const&) = delete;
    sasl_server& operator=(sasl_server const&) = delete;

    // What a client may be offered now, with the properties that the mechanism's own plugin states. Blocking.
    // An error of the backend only leaves out what needs it: see backend::ready().
    std::vector<mechanism> mechanisms();

    // Never null; what nobody here can use is refused by start(). SCRAM is taken also while not everyone can use it: a client may have heard
    // of it before.
    std::unique_ptr<exchange> begin(request asked);

private:
    friend class exchange;
    friend struct sasl_callbacks;
    void add(std::string const& name);
    base::result<bool> takes(std::string_view mechanism);
    bool offers(std::string_view mechanism);

    backend& backend_;
    settings values_;
    log_sink log_;
    verified_cache cache_;
    std::string fallback_key_;               // settings::fallback_key
    std::shared_ptr<sasl_library> library_;
    std::vector<mechanism> installed_;       // of values_.mechanisms, in that order
};

}  // namespace mailstead::auth

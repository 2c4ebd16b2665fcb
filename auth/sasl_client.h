// The client's side of SASL by Cyrus SASL: how our own mail client logs in to other servers (RFC 4422).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::auth {

// What a mechanism must be or must not be (smtp_sasl_security_options).
struct sasl_demands {
    bool no_plaintext = false, no_anonymous = false, no_dictionary = false, no_active = false, forward_secrecy = false,
         mutual_auth = false;
};

// One login. Blocking: plugins are loaded, passwords hashed. Calls follow each other, on any thread.
class sasl_client {
public:
    struct login {
        std::string service = "smtp";
        std::string host;                        // the server's name
        std::string user, password;
        std::vector<std::string> mechanisms;     // what the server offers and we may use
        sasl_demands demands;
    };
    explicit sasl_client(login how);
    ~sasl_client();
    sasl_client(sasl_client const&) = delete;
    sasl_client& operator=(sasl_client const&) = delete;

    struct step {
        bool failed = false;
        std::string why;                         // when failed
        std::optional<std::string> bytes;        // to be sent; absent: nothing, which is not the same as ""
    };
    // Chooses the best mechanism of those that are installed and meet the demands.
    step start();
    std::string const& mechanism() const noexcept;
    // The answer to a challenge.
    step next(std::string_view challenge);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace mailstead::auth

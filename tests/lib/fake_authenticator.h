// net::authenticator over a map of accounts: PLAIN and LOGIN, answered at once, and mechanisms that go by a script.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "net/authenticator.h"

namespace mailstead::test {

class fake_authenticator final : public net::authenticator {
public:
    struct account {
        std::string password;
        auth::user user;
    };

    fake_authenticator();
    void add(std::string name, std::string password);
    void add(std::string name, account what) { accounts_[std::move(name)] = std::move(what); }
    // A mechanism that is one exchange, word by word: "<what the client says" and ">what the server says" in turn. Who says
    // anything else is refused; who says it all is `name`.
    struct script {
        std::vector<std::string> steps;
        std::string name;
    };
    void add_mechanism(std::string name, script what);
    // What is offered; PLAIN and LOGIN unless changed. Other names are refused when they are started.
    std::vector<auth::mechanism> offered;
    bool down = false;         // as if the auth role were gone: temporary refusals, find() fails
    int lookups = 0;           // calls of find()
    auth::request last;        // what the session told of itself

    std::vector<auth::mechanism> mechanisms() override { return offered; }
    net::task<started> start(auth::request request) override;
    net::task<net::result<std::optional<auth::user>>> find(std::string name) override;

    // The verdict on a name and a password, for exchanges.
    net::auth_answer check(std::string const& name, std::string const& password) const;

private:
    std::map<std::string, account> accounts_;
    std::map<std::string, script> scripts_;
};

}  // namespace mailstead::test

// Clients that log in and out, over a connection of its own each time.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tests/bench/load/connection.h"
#include "tests/bench/load/idle.h"
#include "tests/bench/load/imap_work.h"

namespace mailstead::load {

// What SCRAM-SHA-256 makes of a password costs as much here as at the server: a client keeps it (RFC 5802 §5.1).
using salted_passwords = std::map<std::string, std::string>;

class login_client final : public line_receiver {
public:
    enum class how { imap, pop3, scram };    // LOGIN; USER and PASS; AUTHENTICATE SCRAM-SHA-256
    struct party {
        unsigned all = 0, ended = 0, users = 1, next_user = 0;
        std::string domain, password;
        salted_passwords salted;
    };
    login_client(loop& on, place const& where, how what, assignment_progress& work, party& with);

private:
    enum class step { greeting, user, first, final, login, logout };

    void line(std::string_view text) override;
    void closed() override;
    void connect();
    void tell(std::string_view command, step then);
    void log_in();
    void answer(std::string_view challenge);
    void logged_in(std::string_view reply);

    loop& loop_;
    place const& where_;
    how const how_;
    assignment_progress& work_;
    party& party_;
    std::unique_ptr<connection> wire_, last_;    // a connection may not be destroyed in its own callback
    step at_ = step::greeting;
    std::string user_, bare_;
    clock::time_point begun_;
};

}  // namespace mailstead::load

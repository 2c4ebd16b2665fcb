// IMAP clients that log in, select INBOX and wait in IDLE (RFC 2177).
#pragma once

#include <functional>
#include <string>

#include "tests/bench/load/connection.h"

namespace mailstead::load {

struct login { std::string user, password; };

// One client. `idling` is called once it waits, `ended` if the server closes or refuses, `grown` at each EXISTS while
// waiting. The callbacks must not destroy the client.
class idler final : public line_receiver {
public:
    struct events {
        std::function<void()> idling;
        std::function<void(std::string_view why)> ended;
        std::function<void()> grown;
    };
    idler(loop& on, place const& where, login who, events tell);
    void close() { wire_.close(); }

private:
    enum class step { greeting, login, select, idle, waiting };

    void line(std::string_view text) override;
    void closed() override;
    void command(std::string_view tag, std::string_view text, step then);

    login who_;
    events tell_;
    connection wire_;
    step at_ = step::greeting;
};

}  // namespace mailstead::load

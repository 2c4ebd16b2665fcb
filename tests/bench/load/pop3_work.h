// POP3 clients that retrieve messages: each logs in as a user of its own and reads its maildrop again and again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/load/connection.h"
#include "tests/bench/load/idle.h"
#include "tests/bench/load/imap_work.h"

namespace mailstead::load {

// One client. Work begins when all have logged in; `at_once` RETRs are under way at a time (RFC 2449 §6.6).
class retriever final : public line_receiver {
public:
    struct party {
        unsigned all = 0, here = 0, ended = 0;
        std::vector<retriever*> waiting;
        bool stays = false;    // idle connections: nothing follows the login
    };
    retriever(loop& on, place const& where, login who, assignment_progress& work, party& with, unsigned at_once);

private:
    enum class step { greeting, user, pass, stat, waiting, status, text, quit };

    void line(std::string_view text) override;
    void closed() override;
    void tell(std::string_view command, step then);
    void begin();
    void ask(unsigned count);
    void arrived();

    loop& loop_;
    login who_;
    assignment_progress& work_;
    party& party_;
    unsigned const at_once_;
    connection wire_;
    step at_ = step::greeting;
    unsigned messages_ = 0, next_ = 0, under_way_ = 0;
    clock::time_point begun_;
};

}  // namespace mailstead::load

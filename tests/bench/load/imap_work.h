// IMAP clients at work: each logs in as a user of its own, selects INBOX and gives one command after the other.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "tests/bench/load/connection.h"
#include "tests/bench/load/idle.h"

namespace mailstead::load {

// What the clients of one run do together.
struct assignment {
    enum class kind {
        mixed,     // what mail programs ask: NOOP, FETCH of flags, lists and texts, STORE, SEARCH, STATUS, COPY
        append,    // APPEND of a message with a non-synchronizing literal
    };
    kind what = kind::mixed;
    std::uint64_t commands = 0;    // of all clients together
    std::string message;           // that APPEND sends
};

// Counts the commands of a run, and the answers.
class assignment_progress {
public:
    explicit assignment_progress(assignment what) : what_(std::move(what)) {}

    assignment const& what() const noexcept { return what_; }
    bool take() noexcept;    // false: all have been given
    void answered(std::string_view reply, clock::time_point begun);
    std::uint64_t done() const noexcept { return done_; }
    std::string const& first_refusal() const noexcept { return refusal_; }
    clock::time_point first, last;

private:
    assignment what_;
    std::uint64_t given_ = 0, done_ = 0;
    std::string refusal_;
};

// One client. `ready` counts those that have selected INBOX: work begins when all have. `done` counts ended ones and stops
// the loop at the last.
class worker final : public line_receiver {
public:
    struct party {
        std::vector<worker*> waiting;
        unsigned all = 0, ended = 0;
    };
    worker(loop& on, place const& where, login who, assignment_progress& work, party& with, std::uint32_t seed);

private:
    enum class step { greeting, login, select, waiting, work, logout };

    void line(std::string_view text) override;
    void closed() override;
    void advance(std::string_view reply);
    void tell(std::string_view command, step then);
    void all_are_here();
    void next();
    std::string something();

    loop& loop_;
    login who_;
    assignment_progress& work_;
    party& party_;
    std::mt19937 random_;
    connection wire_;
    step at_ = step::greeting;
    std::uint32_t messages_ = 0;
    clock::time_point begun_;
};

}  // namespace mailstead::load

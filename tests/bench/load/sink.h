// The servers that mail is relayed to: they take every message (RFC 5321), count it and forget it. One port for each destination.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/bench/load/loop.h"

namespace mailstead::load {

class visitor;

// What arrived at one port: counted when the final dot was read, whenever the reply goes.
struct arrivals {
    std::uint64_t messages = 0;
    clock::time_point last;
};

class sink {
public:
    // Listens on `ports` loopback ports that the system chooses. The first `slow` of them reply to a message `delay` after
    // its final dot. Throws std::system_error.
    sink(loop& on, unsigned ports, unsigned slow, clock::duration delay);
    ~sink();
    sink(sink const&) = delete;
    sink& operator=(sink const&) = delete;

    std::vector<unsigned> numbers() const;    // of the ports, in order
    std::vector<arrivals> counted() const;    // by port
    // Serves until the loop is stopped, or until `until`.
    void run(clock::time_point until);

private:
    friend class visitor;
    class door;
    struct late_reply { clock::time_point at; std::uint64_t to; };

    void enter(int fd, door& from);
    void leave(std::uint64_t who);    // destroys the visitor
    void reply_later(std::uint64_t who) { late_.push_back({clock::now() + delay_, who}); }
    void reply_to_late(clock::time_point now);

    loop& loop_;
    clock::duration delay_;
    std::uint64_t next_ = 0;
    std::vector<std::unique_ptr<door>> doors_;
    std::unordered_map<std::uint64_t, std::unique_ptr<visitor>> visitors_;
    std::deque<late_reply> late_;    // by time: the delay is one for all
};

}  // namespace mailstead::load

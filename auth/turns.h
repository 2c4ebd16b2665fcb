// Whose password is looked at next, when more come than can be looked at at once. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace mailstead::auth {

// The address that had the fewest turns of late comes first, so that nobody's thousand attempts delay another's one. Among
// equals the newest: under a flood whoever came first waits for all, whoever comes now for none.
class turns {
public:
    explicit turns(std::size_t at_once) : free_(at_once) {}

    // One more waits; the number stands for it.
    std::uint64_t wait(std::string const& key);
    void give_up(std::string const& key, std::uint64_t number);
    // The next whose turn it is, and it is taken; 0: nobody waits, or too many are at it. release() gives it back.
    std::uint64_t next();
    void release() noexcept { ++free_; }
    std::size_t waiting() const noexcept { return waiting_; }

private:
    struct line {
        std::size_t had = 0;                 // turns since it began to wait
        std::set<std::uint64_t> numbers;     // not empty
    };
    using place = std::pair<std::size_t, std::uint64_t>;    // had; the newest number, counted down
    static place place_of(line const& l) { return {l.had, ~*l.numbers.rbegin()}; }

    std::size_t free_;
    std::size_t waiting_ = 0;
    std::uint64_t last_ = 0;
    std::map<std::string, line> lines_;
    std::map<place, std::string> order_;
};

}  // namespace mailstead::auth

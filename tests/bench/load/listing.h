// When are all acknowledged messages listed in their Maildirs? Looked up by reading the directories, rarely.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/load/loop.h"

namespace mailstead::load {

// The Maildirs of a run's users. `pattern` is a path with one "%u" for the user's number.
class listing {
public:
    listing(std::string pattern, unsigned users);

    // Waits until each mailbox has grown by its number in `by_user` since construction. False: not before `until`.
    bool wait(std::vector<std::uint64_t> const& by_user, clock::time_point until);
    std::uint64_t listed() const noexcept { return listed_; }   // by all mailboxes together, as last seen
    clock::time_point seen() const noexcept { return seen_; }   // when the last look began

private:
    std::uint64_t grown(unsigned user) const;

    std::string pattern_;
    std::vector<std::uint64_t> before_;
    std::uint64_t listed_ = 0;
    clock::time_point seen_;
};

}  // namespace mailstead::load

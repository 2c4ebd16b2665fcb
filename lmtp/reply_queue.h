// Replies on their way out: those of commands at once, those of deliveries when they are known, all in the order of the
// commands (RFC 2920 §3.2, RFC 2033 §4.2). No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "smtp/reply.h"

namespace mailstead::lmtp {

class reply_queue {
public:
    using slot = std::uint64_t;

    void say(smtp::reply const& what);
    void say(int code, std::string_view enhanced, std::string_view text);
    // Places for `count` replies that come later; they are numbered from the one returned.
    slot reserve(std::size_t count);
    // Once for each reserved slot, in any order.
    void fill(slot which, smtp::reply const& what);

    // Everything that may leave now: up to the first place that is not filled. May be empty.
    std::string take();
    std::size_t unfilled() const noexcept { return unfilled_; }
    // Bytes that wait, whether they may leave or not.
    std::size_t bytes() const noexcept { return bytes_; }
    bool is_empty() const noexcept { return entries_.empty(); }

private:
    struct entry {
        std::string text;
        bool filled = false;
    };
    std::string& open_entry();

    std::deque<entry> entries_;
    slot first_ = 0;             // the number of entries_.front()
    bool may_append_ = false;    // the last entry was never reserved: further replies go into it
    std::size_t unfilled_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace mailstead::lmtp

// How much mail an account may keep, and how much it does: RFC 9208's resources STORAGE and MESSAGE. Pure values; what an
// account uses is counted by its store (maildir/quotas.h, mbox/quota.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::store {

// Of all folders of an account together. Absent: not limited.
struct quota_limits {
    std::optional<std::uint64_t> storage;   // octets, as stored
    std::optional<std::uint64_t> messages;
    std::optional<std::uint64_t> mailboxes = {};    // looked at by CREATE alone; mail is counted by the other two
    bool any() const noexcept { return storage || messages; }
    friend bool operator==(quota_limits const&, quota_limits const&) = default;
};

struct quota_usage {
    std::uint64_t storage = 0;   // octets, as stored
    std::uint64_t messages = 0;
    std::uint64_t mailboxes = 0; // where their number is limited
    quota_usage& operator+=(quota_usage const& more) noexcept {
        storage += more.storage;
        messages += more.messages;
        mailboxes += more.mailboxes;
        return *this;
    }
    friend quota_usage operator+(quota_usage a, quota_usage const& b) noexcept { return a += b; }
    friend bool operator==(quota_usage const&, quota_usage const&) = default;
};

struct quota {
    quota_limits limits;
    quota_usage usage;
};

// `1G,10000C`: octets (with K, M, G or T, powers of 1024; an S at the end is Maildir++'s and may stand there) and
// messages (with C) and mailboxes (with F), each at most once, in any order, separated by commas or spaces. 0 is no limit; so are the empty text
// and "none". Absent: cannot be read. Pure.
std::optional<quota_limits> parse_quota(std::string_view text) noexcept;
// Storage and messages as a Maildir++ definition: `1073741824S,10000C`; "" where nothing is limited. Pure.
std::string print_quota(quota_limits const& limits);

// True when `more` mailboxes may be made where there are so many. Pure.
bool has_room_for_mailboxes(quota_limits const& limits, std::uint64_t there, std::uint64_t more) noexcept;

// True when an account with that usage may take `more`. `grace`: percent of the storage limit by which the last message
// may exceed it, if the usage was below the limit before. Pure.
bool fits(quota_limits const& limits, quota_usage const& usage, quota_usage const& more, unsigned grace = 0) noexcept;

}  // namespace mailstead::store

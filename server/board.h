// The figures that every process of the server keeps on one shared page, so that `status` can tell them all: made by
// the master before it forks, written by the roles, read by whoever answers the question.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "server/role.h"

namespace mailstead::server {

enum class protocol { smtp, lmtp, imap, pop3, auth };
inline constexpr std::array protocol_names{"smtp", "lmtp", "imap", "pop3", "auth"};

struct board {
    struct one_role {
        std::atomic<std::int32_t> pid{0};
        std::atomic<std::uint32_t> restarts{0};
    };
    std::atomic<std::int64_t> started{0};                                        // unix seconds
    std::atomic<std::int32_t> master{0};
    std::array<one_role, 4> roles;                                               // by role_name
    std::array<std::atomic<std::int64_t>, protocol_names.size()> sessions;       // open now, by protocol
    std::array<std::atomic<std::uint64_t>, protocol_names.size()> connections;   // since the start
    std::atomic<std::uint64_t> accepted{0};                                      // messages taken into the queue
    std::atomic<std::uint64_t> delivered{0};                                     // messages put into mailboxes
};

// Lives in memory that children share; never freed. Throws std::system_error.
board& make_board();

}  // namespace mailstead::server

// INPROGRESS, RFC 9585: the responses that a client gets while a command takes long; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::imap {

// How far a command has come: `done` of `goal` messages.
struct progress {
    std::uint64_t done = 0;
    std::uint64_t goal = 0;
};

// "* OK [INPROGRESS ("tag" 175 1000)] ...": without numbers when there is no progress to tell, or the goal is reached.
void write_in_progress(std::string& out, std::string_view tag, std::optional<progress> const& now);

}  // namespace mailstead::imap

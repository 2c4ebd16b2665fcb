// What is said on the socket of the role exec: one request with at most one descriptor, one answer, then the end. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailstead::net {

// What is to be run. The command line is not in it: the role exec takes it from the configuration, by `service`.
struct exec_request {
    using pairs = std::vector<std::pair<std::string, std::string>>;
    std::string kind;        // "pipe": a row of master.cf with that command
    std::string service;     // the row's name
    pairs values;            // of macros: name and value
    pairs recipients;        // address, and as it was before rewriting
    bool operator==(exec_request const&) const = default;
};

// What became of it. Sent as numbers: do not change.
enum class exec_end : std::uint8_t {
    exited = 0,         // by itself, with `status`
    signalled = 1,      // by signal `status`
    timed_out = 2,      // killed at its time limit
    not_started = 3,    // the system refused: `output` says why
    refused = 4,        // the configuration does not allow it: `output` says why
};
struct exec_outcome {
    exec_end how = exec_end::refused;
    int status = 0;
    std::string command;     // the program, as the configuration names it
    std::string output;      // the first 4 KB of what it printed
    bool operator==(exec_outcome const&) const = default;
};

inline constexpr std::size_t exec_frame_limit = 16 << 20;
inline constexpr std::size_t exec_output_limit = 4096;

// A frame is its length in four bytes and the payload.
std::string print(exec_request const&);
std::string print(exec_outcome const&);
// How long the frame is that begins with `text`, its length included; 0: not known yet; absent: it is longer than allowed.
std::optional<std::size_t> exec_frame_size(std::string_view text) noexcept;
// A whole frame; absent: it is none.
std::optional<exec_request> parse_exec_request(std::string_view frame);
std::optional<exec_outcome> parse_exec_outcome(std::string_view frame);

}  // namespace mailstead::net

// PAM, in a process of its own: it has one thread, no password data, and one child for each question, so that a module that
// hangs or crashes hurts nobody else.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailstead::auth {

// One question, as it travels: four parts, each behind its length in two bytes.
struct pam_question {
    std::string service, user, password, remote_host;
    bool operator==(pam_question const&) const = default;
};
// Absent: too short, too long, or with a NUL that C would stop at. Pure.
std::optional<pam_question> parse_pam_question(std::string_view bytes);
std::string print(pam_question const&);    // empty: a part is too long

inline constexpr std::size_t longest_pam_question = 16384;

// The answer, one byte.
enum class pam_answer : char {
    yes = 'Y',
    no = 'N',          // wrong password or no such user
    closed = 'C',      // the right password of somebody who may not log in: expired, locked, at a wrong hour
    trouble = 'T',
};

// Authentication and account management of PAM; `directory`: where service files lie, empty: where the system has them.
// Blocking, for as long as the modules like.
pam_answer ask_pam(pam_question const& what, std::string const& directory);

struct pam_limits {
    std::size_t at_once = 10;                     // children
    std::chrono::seconds patience{30};            // with one of them
    std::string directory;
};
// Serves questions from `door` (SOCK_SEQPACKET; each comes with the descriptor that takes its answer) until the other end is
// closed. For a process of one thread.
void serve_pam(int door, pam_limits const& limits);

}  // namespace mailstead::auth

// From fork to exec.
#pragma once

#include <string>

#include "server/programs.h"

namespace mailstead::server {

struct started_child {
    pid_t pid = -1;
    base::unique_fd process;    // pidfd: readable when it has ended
    base::unique_fd trouble;    // what trouble_of() reads; non-blocking
    std::string why;            // not started at all: the reason
};
// `output` becomes standard output and error.
started_child start_child(launch const& what, int output);
// Why the child ended before it became the program; empty: it did become it. Once it has ended.
std::string trouble_of(started_child const& which, launch const& what);

}  // namespace mailstead::server

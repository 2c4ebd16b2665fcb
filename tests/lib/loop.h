// Runs one coroutine on an event loop of its own, for tests.
#pragma once

#include <functional>

#include "net/task.h"

namespace mailstead::test {

// Runs `body` to its end (at most `seconds`) and rethrows what it threw. The executor is the loop's.
void run(std::function<net::task<void>(net::executor)> body, int seconds = 20);

// Two connected local sockets.
struct socket_pair { int first, second; };
socket_pair connected_sockets();

// A self-signed certificate for localhost and its key, PEM; made once per process.
struct pem_pair { std::string certificate, key; };
pem_pair const& test_certificate();

}  // namespace mailstead::test

// A dialogue with a stream socket under a deadline, for threads that may wait. ETIMEDOUT: the time is over. All calls block.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "base/result.h"

namespace mailstead::base {

using deadline = std::chrono::steady_clock::time_point;

// A new socket that does not block by itself, connected. Where a Unix-domain server's backlog is full, it waits for room.
result<unique_fd> connect_to(sockaddr const* address, socklen_t length, deadline end);
result<unique_fd> connect_to(std::string const& path, deadline end);    // a Unix-domain server; ENAMETOOLONG
result<void> send_all(int socket, std::string_view bytes, deadline end);
// What is there, waiting for the first byte; 0: the peer has closed.
result<std::size_t> receive_some(int socket, std::span<char> into, deadline end);

}  // namespace mailstead::base

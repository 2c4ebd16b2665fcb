// An address where nobody answers: the listener's backlog is full, so that the kernel drops every further SYN.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/fs.h"

namespace mailstead::mta::smtp_client::test {

class black_hole {
public:
    // Throws where the address cannot be had.
    explicit black_hole(std::string const& address, std::uint16_t port = 0);
    ~black_hole();

    std::uint16_t port() const noexcept { return port_; }

private:
    void open(sockaddr_storage const& name, socklen_t size);

    base::unique_fd listener_;
    std::vector<base::unique_fd> fillers_;
    std::uint16_t port_ = 0;
};

}  // namespace mailstead::mta::smtp_client::test

// biff = yes: comsat(8) is told of new mail in a user's mbox, as Postfix's local(8) does.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/fs.h"

namespace mailstead::server {

class comsat {
public:
    static constexpr std::uint16_t biff_port = 512;    // biff/udp
    explicit comsat(std::uint16_t port = biff_port) : port_(port) {}

    // Whether anybody is told. Any thread.
    void listens(bool whether) noexcept { listens_ = whether; }
    // One datagram `user@offset` with a zero octet at its end, to this machine itself. Whether somebody takes it is nobody's
    // concern. Does not block. Any thread.
    void tell(std::string_view user, std::uint64_t offset) noexcept;

private:
    std::uint16_t const port_;
    std::atomic<bool> listens_{false};
};

}  // namespace mailstead::server

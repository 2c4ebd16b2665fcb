// biff: what goes to the port, and when nothing does.
#include "server/comsat.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace mailstead::server {
namespace {

// A UDP socket on a free loopback port.
struct receiver {
    base::unique_fd wire{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    std::uint16_t port = 0;
    receiver() {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(wire.get(), reinterpret_cast<sockaddr*>(&here), sizeof here), 0);
        socklen_t size = sizeof here;
        EXPECT_EQ(::getsockname(wire.get(), reinterpret_cast<sockaddr*>(&here), &size), 0);
        port = ntohs(here.sin_port);
    }
    // Empty: nothing has come. Over the loopback interface it has when the sender's call is over.
    std::string get() const {
        char text[100];
        auto const n = ::recv(wire.get(), text, sizeof text, MSG_DONTWAIT);
        return n < 0 ? std::string() : std::string(text, static_cast<std::size_t>(n));
    }
};

TEST(comsat, is_told_user_and_offset_with_a_zero_octet) {
    receiver at;
    comsat out(at.port);
    out.tell("ann", 7);
    EXPECT_EQ(at.get(), "") << "biff = no";
    out.listens(true);
    out.tell("ann", 18488);
    EXPECT_EQ(at.get(), std::string("ann@18488\0", 10));
    out.listens(false);
    out.tell("ann", 18488);
    EXPECT_EQ(at.get(), "");
}

TEST(comsat, nobody_there_is_no_trouble) {
    receiver gone;
    comsat out(gone.port);
    gone.wire.reset();
    out.listens(true);
    for (int i = 0; i < 3; ++i) out.tell("ann", 1);
}

}  // namespace
}  // namespace mailstead::server

// A socket for each datagram: new mail in mboxes of system users is rare, and an open one would serve nothing else.
#include "server/comsat.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace mailstead::server {

void comsat::tell(std::string_view user, std::uint64_t offset) noexcept try {
    if (!listens_) return;
    base::unique_fd const wire(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!wire) return;
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(port_);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto const text = std::string(user) + '@' + std::to_string(offset);
    (void)::sendto(wire.get(), text.c_str(), text.size() + 1, MSG_NOSIGNAL, reinterpret_cast<sockaddr const*>(&here), sizeof here);
} catch (...) {    // no memory for the text: the mail is there all the same
}

}  // namespace mailstead::server

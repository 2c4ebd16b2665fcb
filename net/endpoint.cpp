// Socket addresses as text.
#include "net/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

namespace mailstead::net {
namespace {

endpoint of_v4(in_addr address, std::uint16_t port) {
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &address, text.data(), text.size());
    endpoint out;
    out.address = text.data();
    out.port = ntohs(port);
    out.loopback = ntohl(address.s_addr) >> 24 == 127;
    return out;
}

endpoint of_v6(sockaddr_in6 const& name) {
    if (IN6_IS_ADDR_V4MAPPED(&name.sin6_addr)) {
        in_addr inner;
        std::copy_n(name.sin6_addr.s6_addr + 12, 4, reinterpret_cast<unsigned char*>(&inner));
        return of_v4(inner, name.sin6_port);
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET6, &name.sin6_addr, text.data(), text.size());
    endpoint out;
    out.address = text.data();
    out.port = ntohs(name.sin6_port);
    out.loopback = IN6_IS_ADDR_LOOPBACK(&name.sin6_addr);
    return out;
}

}  // namespace

endpoint endpoint_of(sockaddr const* name) {
    if (name->sa_family == AF_INET) {
        auto const& v4 = *reinterpret_cast<sockaddr_in const*>(name);
        return of_v4(v4.sin_addr, v4.sin_port);
    }
    if (name->sa_family == AF_INET6) return of_v6(*reinterpret_cast<sockaddr_in6 const*>(name));
    endpoint out;
    out.address = "unix";
    out.loopback = true;
    return out;
}

endpoint peer_of(int fd) {
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return {};
    auto out = endpoint_of(reinterpret_cast<sockaddr const*>(&name));
    if (name.ss_family == AF_UNIX) {
        ucred who{};
        socklen_t size = sizeof who;
        if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0) {
            out.peer_uid = who.uid;
            out.peer_pid = who.pid;
        }
    }
    return out;
}

endpoint local_of(int fd) {
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return {};
    return endpoint_of(reinterpret_cast<sockaddr const*>(&name));
}

}  // namespace mailstead::net

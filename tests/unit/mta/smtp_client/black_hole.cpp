// An address where nobody answers: the listener's backlog is full, so that the kernel drops every further SYN.
#include "tests/unit/mta/smtp_client/black_hole.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace mailstead::mta::smtp_client::test {

black_hole::black_hole(std::string const& address, std::uint16_t port) {
    bool const v6 = address.find(':') != address.npos;
    sockaddr_storage name{};
    auto& v4_name = reinterpret_cast<sockaddr_in&>(name);
    auto& v6_name = reinterpret_cast<sockaddr_in6&>(name);
    name.ss_family = v6 ? AF_INET6 : AF_INET;
    (v6 ? v6_name.sin6_port : v4_name.sin_port) = htons(port);
    ::inet_pton(name.ss_family, address.c_str(), v6 ? static_cast<void*>(&v6_name.sin6_addr) : &v4_name.sin_addr);
    socklen_t size = v6 ? sizeof v6_name : sizeof v4_name;
    open(name, size);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&name), &size);
    port_ = ntohs(v6 ? v6_name.sin6_port : v4_name.sin_port);
    for (int i = 0; i < 3; ++i) {
        fillers_.emplace_back(::socket(name.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        (void)::connect(fillers_.back().get(), reinterpret_cast<sockaddr const*>(&name), size);
    }
}
black_hole::~black_hole() = default;

void black_hole::open(sockaddr_storage const& name, socklen_t size) {
    listener_ = base::unique_fd(::socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    int const one = 1;
    if (name.ss_family == AF_INET6) ::setsockopt(listener_.get(), IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    bool const bound = ::bind(listener_.get(), reinterpret_cast<sockaddr const*>(&name), size) == 0 && ::listen(listener_.get(), 0) == 0;
    if (!bound) throw std::runtime_error(std::string("black hole: ") + std::strerror(errno));
}

}  // namespace mailstead::mta::smtp_client::test

// The scripted DNS server (tests/lib/dns_stub.py) as a process of its own, for tests of whatever asks names.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace mailstead::test {

class dns_stub {
public:
    // Starts it with these script lines; throws std::runtime_error when it does not begin to listen.
    explicit dns_stub(std::vector<std::string> const& script);
    ~dns_stub();
    dns_stub(dns_stub const&) = delete;

    std::string const& server() const noexcept { return server_; }    // "127.0.0.1@PORT"
    std::vector<std::string> questions() const;                       // so far, as "udp NAME TYPE"

private:
    pid_t pid_ = -1;
    int input_ = -1;
    std::string server_, log_;
};

}  // namespace mailstead::test

// One client connection to a server: lines in, bytes out; in clear or under TLS from the first byte.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/bench/load/loop.h"

namespace mailstead::load {

// Where to connect: "127.0.0.1:25" or "/path/of/socket".
struct place {
    std::string to;
    std::string from;      // the local address; empty: any
    SSL_CTX* tls = nullptr;
};

// What a connection tells its owner. May not destroy the connection.
class line_receiver {
public:
    virtual ~line_receiver() = default;
    virtual void line(std::string_view text) = 0;  // without CRLF
    virtual void closed() = 0;                     // by the server, or a failure; nothing follows
};

class connection final : public waiter {
public:
    // Connects at once, blocking (a loopback connection takes microseconds). Throws std::system_error.
    connection(loop& on, place const& where, line_receiver& owner);
    ~connection() override;
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

    // Queues what the socket does not take. `second` follows `first` in the same system call.
    void send(std::string_view first, std::string_view second = {});
    void close();
    bool is_open() const noexcept { return fd_ >= 0; }

private:
    struct free_ssl { void operator()(SSL* what) const noexcept { SSL_free(what); } };

    void ready(std::uint32_t events) override;
    bool handshake();
    bool flush();
    void receive();
    void hand_out();
    long write_some(std::string_view first, std::string_view second);
    long read_some(char* into, std::size_t size);
    void want(bool writable);
    void fail();

    loop& loop_;
    line_receiver& owner_;
    int fd_ = -1;
    std::unique_ptr<SSL, free_ssl> tls_;
    bool shaking_ = false;
    bool writable_wanted_ = false;
    std::string in_, out_;
};

// A client context that accepts any certificate. Never fails but by exception.
std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> client_context();

}  // namespace mailstead::load

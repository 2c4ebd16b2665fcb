// Outgoing connections, to be awaited on the thread that will own the stream.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/stream.h"

namespace mailstead::net {

// Lets another coroutine of the same thread end a connect that is under way, which then fails with errc::stopping.
class call_off {
public:
    void now() {
        if (end_) end_();
    }

private:
    friend class watched_connect;
    std::function<void()> end_;
};

// Fails with the system's reason (ECONNREFUSED, ENOENT ...) or errc::timed_out.
task<result<std::unique_ptr<stream>>> connect_unix(executor where, std::string path, stream::patience limit_of_wait);
// `address` is a numeric IPv4 or IPv6 address; `from` an address to bind to, or empty; `by`, if any, outlives the call.
task<result<std::unique_ptr<stream>>> connect_tcp(executor where, std::string address, std::uint16_t port,
                                                  stream::patience limit_of_wait, std::string from = {}, call_off* by = nullptr);

}  // namespace mailstead::net

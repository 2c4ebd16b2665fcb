// A server that answers lookups: one connection, kept between them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "conf/errc.h"
#include "conf/tables/wire.h"

namespace mailstead::conf {

class peer {
public:
    struct endpoint {
        std::string host;  // with port: TCP
        std::string port;
        std::string path;  // else: a Unix-domain socket
    };
    // `patience` is for one lookup from its beginning to its end, waiting for others' included.
    peer(endpoint where, std::chrono::milliseconds patience) : where_(std::move(where)), patience_(patience) {}

    // Sends `request` and gives the reply, which is a value, nothing or trouble. Connects when needed, and once more
    // when a connection kept from before turns out to be gone. Fails with errc::no_answer for a peer that is silent or
    // sends anything else (then `why` says what), or with the system's error. Thread-safe: one lookup after the other.
    // Blocking.
    result<table_reply> ask(std::string_view request, reply_parser parse, std::string& why);

private:
    using time_point = std::chrono::steady_clock::time_point;
    struct turn;

    result<table_reply> exchange(std::string_view request, reply_parser parse, time_point deadline, std::string& why);
    result<void> connect(time_point deadline);
    bool is_stale() const noexcept;

    endpoint where_;
    std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable free_;
    bool busy_ = false;  // guarded by mutex_; who has set it owns the connection
    base::unique_fd connection_;
};

}  // namespace mailstead::conf

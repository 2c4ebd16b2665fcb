// When each account logged in last, by service, and from where: last_login.db, which the role auth writes and
// `mailstead user show` reads. docs/formats/last_login.md has the schema.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "auth/backend.h"

namespace mailstead::auth {

struct last_login {
    std::string service;           // smtp, imap, pop3
    std::string remote_address;    // empty: not known
    std::int64_t at = 0;           // seconds since 1970
    bool operator==(last_login const&) const = default;
};

// Collects logins and writes them every second, all at once, on a thread of its own. What a crash takes is the last second's.
// A login never waits for it; while the file cannot be written they are kept, a few thousand of them.
class last_logins {
public:
    explicit last_logins(std::string path, std::chrono::milliseconds pause = std::chrono::seconds(1));
    ~last_logins();    // writes what is left
    last_logins(last_logins const&) = delete;

    void record(login const& what);    // thread-safe

private:
    using key = std::pair<std::string, std::string>;    // name, service
    struct file;
    void run();
    bool write(std::map<key, last_login> const& batch);
    bool open();
    bool put(std::map<key, last_login> const& batch);

    std::string const path_;
    std::chrono::milliseconds const pause_;
    std::mutex mutex_;
    std::condition_variable stop_;
    std::map<key, last_login> waiting_;
    bool stopping_ = false;
    bool complained_ = false;
    std::unique_ptr<file> file_;    // the thread's own
    std::thread thread_;
};

// What is known of that account, the latest first; empty: nothing, or there is no such file. Blocking.
base::result<std::vector<last_login>> read_last_logins(std::string const& path, std::string_view name);

}  // namespace mailstead::auth

// The door of private/store-admin: a thread for each of the few connections, since what they ask for is long and blocks.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/fs.h"
#include "net/listener.h"
#include "server/stores.h"
#include "server/worker.h"

namespace mailstead::server {

class admin_door {
public:
    static constexpr int most = 4;    // connections at once; more are told so

    // What later connections work with. `all` outlives the door.
    struct rules {
        stores& all;
        std::function<base::result<std::optional<store::owner>>(std::string const&)> find;    // any thread
        uid_t mail_owner;    // who may ask besides root and this process's own user
    };
    void use(rules with);
    // Begins to accept, on that worker.
    void open(worker& home, base::unique_fd bound);
    // Closes the door, cuts the connections, and waits for their threads. False: some work has not ended within `grace`.
    bool stop(std::chrono::milliseconds grace);

private:
    // What a thread needs when the door is gone.
    struct state {
        std::mutex lock;
        std::condition_variable ended;
        std::shared_ptr<rules const> with;
        std::vector<int> open;    // descriptors
        std::atomic<bool> stopping{false};
    };
    static void take(std::shared_ptr<state> const& shared, base::unique_fd fd);

    std::shared_ptr<state> const state_ = std::make_shared<state>();
    worker* home_ = nullptr;
    std::unique_ptr<net::listener> listener_;
};

}  // namespace mailstead::server

// The threads of one process: workers with an event loop each, and the pools for whatever blocks. Made after the fork.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "net/disk.h"
#include "net/session_set.h"

namespace mailstead::server {

// One event loop on one thread. A session begins on a worker and never leaves it.
class worker {
public:
    explicit worker(std::size_t number);
    ~worker();    // after stop()
    worker(worker const&) = delete;

    void start();
    // Ends the loop when nothing is left to do there, joins. From another thread.
    void stop();

    std::size_t number() const noexcept { return number_; }
    net::executor executor() { return context_.get_executor(); }
    net::session_set& sessions() noexcept { return sessions_; }
    // Runs `what` on the worker's thread and waits for it. From another thread.
    void call(std::function<void()> what);
    // How many sessions were given to it and have not ended; for choosing the least busy one.
    std::atomic<std::size_t> load{0};

private:
    std::size_t const number_;
    boost::asio::io_context context_;
    net::session_set sessions_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_;
    std::thread thread_;
};

// What the roles of a process share. Members are destroyed from the last to the first: workers end before the pools
// that their sessions wait for are gone.
struct runtime {
    runtime(std::size_t workers, std::size_t disk_threads, std::chrono::milliseconds disk_wait_limit);
    ~runtime();

    worker& least_busy() noexcept;

    net::disk_pool files;        // mail files and indexes
    net::disk_pool lookups;      // tables, NSS
    net::disk_pool passwords;    // hashing
    std::vector<std::unique_ptr<worker>> workers;
};

}  // namespace mailstead::server

// The threads of one process: workers with an event loop each, and the pools for whatever blocks. Made after the fork.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "net/disk.h"
#include "net/task.h"

namespace mailstead::server {

// One event loop on one thread. A session begins on a worker and never leaves it.
class worker {
public:
    explicit worker(std::size_t number);
    ~worker();    // after stop()
    worker(worker const&) = delete;

    void start();
    // Ends the loop behind the handler that it is in, joins. From another thread.
    void stop();

    std::size_t number() const noexcept { return number_; }
    net::executor executor() { return context_.get_executor(); }
    // Runs `what` on the worker's thread and waits for it. From another thread.
    void call(std::function<void()> what);

private:
    std::size_t const number_;
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_;
    std::thread thread_;
};

// What the roles of a process share. The destructor ends the workers' threads; then the pools finish and are gone, and
// the event loops, to which a pool's thread may still be posting, last.
struct runtime {
    runtime(std::size_t workers, std::size_t disk_threads, std::chrono::milliseconds disk_wait_limit);
    ~runtime();
    // Ends the workers' threads; the loops stay.
    void halt();

    std::vector<std::unique_ptr<worker>> workers;
    net::disk_pool files;        // mail files and indexes
    net::disk_pool lookups;      // tables, NSS
    net::disk_pool passwords;    // hashing
};

}  // namespace mailstead::server

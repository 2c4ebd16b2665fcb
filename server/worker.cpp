// Event loops on threads.
#include "server/worker.h"

#include <csignal>
#include <future>

#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include "base/log.h"

namespace mailstead::server {

worker::worker(std::size_t number)
    : number_(number), context_(1), busy_(context_.get_executor()) {}

worker::~worker() { stop(); }

void worker::start() {
    auto loop = [this] {
        for (;;) {
            try {
                context_.run();
                return;
            } catch (std::exception const& error) {    // a handler outside any session: our bug, but others go on
                base::log::error("master", "worker {}: {}", number_, error.what());
            }
        }
    };
    thread_ = std::thread(std::move(loop));
}

void worker::stop() {
    if (!thread_.joinable()) return;
    busy_.reset();
    context_.stop();
    thread_.join();
}

void worker::call(std::function<void()> what) {
    std::promise<void> done;
    auto job = [&] {
        try {
            what();
            done.set_value();
        } catch (...) {
            done.set_exception(std::current_exception());
        }
    };
    boost::asio::post(context_, job);
    done.get_future().get();
}

runtime::runtime(std::size_t count, std::size_t disk_threads, std::chrono::milliseconds wait)
    : files(disk_threads, wait), lookups(2, wait), passwords(2, wait) {
    for (std::size_t i = 0; i < count; ++i) workers.push_back(std::make_unique<worker>(i));
    for (auto& one : workers) one->start();
}

runtime::~runtime() { halt(); }

void runtime::halt() {
    for (auto& one : workers) one->stop();
}

}  // namespace mailstead::server

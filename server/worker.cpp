// Event loops on threads.
#include "server/worker.h"

#include <sched.h>

#include <chrono>
#include <csignal>
#include <future>

#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include "base/log.h"

namespace mailstead::server {
namespace {

constexpr auto patience = std::chrono::microseconds(100);

}  // namespace

worker::worker(std::size_t number)
    : number_(number), context_(1), busy_(context_.get_executor()) {}

worker::~worker() { stop(); }

void worker::start() {
    auto loop = [this] {
        for (;;) {
            try {
                return run();
            } catch (std::exception const& error) {    // a handler outside any session: our bug, but others go on
                base::log::error("master", "worker {}: {}", number_, error.what());
            }
        }
    };
    thread_ = std::thread(std::move(loop));
}

// A thread that sleeps is woken late: a processor that has halted takes longer to start than most sessions need for an answer.
// So while events come close upon each other the worker looks for the next one before it sleeps (docs/decisions/0034).
void worker::run() {
    bool brisk = false;    // the last wait was shorter than `patience`
    context_.poll();
    while (!context_.stopped()) {
        auto const begin = std::chrono::steady_clock::now();
        if (brisk && comes_soon(begin)) continue;
        if (context_.run_one() == 0) return;
        brisk = std::chrono::steady_clock::now() - begin < patience;
        context_.poll();
    }
}

// Whether something came, and was handled, before `patience` was over. Everybody else may have the processor meanwhile.
bool worker::comes_soon(std::chrono::steady_clock::time_point begin) {
    while (std::chrono::steady_clock::now() - begin < patience && !context_.stopped()) {
        if (context_.poll() > 0) return true;
        ::sched_yield();
    }
    return false;
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

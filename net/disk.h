// The bounded pool for whatever blocks: files, SQLite, password hashing. A session's coroutine hands work over and goes
// on, on its own thread, with the result.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/error.h"
#include "net/task.h"

namespace mailstead::net {

class disk_pool {
public:
    // `wait_limit`: a job that no thread has begun after this long fails with errc::busy.
    disk_pool(std::size_t threads, std::chrono::milliseconds wait_limit, std::size_t queue_limit = 20000);
    ~disk_pool();    // finishes what has begun, fails what has not with errc::stopping, joins
    disk_pool(disk_pool const&) = delete;

    // One piece of work in the queue; run() is called exactly once, on a pool thread or, when the pool refuses it, on
    // the caller's. `refusal` is empty when the work shall be done.
    class job {
    public:
        virtual ~job() = default;
        virtual void run(std::optional<errc> refusal) noexcept = 0;
    };
    void submit(std::unique_ptr<job>);
    std::size_t waiting() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

namespace detail {

template <class Work, class Value, class Done>
class disk_job final : public disk_pool::job {
public:
    disk_job(Work& work, std::optional<Value>& value, std::exception_ptr& error, Done done)
        : work_(work), value_(value), error_(error), home_(boost::asio::get_associated_executor(done)),
          done_(std::move(done)) {}

    void run(std::optional<errc> refusal) noexcept override {
        try {
            if (refusal) value_.emplace(make_error_code(*refusal));
            else value_.emplace(work_());
        } catch (...) {
            error_ = std::current_exception();
        }
        auto const executor = home_.get_executor();
        // The guard travels home too: here it might outlive the event loop that it guards.
        auto resume = [home = std::move(home_), done = std::move(done_)]() mutable { std::move(done)(); };
        boost::asio::post(executor, std::move(resume));    // from here on the waiting frame may be gone
    }

private:
    Work& work_;
    std::optional<Value>& value_;
    std::exception_ptr& error_;
    boost::asio::executor_work_guard<boost::asio::associated_executor_t<Done>> home_;
    Done done_;
};

}  // namespace detail

// Runs `work` (which returns a result<T>) on the pool; the caller resumes on its own thread. A refusal by the pool comes
// as the result's error; an exception of the work is rethrown here. `work` is destroyed on the caller's thread.
// Name a capturing lambda before passing it (style: g++ 12 destroys temporaries of a co_await expression twice).
template <class Work>
task<std::invoke_result_t<Work&>> blocking(disk_pool& pool, Work work) {
    using value_type = std::invoke_result_t<Work&>;
    std::optional<value_type> value;
    std::exception_ptr error;
    auto start = [&](auto done) {
        using job_type = detail::disk_job<Work, value_type, decltype(done)>;
        pool.submit(std::make_unique<job_type>(work, value, error, std::move(done)));
    };
    co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void()>(start, boost::asio::use_awaitable);
    if (error) std::rethrow_exception(error);
    co_return std::move(*value);
}

}  // namespace mailstead::net

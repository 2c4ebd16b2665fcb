// The scheduler's changes to durable messages as jobs of the writer: one job, one legal move of docs/queue-states.md.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mta/queue/storage.h"

namespace mailstead::mta::queue {

// Ends an attempt: the message is removed, or deferred with what became of its recipients; a report about failed ones
// enters the queue in the same transaction. `done` runs on the scheduler's thread.
class end_of_attempt final : public job {
public:
    using handler = std::function<void(end_of_attempt&, base::error_code)>;

    explicit end_of_attempt(std::unique_ptr<message> of, handler done) : what_(std::move(of)), done_(std::move(done)) {}

    // Without this the message is removed.
    void defer(status_row row, std::vector<std::pair<std::uint32_t, progress>> recipients);
    // As often as there is somebody to tell; `name` is the report's in the log.
    void report(std::unique_ptr<message> bounce, std::string_view name, bool waits);

    message& whose() noexcept { return *what_; }
    bool is_removal() const noexcept { return !deferred_; }
    std::unique_ptr<message> take() noexcept { return std::move(what_); }
    // "sender non-delivery notification: ID"
    std::vector<std::string> const& reports() const noexcept { return reports_; }

    job::kind what() const noexcept override { return kind::must; }
    result<void> apply(store_db& db) override;
    void give(std::vector<std::unique_ptr<message>>& out) override;
    void settle(base::error_code failed) noexcept override { done_(*this, failed); }

private:
    std::unique_ptr<message> what_;
    handler done_;
    bool deferred_ = false;
    status_row row_;
    std::vector<std::pair<std::uint32_t, progress>> recipients_;
    std::vector<std::unique_ptr<insertion>> bounces_;
    std::vector<std::string> reports_;
};

// Any other change: a function of the database, and a function of its outcome on the thread of the home.
class change final : public job {
public:
    using work = std::function<result<void>(store_db&)>;
    using handler = std::function<void(base::error_code)>;

    change(job::kind kind, work does, handler done) : kind_(kind), work_(std::move(does)), done_(std::move(done)) {}

    job::kind what() const noexcept override { return kind_; }
    result<void> apply(store_db& db) override { return work_(db); }
    void settle(base::error_code failed) noexcept override {
        if (done_) done_(failed);
    }

private:
    job::kind kind_;
    work work_;
    handler done_;
};

// The same for a coroutine.
class awaited_change final : public awaited_job {
public:
    awaited_change(job::kind kind, change::work does) : kind_(kind), work_(std::move(does)) {}
    job::kind what() const noexcept override { return kind_; }
    result<void> apply(store_db& db) override { return work_(db); }

private:
    job::kind kind_;
    change::work work_;
};

}  // namespace mailstead::mta::queue

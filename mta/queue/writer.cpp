// Group commit.
#include "mta/queue/writer.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"

namespace mailstead::mta::queue {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds full_disk_pause{1};

base::error_code why_of(result<void> const& outcome) { return outcome ? base::error_code() : outcome.error(); }

}  // namespace

writer::writer(std::unique_ptr<store_db> db, segments& files) : db_(std::move(db)), segments_(files) {
    thread_ = std::thread([this] { run(); });
}

writer::~writer() { stop(); }

void writer::deliver_to(receiver* whom, home* where) noexcept {
    receiver_ = whom;
    receiver_home_ = where;
}

void writer::submit(job& what, home& where, urgency when) { enter({&what, nullptr, &where, {}}, when); }

void writer::submit(std::unique_ptr<job> what, home& where, urgency when) {
    auto* const plain = what.get();
    enter({plain, std::move(what), &where, {}}, when);
}

void writer::enter(entry one, urgency when) {
    bool refused = false;
    bool wake = false;
    {
        std::lock_guard const lock(mutex_);
        refused = stopping_ || failed();
        if (!refused) {
            pending_.push_back(std::move(one));
            bool const waits_long = when == urgency::lazy && !timing_;
            wake = (when == urgency::now && !urgent_) || (waits_long && pending_.size() == 1);
            if (when == urgency::now) urgent_ = true;
        }
    }
    if (wake) wake_.notify_one();
    if (!refused) return;
    auto* const where = one.where;
    one.failed = errc::stopped;
    batch alone;
    alone.push_back(std::move(one));
    post(*where, std::move(alone), nullptr, {});
}

// Takes what there is once something is urgent or the lazy have waited long enough. False: the end.
bool writer::wait(batch& into) {
    std::unique_lock lock(mutex_);
    auto const urgent = [this] { return urgent_ || stopping_; };
    auto const any = [&] { return urgent() || !pending_.empty(); };
    if (kept_.empty()) wake_.wait(lock, any);
    else wake_.wait_for(lock, full_disk_pause, any);
    if (!urgent()) {
        timing_ = true;
        wake_.wait_for(lock, lazy_wait, urgent);
        timing_ = false;
    }
    into.swap(pending_);
    urgent_ = false;
    return !(stopping_ && into.empty());
}

void writer::run() noexcept {
    batch work;
    while (wait(work)) {
        if (!kept_.empty()) {
            work.insert(work.begin(), std::make_move_iterator(kept_.begin()), std::make_move_iterator(kept_.end()));
            kept_.clear();
        }
        if (work.empty()) continue;
        jobs_.fetch_add(work.size(), std::memory_order_relaxed);
        if (failed()) fail(work, errc::stopped);
        else commit(work);
        settle(work);
        checkpoint();
        work.clear();
    }
    if (!failed() && kept_.empty()) db_->leave_clean();
    fail(kept_, errc::stopped);
    settle(kept_);
}

void writer::commit(batch& work) {
    read(work);
    if (!prepare(work)) return fail(work, errc::stopped);
    auto why = transact(work, true);
    if (why == errc::no_space) {
        // New mail is refused; what is here goes on, as far as there is room for it.
        for (auto& one : work) {
            if (one.what->what() == job::kind::put && !one.failed) one.failed = errc::no_space;
        }
        why = transact(work, false);
        if (why == errc::no_space) return keep_musts(work);
    }
    if (!why) return;
    failed_.store(true);
    base::log::error("qmgr", "fatal: queue database: {}: no mail is taken until a restart", why.message());
    fail(work, errc::stopped);
}

void writer::read(batch& work) {
    for (auto& one : work) {
        if (one.what->what() == job::kind::read) one.failed = why_of(one.what->apply(*db_));
    }
}

// Texts first: a row must never name blocks that are not on the disk. False: a sync failed.
bool writer::prepare(batch& work) {
    std::set<std::uint32_t> touched;
    for (auto& one : work) {
        if (one.what->what() != job::kind::read) one.failed = why_of(one.what->prepare(touched));
    }
    if (touched.empty()) return true;
    auto const synced = segments_.sync(touched);
    syncs_.fetch_add(touched.size(), std::memory_order_relaxed);
    if (synced) return true;
    failed_.store(true);
    base::log::error("qmgr", "fatal: queue segments: {}: no mail is taken until a restart", synced.error().message());
    return false;
}

base::error_code writer::transact(batch& work, bool with_new_mail) {
    auto const wanted = [&](entry const& one) {
        auto const kind = one.what->what();
        return !one.failed && (kind == job::kind::must || (kind == job::kind::put && with_new_mail));
    };
    if (std::none_of(work.begin(), work.end(), wanted)) return {};
    if (auto begun = db_->begin(); !begun) return begun.error();
    for (auto& one : work) {
        if (!wanted(one)) continue;
        auto const applied = one.what->apply(*db_);
        if (applied) continue;
        if (applied.error() == errc::not_found) {    // a refusal, nothing was changed
            one.failed = applied.error();
            continue;
        }
        db_->rollback();
        return applied.error();
    }
    auto const committed = db_->commit();
    if (!committed) {
        db_->rollback();
        return committed.error();
    }
    commits_.fetch_add(1, std::memory_order_relaxed);
    syncs_.fetch_add(1, std::memory_order_relaxed);
    return {};
}

void writer::keep_musts(batch& work) {
    batch rest;
    for (auto& one : work) {
        bool const keep = one.what->what() == job::kind::must && !one.failed;
        (keep ? kept_ : rest).push_back(std::move(one));
    }
    work = std::move(rest);
}

void writer::fail(batch& work, base::error_code why) {
    for (auto& one : work) {
        if (one.what->what() != job::kind::read || why == errc::stopped) {
            if (!one.failed) one.failed = why;
        }
    }
}

// One post per home; the receiver's messages travel with its home's jobs.
void writer::settle(batch& work) {
    std::vector<std::unique_ptr<message>> fresh;
    for (auto& one : work) {
        if (!one.failed) one.what->give(fresh);
    }
    if (!receiver_) fresh.clear();
    std::vector<std::pair<home*, batch>> by_home;
    for (auto& one : work) {
        auto const at = std::find_if(by_home.begin(), by_home.end(), [&](auto& p) { return p.first == one.where; });
        auto& list = at == by_home.end() ? by_home.emplace_back(one.where, batch()).second : at->second;
        list.push_back(std::move(one));
    }
    for (auto& [where, list] : by_home) {
        if (where != receiver_home_) post(*where, std::move(list), nullptr, {});
        else post(*where, std::move(list), receiver_, std::exchange(fresh, {}));
    }
    if (!fresh.empty()) post(*receiver_home_, {}, receiver_, std::move(fresh));
}

void writer::post(home& where, batch work, receiver* whom, std::vector<std::unique_ptr<message>> fresh) {
    auto arrive = [work = std::move(work), whom, fresh = std::move(fresh)]() mutable {
        for (auto& one : work) {
            auto const owner = std::move(one.owner);    // a lent job may be gone when settle returns
            one.what->settle(one.failed);
        }
        if (whom && !fresh.empty()) whom->arrived(std::move(fresh));
    };
    asio::post(where.executor(), std::move(arrive));
}

void writer::checkpoint() {
    if (failed()) return;
    auto const done = db_->checkpoint_if_long();
    if (done) {
        if (!*done) return;
        checkpoints_.fetch_add(1, std::memory_order_relaxed);
        syncs_.fetch_add(2, std::memory_order_relaxed);    // the log, then the database
        return;
    }
    if (done.error() == errc::no_space) return;    // the log still has everything; the next commit tries again
    failed_.store(true);
    base::log::error("qmgr", "fatal: queue checkpoint: {}: no mail is taken until a restart", done.error().message());
}

void writer::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

writer::figures writer::counted() const noexcept {
    return {commits_.load(), jobs_.load(), checkpoints_.load(), syncs_.load()};
}

template <class Done>
struct awaited_job::waiter_of final : awaited_job::waiter {
    explicit waiter_of(Done handler) : done(std::move(handler)), guard(asio::get_associated_executor(done)) {}
    void resume() override { std::move(done)(); }
    Done done;
    asio::executor_work_guard<asio::associated_executor_t<Done>> guard;    // keeps the thread running meanwhile
};

void awaited_job::settle(base::error_code failed) noexcept {
    failed_ = failed;
    auto const waiter = std::move(waiter_);    // the frame, and this job in it, may be gone after the call
    waiter->resume();
}

net::task<base::error_code> perform(writer& by, home& where, awaited_job& what) {
    auto start = [&](auto done) {
        using waiter = awaited_job::waiter_of<decltype(done)>;
        what.waiter_ = std::make_unique<waiter>(std::move(done));
        by.submit(what, where);
    };
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void()>(start, asio::use_awaitable);
    co_return what.failed_;
}

}  // namespace mailstead::mta::queue

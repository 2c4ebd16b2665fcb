// The one thread that writes queue.db. Whoever has a change hands in a job; the thread takes all that are waiting, makes
// them durable in one transaction (group commit), and settles each on the thread it came from: one wake-up per thread
// and commit.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "mta/queue/message.h"
#include "mta/queue/store_db.h"
#include "net/task.h"

namespace mailstead::mta::queue {

// One worker thread as the writer sees it: where settled jobs go. Outlives every job that names it.
class home {
public:
    explicit home(net::executor where) : executor_(std::move(where)) {}
    net::executor const& executor() const noexcept { return executor_; }

private:
    net::executor executor_;
};

class job {
public:
    enum class kind {
        read,    // looks at what is committed; outside a transaction
        put,     // new mail: may be refused when the disk is full
        must,    // a change to mail that is here: kept and tried again while the disk is full
    };

    virtual ~job() = default;
    virtual job::kind what() const noexcept = 0;
    // Writer's thread, before the transaction: writes into segments, whose numbers go to `touched`. Fails for itself.
    virtual result<void> prepare(std::set<std::uint32_t>& touched) {
        (void)touched;
        return {};
    }
    // Writer's thread; for put and must inside the transaction, possibly more than once (after a rollback).
    virtual result<void> apply(store_db& db) = 0;
    // Writer's thread, once durable: hands messages over that the scheduler shall begin with.
    virtual void give(std::vector<std::unique_ptr<message>>& out) { (void)out; }
    // Exactly once, on the thread of the job's home. No error: durable (or read).
    virtual void settle(base::error_code failed) noexcept = 0;
};

class writer {
public:
    enum class urgency { now, lazy };    // lazy: rides in the next commit, or after lazy_wait
    static constexpr std::chrono::milliseconds lazy_wait{50};

    struct figures {
        std::uint64_t commits = 0, jobs = 0, checkpoints = 0, syncs = 0;
    };
    // Called on `where` with the messages of each commit.
    struct receiver {
        virtual ~receiver() = default;
        virtual void arrived(std::vector<std::unique_ptr<message>> fresh) noexcept = 0;
    };

    // Starts the thread. `files` outlives it.
    writer(std::unique_ptr<store_db> db, segments& files);
    ~writer();    // stop()
    writer(writer const&) = delete;

    // Any thread. The first form lends the job until it is settled. After stop() or a failure the job is settled with
    // errc::stopped.
    void submit(job& what, home& where, urgency when = urgency::now);
    void submit(std::unique_ptr<job> what, home& where, urgency when = urgency::now);

    // Before the first submit. Without a receiver messages stay where they are: in the database.
    void deliver_to(receiver* whom, home* where) noexcept;

    // Commits what was handed in and ends the thread; what comes later is refused. Blocks.
    void stop();
    // A sync failed: nothing is taken any more.
    bool failed() const noexcept { return failed_.load(std::memory_order_relaxed); }
    figures counted() const noexcept;

private:
    struct entry {
        job* what;
        std::unique_ptr<job> owner;
        home* where;
        base::error_code failed;
    };
    using batch = std::vector<entry>;

    void enter(entry one, urgency when);
    void run() noexcept;
    bool wait(batch& into);
    void commit(batch& work);
    bool prepare(batch& work);
    base::error_code transact(batch& work, bool with_new_mail);
    void read(batch& work);
    void keep_musts(batch& work);
    void fail(batch& work, base::error_code why);
    void settle(batch& work);
    void checkpoint();
    static void post(home& where, batch work, receiver* whom, std::vector<std::unique_ptr<message>> fresh);

    std::unique_ptr<store_db> db_;
    segments& segments_;
    receiver* receiver_ = nullptr;
    home* receiver_home_ = nullptr;

    std::mutex mutex_;
    std::condition_variable wake_;
    batch pending_;
    bool urgent_ = false;
    bool stopping_ = false;
    bool timing_ = false;    // the thread waits with a deadline already

    batch kept_;    // musts that a full disk refused; the thread's own
    std::atomic<bool> failed_{false};
    std::atomic<std::uint64_t> commits_{0}, jobs_{0}, checkpoints_{0}, syncs_{0};
    std::thread thread_;
};

// Waits in a coroutine on the thread of its home for a job that lives in the coroutine's frame.
class awaited_job : public job {
public:
    void settle(base::error_code failed) noexcept final;

private:
    friend net::task<base::error_code> perform(writer& by, home& where, awaited_job& what);
    struct waiter {
        virtual ~waiter() = default;
        virtual void resume() = 0;
    };
    template <class Done>
    struct waiter_of;
    std::unique_ptr<waiter> waiter_;
    base::error_code failed_;
};
// The coroutine must not be destroyed before it returns.
net::task<base::error_code> perform(writer& by, home& where, awaited_job& what);

}  // namespace mailstead::mta::queue

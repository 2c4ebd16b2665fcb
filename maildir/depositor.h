// Delivery into Maildirs with group commit: what arrives while a batch is being synced is the next batch
// (docs/formats/maildir.md, docs/promises.md 1 and 2).
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "maildir/sync_policy.h"
#include "store/deposit.h"

namespace mailstead::maildir {

class service;

class depositor final : public store::depositor {
public:
    explicit depositor(service& with);
    ~depositor() override;  // delivers and answers everything taken, then joins
    void deposit(store::delivery what, answer done) override;

private:
    struct job {
        store::delivery what;
        answer done;
    };
    class batch;
    void run();
    std::vector<job> take();                    // these two: under lock_
    bool calls_one();
    void written(bool& is_writing);             // a batch's files are synced: the next batch may begin

    service& with_;
    sync_policy policy_;
    std::mutex lock_;
    std::condition_variable wake_;
    std::deque<job> waiting_;
    std::set<base::delivery_id> in_flight_;
    bool is_writing_ = false;  // one of the threads: what comes meanwhile is its next batch, or the other thread's
    bool called_ = false;      // a thread has been woken and has not come yet
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use the others
};

}  // namespace mailstead::maildir

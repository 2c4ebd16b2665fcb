// Delivery into mboxes with group commit: what arrives for a file while it is being written goes in together, under one
// set of locks and one sync (docs/formats/mbox.md, docs/promises.md 1 and 2).
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "mbox/service.h"
#include "store/deposit.h"

namespace mailstead::mbox {

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
    std::vector<job> take();  // under lock_

    service& with_;
    std::mutex lock_;
    std::condition_variable wake_;
    std::deque<job> waiting_;
    std::set<std::string> busy_;  // files that a thread is delivering to
    std::set<base::delivery_id> in_flight_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use the others
};

}  // namespace mailstead::mbox

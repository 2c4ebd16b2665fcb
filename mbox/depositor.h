// Delivery into mboxes with group commit: what arrives for a file while it is being written goes in together, under one
// set of locks and one sync (docs/formats/mbox.md, docs/promises.md 1 and 2). No thread waits for a file that somebody else
// has locked: its mail is put off and tried again, and holds up no other file's.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <vector>

#include "mbox/service.h"
#include "store/deposit.h"

namespace mailstead::mbox {

class depositor final : public store::depositor {
public:
    explicit depositor(service& with);
    ~depositor() override;  // delivers and answers everything taken, what is locked with a failure; then joins
    void deposit(store::delivery what, answer done) override;

private:
    struct job {
        store::delivery what;
        answer done;
        int tries = 0;  // that found the file locked
    };
    class batch;
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr time_point busy = time_point::max();

    void run();
    void deliver(std::vector<job> jobs, bool is_stopping);
    // Under lock_:
    bool is_closed(std::string const& file) const;
    std::vector<job> take();
    void wait(std::unique_lock<std::mutex>& hold);

    service& with_;
    std::mutex lock_;
    std::condition_variable wake_;
    std::deque<job> waiting_;
    std::unordered_map<std::string, time_point> closed_;  // files: busy with a delivery, or locked and not to be tried before
    std::set<base::delivery_id> in_flight_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use the others
};

}  // namespace mailstead::mbox

// One thread for what nobody waits for: telling open mailboxes of deliveries, writing back those that were closed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace mailstead::store {

class background {
public:
    background();
    ~background();  // does what is waiting, then joins
    background(background const&) = delete;
    void post(std::function<void()> work);
    // The same after a while, for what may be left undone: whoever drains or destroys this does not wait for it.
    void post_after(std::chrono::milliseconds wait, std::function<void()> work);
    // Returns when nothing is waiting or being done: what was posted before, and what that posted in its turn, is done then.
    void drain();

private:
    using clock = std::chrono::steady_clock;
    void run();
    bool take_due();    // under lock_; true: something is waiting now

    std::mutex lock_;
    std::condition_variable wake_, idle_;
    std::deque<std::function<void()>> waiting_;
    std::multimap<clock::time_point, std::function<void()>> later_;
    bool stopping_ = false;
    bool busy_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace mailstead::store

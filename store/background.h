// One thread for what nobody waits for: telling open mailboxes of deliveries, writing back those that were closed.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace mailstead::store {

class background {
public:
    background();
    ~background();  // does what is waiting, then joins
    background(background const&) = delete;
    void post(std::function<void()> work);
    // Returns when nothing is waiting or being done: what was posted before, and what that posted in its turn, is done then.
    void drain();

private:
    void run();

    std::mutex lock_;
    std::condition_variable wake_, idle_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    bool busy_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace mailstead::store

// One THREAD of what a search found, RFC 5256 §3: reads what the algorithms need of each message. Blocks where it says so.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "imap/order_walk.h"
#include "imap/thread_tree.h"

namespace mailstead::imap {

class thread_run {
public:
    // The rows of `messages`, which are in the order of the mailbox, must outlive the run.
    thread_run(order_source from, std::vector<picked> messages, thread_algorithm how);
    thread_run(thread_run const&) = delete;

    bool done() const noexcept { return done_; }
    // Looks at messages for about `slice`; the last one makes the threads. A message that is gone is left out. [blocking]
    store::result<void> go_on(std::chrono::milliseconds slice);
    // "(1)(2 3)" of numbers or uids.
    void write(std::string& out, by form) const;

private:
    bool add_from_book();
    store::result<void> look();

    std::vector<picked> const messages_;
    bool const by_references_;
    order_walk walk_;
    thread_tree tree_;
    std::vector<picked> added_;
    bool is_in_book_ = true;
    bool done_ = false;
};

}  // namespace mailstead::imap

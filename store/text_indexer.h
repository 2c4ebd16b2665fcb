// Brings the indexes of texts up to date, on a thread of its own that gives way to all others: mailbox by mailbox, as they are
// searched, in batches of bounded size.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/index.h"
#include "store/mailbox.h"

namespace mailstead::store {

class text_indexer {
public:
    text_indexer();
    ~text_indexer();    // stops
    text_indexer(text_indexer const&) = delete;

    // The mailbox, named so in the index, shall be indexed; it is kept open until that is done. One that waits already waits
    // once. Does not block.
    void add(std::shared_ptr<mailbox> what, std::shared_ptr<index> in, std::string name);
    // Returns when nothing waits. Blocks.
    void drain();
    // Leaves what is not done, and lets go of its mailboxes; what is added later is passed over. Blocks for a batch at the most.
    void stop();

private:
    struct job {
        std::shared_ptr<mailbox> what;
        std::shared_ptr<index> in;
        std::string name;
    };
    void run();
    void work_off(job const& one);
    bool is_stopping();

    std::mutex lock_;
    std::condition_variable wake_, idle_;
    std::deque<job> waiting_;
    mailbox const* busy_ = nullptr;
    bool stopping_ = false;
    std::thread thread_;    // last: it uses the others
};

}  // namespace mailstead::store

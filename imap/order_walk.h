// The order facts of many messages one after the other: from the cache, else from the store, asked as it likes it. Blocks: on the
// disk pool only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "imap/order_cache.h"
#include "imap/selected.h"

namespace mailstead::imap {

// Those of one message; absent: it is gone.
store::result<std::optional<order_facts>> order_facts_of(order_cache& cache, std::shared_ptr<store::mailbox> const& box, std::uint32_t uid);

class order_walk {
public:
    // `cache` and `messages` must outlive the walk.
    order_walk(order_cache& cache, std::shared_ptr<store::mailbox> box, std::vector<picked> const& messages)
        : cache_(cache), box_(std::move(box)), messages_(messages) {}

    bool done() const noexcept { return next_ == messages_.size(); }
    picked const& at() const noexcept { return messages_[next_]; }
    // Those of at(), and on to the next message. Absent: it is gone.
    store::result<std::optional<order_facts>> next();
    // On without looking.
    void pass() noexcept { ++next_; }

private:
    void expect();

    order_cache& cache_;
    std::shared_ptr<store::mailbox> box_;
    std::vector<picked> const& messages_;
    std::size_t next_ = 0, expected_ = 0;
};

}  // namespace mailstead::imap

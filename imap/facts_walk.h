// The facts of many messages one after the other, fetched together as the store likes it. Blocks: on the disk pool only.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "store/mailbox.h"

#include "imap/selected.h"

namespace mailstead::imap {

class facts_walk {
public:
    // `messages` must outlive the walk.
    facts_walk(std::shared_ptr<store::mailbox> box, std::vector<picked> const& messages) : box_(std::move(box)), messages_(messages) {}

    bool done() const noexcept { return next_ == messages_.size(); }
    picked const& at() const noexcept { return messages_[next_]; }
    // Those of at(), and on to the next message. Null: it is gone.
    store::result<std::shared_ptr<store::facts const>> next();
    // On without looking.
    picked const& pass() noexcept { return messages_[next_++]; }

private:
    void expect();

    std::shared_ptr<store::mailbox> box_;
    std::vector<picked> const& messages_;
    std::size_t next_ = 0, expected_ = 0;
};

}  // namespace mailstead::imap

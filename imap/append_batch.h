// The messages of one APPEND on their way into a mailbox: all of them or none (RFC 3502).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "store/mailbox.h"

#include "imap/command.h"

namespace mailstead::imap {

class append_batch {
public:
    explicit append_batch(std::shared_ptr<store::mailbox> box) : box_(std::move(box)) {}

    // A further message begins; take() is about it from now on.
    void next(append_message what, std::int64_t now) {
        octets_ = 0;
        auto& message = messages_.emplace_back();
        message.flags = what.flags.system;
        message.keywords = std::move(what.flags.keywords);
        message.internal_date = what.date.value_or(now);
    }
    std::size_t size() const noexcept { return messages_.size(); }
    // Octets of the message that take() is about, those it has been announced included.
    std::uint64_t& octets() noexcept { return octets_; }
    std::uint64_t octets() const noexcept { return octets_; }

    // On the disk pool.
    store::result<void> take(std::string_view bytes) {
        auto& text = messages_.back().text;
        if (!text) {
            auto begun = box_->begin();
            if (!begun) return begun.error();
            text = std::move(*begun);
        }
        return text->append(bytes);
    }
    // On the disk pool. A single small message comes here whole: one visit.
    store::result<store::appended> commit(std::string_view rest) {
        auto const taken = take(rest);
        if (!taken) return taken.error();
        return box_->append(std::move(messages_));
    }
    // The same for one message that takes the place of `uid` in `from`.
    store::result<store::appended> replace(std::string_view rest, store::mailbox& from, std::uint32_t uid) {
        auto const taken = take(rest);
        if (!taken) return taken.error();
        return from.replace(uid, std::move(messages_.front()), *box_);
    }

private:
    std::shared_ptr<store::mailbox> box_;
    std::vector<store::new_message> messages_;
    std::uint64_t octets_ = 0;
};

}  // namespace mailstead::imap

// The order facts of messages that were sorted or threaded lately, so that the next SORT of a large mailbox asks the store for
// nothing. Shared by sessions; bounded: the mailbox that was not used for the longest time goes first. Thread-safe, never blocks
// for long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/mailbox.h"

#include "imap/order_facts.h"

namespace mailstead::imap {

class order_cache {
public:
    explicit order_cache(std::size_t octets = 32 * 1024 * 1024) : most_(octets) {}

    // Null optional: not known.
    std::optional<order_facts> find(std::shared_ptr<store::mailbox> const& box, std::uint32_t uid);
    void remember(std::shared_ptr<store::mailbox> const& box, std::uint32_t uid, order_facts const& what);

private:
    struct book {
        std::weak_ptr<store::mailbox> of;        // gone: another mailbox may lie at the same address
        std::unordered_map<std::uint32_t, std::string_view> known;
        std::deque<std::string> blocks;          // what `known` points into
        std::size_t octets = 0;
        std::uint32_t uidvalidity = 0;           // uids of another one are other messages
        std::uint64_t used = 0;
    };
    book& book_of(std::shared_ptr<store::mailbox> const& box);
    void make_room(store::mailbox const* keep);

    std::size_t const most_;
    std::mutex lock_;
    std::unordered_map<store::mailbox const*, book> books_;
    std::size_t octets_ = 0;
    std::uint64_t clock_ = 0;
};

}  // namespace mailstead::imap

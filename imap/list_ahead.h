// What a FETCH that reads no texts tells of its messages, found out piece by piece: from what was listed before, else from the
// store, by several threads and a little ahead of what the client takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "imap/selected.h"
#include "imap/summaries.h"
#include "imap/work_ahead.h"

namespace mailstead::imap {

class list_ahead {
public:
    struct request {
        std::shared_ptr<store::mailbox> box;
        store::view view;                           // keeps the rows alive
        std::shared_ptr<std::vector<picked> const> messages;
        std::uint8_t parts = 0;                     // summary_page::parts
        std::optional<store::measures> measures;    // that some of the rows do not have
        bool seven_bits = false;                    // envelopes that have 8-bit octets are made from the facts, by who asks
    };
    // `book` may be null: nothing is kept.
    list_ahead(request what, std::shared_ptr<summaries> book, helpers with);

    // Whether the messages from `at` on, as many as a response holds, are known without asking the store. Never blocks.
    bool is_at_hand(std::size_t at);
    // The first message that is_at_hand(), having said yes, did not mean.
    std::size_t at_hand_to() const noexcept { return at_hand_to_; }
    // The page that tells all that was asked for of message `at`; null: the store did not tell it. Call it in ascending order.
    // Blocks unless is_at_hand().
    summary_page const* of(std::size_t at);

private:
    struct state;
    std::shared_ptr<state> const all_;
    work_ahead work_;
    std::size_t piece_ = 0;                         // of the message asked for last
    std::size_t end_ = 0;                           // of that piece, once it is there
    std::size_t at_hand_to_ = 0;
};

}  // namespace mailstead::imap

// The texts that a FETCH of many small messages answers with, ready to be copied into it: read, cut and brought to wire form by
// several threads, a little ahead of what the client takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imap/selected.h"
#include "imap/work_ahead.h"

namespace mailstead::imap {

// Appends "BODY[...] {n}..." of a whole text at hand. False, and nothing is said: the client may not be shown its header as it
// is (RFC 9755 §9), or it is none of the sections that can_cut() allows.
bool write_text_item(std::string& out, fetch_item const& item, std::string_view stored, bool seven_bits);
bool can_cut(fetch_item const& item) noexcept;
// Only the header of a message is needed for it.
bool is_of_header(fetch_item const& item);

class text_ahead {
public:
    struct request {
        std::shared_ptr<store::mailbox> box;
        store::view view;                           // keeps the rows alive
        std::shared_ptr<std::vector<picked> const> messages;
        std::vector<fetch_item> items;              // can_cut() of each
        bool seven_bits = false;
    };
    text_ahead(request what, helpers with);

    // Whether the texts from `at` on, as many as a response holds, have been read. Never blocks.
    bool is_at_hand(std::size_t at);
    // The first message that is_at_hand(), having said yes, did not mean.
    std::size_t at_hand_to() const noexcept { return at_hand_to_; }
    // What the items say of message `at`, one behind the other with a blank between; absent: it is to be asked for alone. Call it in
    // ascending order; valid until the next call. Blocks unless is_at_hand().
    std::optional<std::string_view> of(std::size_t at);

private:
    struct state;
    std::shared_ptr<state> const all_;
    work_ahead work_;
    std::size_t piece_ = 0;
    std::size_t end_ = 0;
    std::size_t at_hand_to_ = 0;
};

}  // namespace mailstead::imap

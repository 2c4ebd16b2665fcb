// One stored message as FETCH and SEARCH need it, read when asked for. Every member blocks: on the disk pool only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/mailbox.h"

namespace mailstead::imap {

class message_text {
public:
    // `box` must outlive it.
    message_text(store::mailbox& box, std::uint32_t uid) noexcept : box_(box), uid_(uid) {}

    // Each fails with errc::gone when the message is not there any more; what succeeded once is remembered.
    store::result<store::content*> content();
    store::result<store::facts const*> facts();
    // The header as stored, the empty line included; of a longer one the first 16 MB.
    store::result<std::string_view> header();
    // All of it as stored.
    store::result<std::string_view> whole();
    bool is_whole() const noexcept { return whole_; }
    // Octets [begin, end) as stored; valid until the next call. Fewer where the text ends earlier.
    store::result<std::string_view> range(std::uint64_t begin, std::uint64_t end);

private:
    store::result<void> read_to(std::uint64_t size);

    store::mailbox& box_;
    std::unique_ptr<store::content> content_;
    std::shared_ptr<store::facts const> facts_;
    std::string head_;               // the text's first octets
    std::string piece_;
    std::optional<std::size_t> header_length_;
    std::uint32_t uid_;
    bool whole_ = false;
};

// Reads octets [begin, end) behind what `into` holds.
store::result<void> read_range(store::content& from, std::uint64_t begin, std::uint64_t end, std::string& into);

}  // namespace mailstead::imap

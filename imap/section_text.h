// The octets that FETCH BODY[section] would give, piece by piece (RFC 4469 §3). Every member blocks: on the disk pool only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "imap/message_text.h"
#include "imap/section.h"

namespace mailstead::imap {

class section_text {
public:
    // Octets [first, first + count) of the section; the mailbox is kept alive.
    section_text(std::shared_ptr<store::mailbox> box, std::uint32_t uid, section what, std::uint64_t first, std::uint64_t count)
        : box_(std::move(box)), text_(*box_, uid), what_(std::move(what)), skip_(first), left_(count) {}

    // Appends a piece of at most some 64 KiB to `out`; false at the end. errc::gone: no such message, or no such part of it.
    store::result<bool> next(std::string& out);

private:
    store::result<void> begin();
    void put(std::string& out, std::string_view wire);

    std::shared_ptr<store::mailbox> box_;
    message_text text_;
    section what_;
    std::uint64_t skip_, left_;
    std::optional<extent> where_;
    std::uint64_t at_ = 0;
    bool after_cr_ = false;
};

}  // namespace mailstead::imap

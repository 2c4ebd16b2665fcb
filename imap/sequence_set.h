// Message sets as clients write them: "1:4,7,9:*" (RFC 3501 §9, sequence-set).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/uid_set.h"

namespace mailstead::imap {

struct sequence_set {
    static constexpr std::uint32_t star = 0;    // "*": the largest number in use
    struct range {
        std::uint32_t first = star;
        std::uint32_t last = star;
        bool operator==(range const&) const = default;
    };
    std::vector<range> ranges;                  // as written
    bool saved = false;                         // "$": what SEARCH saved last (RFC 5182 §3); no ranges then

    // The numbers meant, `largest` standing for "*".
    store::uid_set resolved(std::uint32_t largest) const;
    bool has_star() const noexcept;
    bool operator==(sequence_set const&) const = default;
};

// As it would be written.
std::string to_string(sequence_set const& set);

}  // namespace mailstead::imap

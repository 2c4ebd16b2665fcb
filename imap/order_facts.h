// What SORT and THREAD want to know of a message's header, worked out once and kept in little room. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/facts.h"

namespace mailstead::imap {

class order_facts {
public:
    // Texts, as octets that sort as they do (sort_key.h); `id` is the Message-ID, which is not folded. Values say where each lies.
    enum class text { subject, cc, display_from, display_to, from, to, id };

    explicit order_facts(store::facts const& from);
    // `bytes` as bytes() gave them.
    explicit order_facts(std::string_view bytes) : bytes_(bytes) {}

    std::string const& bytes() const noexcept { return bytes_; }
    std::optional<std::int64_t> sent() const noexcept;           // unix seconds; absent: there is no date to be read
    bool is_reply() const noexcept;                              // of the subject (RFC 5256 §3, REFERENCES)
    std::string_view of(text which) const noexcept;              // valid as long as this value
    std::vector<std::string> references() const;                 // Message-IDs, the oldest first

private:
    std::string bytes_;
};

}  // namespace mailstead::imap

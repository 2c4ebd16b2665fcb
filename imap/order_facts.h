// What SORT and THREAD want to know of a message's header, worked out once and kept in little room. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/facts.h"

namespace mailstead::imap {

// The same where it is kept: valid as long as the bytes are.
class order_view {
public:
    // Texts, as octets that sort as they do (sort_key.h); `id` is the Message-ID, which is not folded. Values say where each lies.
    enum class text { subject, cc, display_from, display_to, from, to, id };

    // `bytes` as order_facts::bytes() gave them.
    explicit order_view(std::string_view bytes) noexcept : bytes_(bytes) {}

    std::optional<std::int64_t> sent() const noexcept;           // unix seconds; absent: there is no date to be read
    bool is_reply() const noexcept;                              // of the subject (RFC 5256 §3, REFERENCES)
    std::string_view of(text which) const noexcept { return text_at(place_of(which)); }
    // Calls `take` with each Message-ID that is referred to, the oldest first.
    template <class Take>
    void each_reference(Take&& take) const {
        for (auto at = place_of(text::id) + 2 + text_at(place_of(text::id)).size(); at < bytes_.size(); at += 2 + text_at(at).size()) take(text_at(at));
    }

private:
    std::size_t place_of(text which) const noexcept;
    std::string_view text_at(std::size_t at) const noexcept;

    std::string_view bytes_;
};

class order_facts {
public:
    using text = order_view::text;

    explicit order_facts(store::facts const& from);
    // `bytes` as bytes() gave them.
    explicit order_facts(std::string_view bytes) : bytes_(bytes) {}

    std::string const& bytes() const noexcept { return bytes_; }
    // As order_view says; texts are valid as long as this value.
    order_view view() const noexcept { return order_view(bytes_); }
    std::optional<std::int64_t> sent() const noexcept { return view().sent(); }
    bool is_reply() const noexcept { return view().is_reply(); }
    std::string_view of(text which) const noexcept { return view().of(which); }
    std::vector<std::string> references() const;                 // Message-IDs, the oldest first

private:
    std::string bytes_;
};

}  // namespace mailstead::imap

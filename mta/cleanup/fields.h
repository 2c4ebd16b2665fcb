// The header fields that mean something to cleanup (RFC 5322 §3.6, RFC 2045, and what mail programs use).
#pragma once

#include <cstdint>
#include <string_view>

namespace mailstead::mta::cleanup {

enum class field : std::uint8_t {
    other, received, message_id, resent_message_id, date, resent_date, from, resent_from, to, cc, bcc, resent_to, resent_cc,
    resent_bcc, sender, resent_sender, reply_to, resent_reply_to, errors_to, return_receipt_to,
    disposition_notification_to, mail_followup_to, content_type, mime,
};

struct field_row {
    std::string_view name;
    cleanup::field which = field::other;
    enum class holds : std::uint8_t { no_addresses, senders, recipients } addresses = holds::no_addresses;
    bool resent = false;      // Resent-...: tells a message that was sent on
};

// The row of a name, without regard to case; that of `other` for all the rest. Fast.
field_row const& find_field(std::string_view name) noexcept;

// A set of fields.
class field_set {
public:
    void add(field one) noexcept { bits_ |= bit(one); }
    bool has(field one) const noexcept { return bits_ & bit(one); }

private:
    static constexpr std::uint32_t bit(field one) noexcept { return std::uint32_t{1} << static_cast<unsigned>(one); }
    std::uint32_t bits_ = 0;
};

}  // namespace mailstead::mta::cleanup

#include "mta/cleanup/fields.h"

#include "base/ascii.h"

namespace mailstead::mta::cleanup {
namespace {

using holds = field_row::holds;

constexpr field_row rows[] = {
    {"Received", field::received},
    {"Message-Id", field::message_id},
    {"Resent-Message-Id", field::resent_message_id, holds::no_addresses, true},
    {"Date", field::date},
    {"Resent-Date", field::resent_date, holds::no_addresses, true},
    {"From", field::from, holds::senders},
    {"Resent-From", field::resent_from, holds::senders, true},
    {"To", field::to, holds::recipients},
    {"Cc", field::cc, holds::recipients},
    {"Bcc", field::bcc, holds::recipients},
    {"Resent-To", field::resent_to, holds::recipients, true},
    {"Resent-Cc", field::resent_cc, holds::recipients, true},
    {"Resent-Bcc", field::resent_bcc, holds::recipients, true},
    {"Sender", field::sender, holds::senders},
    {"Resent-Sender", field::resent_sender, holds::senders, true},
    {"Reply-To", field::reply_to, holds::senders},
    {"Resent-Reply-To", field::resent_reply_to, holds::senders, true},
    {"Errors-To", field::errors_to, holds::senders},
    {"Return-Receipt-To", field::return_receipt_to, holds::senders},
    {"Disposition-Notification-To", field::disposition_notification_to, holds::senders},
    {"Mail-Followup-To", field::mail_followup_to, holds::senders},
    {"Content-Type", field::content_type},
    {"MIME-Version", field::mime},
};
constexpr field_row unknown{};
constexpr field_row some_mime{"Content-", field::mime};

}  // namespace

field_row const& find_field(std::string_view name) noexcept {
    if (name.empty()) return unknown;
    char const first = base::to_lower(name.front());
    for (auto const& row : rows) {
        if (row.name.size() != name.size() || base::to_lower(row.name.front()) != first) continue;
        if (base::iequals(row.name, name)) return row;
    }
    return first == 'c' && base::istarts_with(name, "Content-") ? some_mime : unknown;
}

}  // namespace mailstead::mta::cleanup

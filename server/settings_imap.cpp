// imapd_* parameters to imap::settings.
#include "server/settings_imap.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::server {
namespace {

imap::clear_passwords clear_passwords(std::string_view text) {
    if (text == "no") return imap::clear_passwords::allowed;
    if (text == "remote") return imap::clear_passwords::under_tls_or_loopback;
    return imap::clear_passwords::under_tls;
}

imap::security_options security_options(std::vector<std::string> const& words) {
    imap::security_options out;
    out.no_anonymous = false;
    for (auto const& word : words) {
        if (base::iequals(word, "noplaintext")) out.no_plaintext = true;
        if (base::iequals(word, "noactive")) out.no_active = true;
        if (base::iequals(word, "nodictionary")) out.no_dictionary = true;
        if (base::iequals(word, "noanonymous")) out.no_anonymous = true;
        if (base::iequals(word, "forward_secrecy")) out.forward_secrecy = true;
        if (base::iequals(word, "mutual_auth")) out.mutual_auth = true;
    }
    return out;
}

// RFC 6154 §2; Memos is of RFC 9979 §8.3. Snoozed and Scheduled ask the server for something that it does not do.
std::vector<imap::special_use> special_uses(std::vector<std::string> const& items) {
    std::vector<imap::special_use> out;
    for (std::string_view item : items) {
        if (item.starts_with('{') && item.ends_with('}')) item = item.substr(1, item.size() - 2);    // a name with blanks
        auto const equals = item.rfind('=');
        auto const use = equals == item.npos ? std::string_view() : item.substr(equals + 1);
        for (std::string_view const known : {"All", "Archive", "Drafts", "Flagged", "Junk", "Memos", "Sent", "Trash"}) {
            if (base::iequals(known, use)) out.push_back({std::string(item.substr(0, equals)), "\\" + std::string(known)});
        }
    }
    return out;
}

// The first level of others' mailboxes; what cannot be one shows nothing.
std::string level_name(std::string text) {
    auto const bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 || std::string_view("./%*\\\"=\x7f").find(c) != std::string_view::npos; };
    bool const possible = base::is_utf8(text) && !base::iequals(text, "INBOX") && std::none_of(text.begin(), text.end(), bad);
    return possible ? text : std::string();
}
// A 32-bit number on the wire.
std::uint32_t limit(std::int64_t number) { return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, 0xffffffff)); }

std::size_t count(std::int64_t number) { return number > 0 ? static_cast<std::size_t>(number) : 0; }

}  // namespace

imap::settings imap_settings(conf::settings const& values) {
    imap::settings out;
    out.greeting = values.text("imapd_banner");
    out.product = values.text("mail_name");
    out.service = values.text("imapd_sasl_service");
    out.auth_enable = values.yes("imapd_sasl_auth_enable");
    out.clear_passwords = clear_passwords(values.text("imapd_tls_auth_only"));
    auto const level = values.text("imapd_tls_security_level");
    out.offer_tls = level != "none" && !level.empty();
    out.require_tls = out.offer_tls && level != "may";
    out.in_clear = security_options(values.list("imapd_sasl_security_options"));
    out.under_tls = security_options(values.list("imapd_sasl_tls_security_options"));
    out.mechanism_filter = values.list("imapd_sasl_mechanism_filter");
    out.external_identity = values.list("auth_external_identity");
    out.login_timeout = values.duration("imapd_login_timeout");
    out.timeout = values.duration("imapd_timeout");
    out.starttls_timeout = values.duration("imapd_starttls_timeout");
    out.idle_notify_interval = values.duration("imapd_idle_notify_interval");
    out.error_sleep = values.duration("imapd_error_sleep_time");
    out.auth_failure_delay = {};    // the role auth holds wrong passwords back, for all protocols
    out.soft_error_limit = count(values.number("imapd_soft_error_limit"));
    out.hard_error_limit = std::max<std::size_t>(count(values.number("imapd_hard_error_limit")), 1);
    // RFC 7162 §4: a server takes lines of 8192 octets whatever is configured.
    out.line_limit = std::max<std::size_t>(count(values.number("imapd_line_length_limit")), 8192);
    out.literal_limit = std::max<std::size_t>(count(values.number("imapd_literal_limit")), 4096);
    // A SASL response is a line before login.
    out.clear_limit = std::max(out.clear_limit, count(values.number("smtpd_sasl_response_limit")) + 1024);
    out.special_uses = special_uses(values.list("imapd_special_use"));
    out.mailbox_metadata = values.yes("imapd_mailbox_metadata");
    // RFC 5464 §4.1: no less than 1024 octets, and 10 annotations.
    out.metadata_value_limit = std::max<std::size_t>(count(values.number("imapd_metadata_value_limit")), 1024);
    out.metadata_limit = std::max<std::size_t>(count(values.number("imapd_metadata_count_limit")), 10);
    out.admin_contact = values.text("imapd_admin_contact");
    out.administrators = values.list("imapd_administrators");
    out.acl = values.yes("imapd_acl");
    out.sharing.others = level_name(values.text("imapd_other_users_name"));
    out.sharing.common = level_name(values.text("imapd_shared_name"));
    auto const shares = store::canonical_identifier(values.text("imapd_shared_owner"));
    out.sharing.common_owner = out.sharing.common.empty() || out.sharing.common == out.sharing.others ? std::string() : shares.value_or("");
    out.sharing.most_owners = std::max<std::size_t>(count(values.number("imapd_sharing_owner_limit")), 1);
    out.literal_minus = values.yes("imapd_literal_minus");
    out.message_limit = count(values.number("imapd_append_limit"));
    out.messages_at_once = limit(values.number("imapd_message_limit"));
    out.saves_at_once = limit(values.number("imapd_save_limit"));
    out.progress_interval = values.duration("imapd_progress_interval");
    out.offer_unauthenticate = values.yes("imapd_unauthenticate");
    return out;
}

}  // namespace mailstead::server

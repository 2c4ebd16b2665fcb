// lmtpd_* parameters to lmtp::server_settings.
#include "server/settings_lmtp.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::server {
namespace {

template <class T>
T at_least(std::int64_t number, T least) {
    return number > 0 ? std::max(static_cast<T>(number), least) : least;
}

lmtp::tls_level tls_level(std::string_view text) {
    if (text == "none" || text.empty()) return lmtp::tls_level::none;
    return text == "may" ? lmtp::tls_level::may : lmtp::tls_level::encrypt;
}

lmtp::tls_auth_only tls_auth_only(std::string_view text) {
    if (text == "no") return lmtp::tls_auth_only::no;
    return text == "remote" ? lmtp::tls_auth_only::remote : lmtp::tls_auth_only::yes;
}

lmtp::mechanism_rules mechanism_rules(std::vector<std::string> const& words) {
    lmtp::mechanism_rules out;
    out.no_anonymous = false;
    for (auto const& word : words) {
        if (base::iequals(word, "noplaintext")) out.no_plaintext = true;
        if (base::iequals(word, "noanonymous")) out.no_anonymous = true;
        if (base::iequals(word, "nodictionary")) out.no_dictionary = true;
        if (base::iequals(word, "noactive")) out.no_active = true;
        if (base::iequals(word, "forward_secrecy")) out.forward_secrecy = true;
        if (base::iequals(word, "mutual_auth")) out.mutual_auth = true;
    }
    return out;
}

// Absent: the list has a word that more than the address and the login of a client decides.
std::optional<std::vector<lmtp::client_rule>> simple_rules(std::vector<std::string> const& words) {
    std::vector<lmtp::client_rule> out;
    for (auto const& word : words) {
        if (base::iequals(word, "permit_mynetworks")) out.push_back(lmtp::client_rule::permit_mynetworks);
        else if (base::iequals(word, "permit_sasl_authenticated")) out.push_back(lmtp::client_rule::permit_sasl_authenticated);
        else if (base::iequals(word, "permit")) out.push_back(lmtp::client_rule::permit);
        else if (base::iequals(word, "reject")) out.push_back(lmtp::client_rule::reject);
        else return std::nullopt;
    }
    return out;
}

// Who connects to the private socket as our own queue.
std::vector<uid_t> queue_users(std::string const& mail_owner) {
    std::vector<uid_t> out(1, ::geteuid());
    std::vector<char> space(16384);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwnam_r(mail_owner.c_str(), &entry, space.data(), space.size(), &found) == 0 && found) out.push_back(found->pw_uid);
    return out;
}

void take_sasl(lmtp::server_settings& out, conf::settings const& values) {
    out.authentication = values.yes("lmtpd_sasl_auth_enable");
    out.service = values.text("lmtpd_sasl_service");
    out.tls_auth_only = tls_auth_only(values.text("lmtpd_tls_auth_only"));
    out.clear_rules = mechanism_rules(values.list("lmtpd_sasl_security_options"));
    out.tls_rules = mechanism_rules(values.list("lmtpd_sasl_tls_security_options"));
    out.mechanism_filter = values.list("lmtpd_sasl_mechanism_filter");
    out.external_identity = values.list("auth_external_identity");
}

}  // namespace

lmtp::server_settings lmtp_settings(conf::settings const& values) {
    lmtp::server_settings out;
    out.hostname = values.text("myhostname");
    out.banner = values.text("lmtpd_banner");
    out.size_limit = at_least<std::uint64_t>(values.number("message_size_limit"), 0);
    out.line_limit = at_least<std::size_t>(values.number("lmtpd_line_length_limit"), 512);    // RFC 5321 §4.5.3.1.4
    out.recipient_limit = at_least<std::size_t>(values.number("lmtpd_recipient_limit"), 1);
    out.soft_error_limit = at_least<unsigned>(values.number("lmtpd_soft_error_limit"), 1);
    out.hard_error_limit = at_least<unsigned>(values.number("lmtpd_hard_error_limit"), 1);
    out.junk_command_limit = at_least<unsigned>(values.number("smtpd_junk_command_limit"), 1);
    out.error_sleep = values.duration("lmtpd_error_sleep_time");
    out.timeout = values.duration("lmtpd_timeout");
    out.starttls_timeout = values.duration("lmtpd_starttls_timeout");
    out.tls = tls_level(values.text("lmtpd_tls_security_level"));
    out.tls_wrapper = values.yes("lmtpd_tls_wrappermode");
    out.clients = simple_rules(values.list("lmtpd_client_restrictions")).value_or(std::vector{lmtp::client_rule::reject});
    out.trusted_uids = queue_users(values.text("mail_owner"));
    out.delivery.mailbox_limit = at_least<std::uint64_t>(values.number("virtual_mailbox_limit"), 0);
    if (values.number("mailbox_quota_reject_code") >= 500) out.delivery.over_quota = mda::full_mailbox::is_permanent;
    take_sasl(out, values);
    return out;
}

bool has_simple_rules(conf::settings const& values) { return simple_rules(values.list("lmtpd_client_restrictions")).has_value(); }

}  // namespace mailstead::server

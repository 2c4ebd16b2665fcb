// pop3d_* parameters to pop3::settings.
#include "server/settings_pop3.h"

#include "base/ascii.h"

namespace mailstead::server {
namespace {

pop3::clear_passwords clear_passwords(std::string_view text) {
    if (text == "no") return pop3::clear_passwords::allowed;
    if (text == "remote") return pop3::clear_passwords::under_tls_or_loopback;
    return pop3::clear_passwords::under_tls;
}

pop3::security_options security_options(std::vector<std::string> const& words) {
    pop3::security_options out;
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

std::size_t count(std::int64_t number) { return number > 0 ? static_cast<std::size_t>(number) : 0; }

}  // namespace

pop3::settings pop3_settings(conf::settings const& values) {
    pop3::settings out;
    out.banner = values.text("pop3d_banner");
    out.host = values.text("myhostname");
    out.product = values.text("mail_name");
    out.service = values.text("pop3d_sasl_service");
    out.auth_enable = values.yes("pop3d_sasl_auth_enable");
    out.clear_passwords = clear_passwords(values.text("pop3d_tls_auth_only"));
    auto const level = values.text("pop3d_tls_security_level");
    out.offer_tls = level != "none" && !level.empty();
    out.require_tls = out.offer_tls && level != "may";
    out.in_clear = security_options(values.list("pop3d_sasl_security_options"));
    out.under_tls = security_options(values.list("pop3d_sasl_tls_security_options"));
    out.mechanism_filter = values.list("pop3d_sasl_mechanism_filter");
    out.external_identity = values.list("auth_external_identity");
    out.login_delay = values.duration("pop3d_login_delay");
    out.deletion = values.text("pop3d_delete") == "hide" ? pop3::deletion::hide : pop3::deletion::expunge;
    out.login_timeout = values.duration("pop3d_login_timeout");
    out.timeout = values.duration("pop3d_timeout");
    out.starttls_timeout = values.duration("pop3d_starttls_timeout");
    out.error_sleep = values.duration("pop3d_error_sleep_time");
    out.soft_error_limit = count(values.number("pop3d_soft_error_limit"));
    out.hard_error_limit = std::max<std::size_t>(count(values.number("pop3d_hard_error_limit")), 1);
    // RFC 2449 §4: a server with CAPA takes lines of 255 octets whatever is configured.
    out.line_limit = std::max<std::size_t>(count(values.number("pop3d_line_length_limit")), 255);
    out.response_limit = count(values.number("smtpd_sasl_response_limit"));
    return out;
}

}  // namespace mailstead::server

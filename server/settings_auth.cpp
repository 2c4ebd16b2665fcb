#include "server/settings_auth.h"

#include <fcntl.h>

#include <cstdlib>

#include "auth/tokens.h"
#include "base/ascii.h"
#include "base/fs.h"
#include "base/log.h"
#include "server/introspection.h"

namespace mailstead::server {
namespace {

constexpr std::size_t largest_options_file = 64 * 1024;

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (auto const word : base::split(text, " \t,"))
        if (!word.empty()) out.emplace_back(word);
    return out;
}

std::string keytab(conf::settings const& values) {
    auto out = values.text("auth_krb5_keytab");
    auto const* inherited = std::getenv("KRB5_KTNAME");
    if (out.empty() && inherited) out = inherited;
    if (base::istarts_with(out, "FILE:")) out.erase(0, 5);
    return out;
}

// An answer that comes late is of no use: a little more than the mta gives the provider.
auth::introspector introspector_of(conf::settings const& values) {
    if (values.text("auth_oauth2_introspection_url").empty()) return {};
    auto const path = values.text("queue_directory") + "/private/introspect";
    std::chrono::milliseconds const patience = values.duration("auth_oauth2_introspection_timeout") + std::chrono::seconds(2);
    return [path, patience](std::string_view token) { return introspect(path, patience, token); };
}

std::shared_ptr<auth::token_checker> tokens(conf::settings const& values) {
    auth::token_checker::settings out;
    out.keys_file = values.text("auth_oauth2_keys_file");
    auto ask = introspector_of(values);
    if (out.keys_file.empty() && !ask) return nullptr;
    out.rules.issuer = values.text("auth_oauth2_issuer");
    out.rules.audiences = values.list("auth_oauth2_audience");
    out.rules.scopes = values.list("auth_oauth2_scope");
    out.rules.username_claim = values.text("auth_oauth2_username_claim");
    out.configuration = values.text("auth_oauth2_configuration_url");
    out.remembered = values.duration("auth_cache_ttl");
    return std::make_shared<auth::token_checker>(std::move(out), std::move(ask));
}

}  // namespace

std::map<std::string, std::string> parse_sasl_options(std::string_view text) {
    std::map<std::string, std::string> out;
    for (auto line : base::split(text, "\r\n")) {
        line = base::trimmed(line);
        auto const colon = line.find(':');
        if (line.empty() || line.front() == '#' || colon == line.npos) continue;
        out[base::lowered(base::trimmed(line.substr(0, colon)))] = std::string(base::trimmed(line.substr(colon + 1)));
    }
    return out;
}

std::map<std::string, std::string> sasl_options(conf::settings const& values) {
    auto const application = values.text("smtpd_sasl_path");
    bool const named = !application.empty() && application.find('/') == application.npos && base::iequals(values.text("smtpd_sasl_type"), "cyrus");
    if (!named) return {};
    auto const configured = values.text("cyrus_sasl_config_path");
    auto const path = configured.empty() ? values.text("config_directory") + "/sasl" : configured;
    for (auto const directory : base::split(path, ":")) {
        auto const file = fmt::format("{}/{}.conf", directory, application);
        auto const text = base::system_files().read_all(AT_FDCWD, file, largest_options_file);
        if (text) return parse_sasl_options(*text);
    }
    return {};
}

auth::sasl_server::settings sasl_settings(conf::settings const& values) {
    auth::sasl_server::settings out;
    out.mechanisms = values.list("auth_mechanisms");
    auto const options = sasl_options(values);
    if (auto const list = options.find("mech_list"); list != options.end()) out.mechanisms = words(list->second);
    out.host = values.text("myhostname");
    out.cache_ttl = values.duration("auth_cache_ttl");
    out.realm = values.text("smtpd_sasl_local_domain");
    out.master_separator = values.text("auth_master_user_separator");
    for (std::string const prefix : {"smtpd", "imapd", "pop3d", "lmtpd"})
        out.domains[values.text(prefix + "_sasl_service")] = values.text(prefix + "_sasl_local_domain");
    out.anonymous = values.text("auth_anonymous_user");
    out.keytab = keytab(values);
    out.tokens = tokens(values);
    return out;
}

}  // namespace mailstead::server

#include "server/doubts.h"

#include <algorithm>
#include <array>
#include <exception>

#include <fmt/format.h>

#include "base/ascii.h"
#include "net/login_offer.h"
#include "net/peer_certificate.h"
#include "net/tls.h"
#include "server/settings_local.h"
#include "server/settings_queue.h"
#include "server/settings_smtp_client.h"
#include "server/settings_smtpd.h"
#include "server/sockets.h"
#include "server/stores.h"

namespace mailstead::server {
namespace {

using problems = std::vector<conf::problem>;

// What cannot be made at all is a refusal, and told as one (examine.h).
template <class Make>
void attempt(Make make) {
    try {
        make();
    } catch (std::exception const&) {
    }
}

// What follows another parameter that is wrong is not wrong itself.
void tell(problems& out, conf::settings const& values, std::string const& name, std::string const& why) {
    if (!values.is_set(name)) return;
    auto const place = values.place(name);
    out.push_back({place.file, place.line, conf::severity::warning, fmt::format("{}: {}", name, why)});
}

void look_at_words(problems& out, conf::settings const& values, std::string const& prefix) {
    for (auto const* kind : {"_tls_protocols", "_tls_mandatory_protocols"})
        for (auto const& word : values.list(prefix + kind))
            if (!net::is_protocol_rule(word))
                tell(out, values, prefix + kind, fmt::format("\"{}\" is no version of TLS; it has no effect", base::printable(word, 100)));
    constexpr std::array grades{"export", "low", "medium", "high", "null"};
    for (auto const* kind : {"_tls_ciphers", "_tls_mandatory_ciphers"}) {
        auto const grade = values.text(prefix + kind);
        if (std::none_of(grades.begin(), grades.end(), [&](auto const* one) { return base::iequals(one, grade); }))
            tell(out, values, prefix + kind, fmt::format("unknown grade \"{}\"", base::printable(grade, 100)));
    }
}

void look_at_identity_words(problems& out, conf::settings const& values) {
    for (auto const& word : values.list("auth_external_identity"))
        if (!net::is_identity_word(word))
            tell(out, values, "auth_external_identity", fmt::format("\"{}\" is no name in a certificate that is known here; it has no effect", base::printable(word, 100)));
}

void look_at_service(problems& out, service_socket const& service, conf::report const& report) {
    auto const prefix = service.command == "postscreen" ? "smtpd" : service.command;
    if (prefix != "smtpd" && prefix != "imapd" && prefix != "pop3d" && prefix != "lmtpd") return;
    look_at_words(out, service.values, prefix);
    look_at_identity_words(out, service.values);
    bool const both = prefix == "imapd" && service.values.number("imapd_message_limit") > 0 && service.values.number("imapd_save_limit") > 0;
    if (both) tell(out, service.values, "imapd_save_limit", "has no effect beside imapd_message_limit");
    if (prefix != "smtpd") return;
    auto const digest = service.values.text("smtpd_tls_fingerprint_digest");
    if (!net::is_digest(digest)) tell(out, service.values, "smtpd_tls_fingerprint_digest", fmt::format("unknown digest \"{}\"", base::printable(digest, 100)));
    attempt([&] { (void)smtpd_settings(service.values, report); });
}

bool same(conf::problem const& a, conf::problem const& b) { return a.message() == b.message(); }

// "hash:/etc/x: ...": the check of tables tells that, once for all who use it.
bool is_of_a_table(conf::problem const& one) {
    auto const first = std::string_view(one.text).substr(0, one.text.find(' '));
    return one.file.empty() && first.find(':') + 1 < first.size();
}

}  // namespace

std::vector<conf::problem> doubts(conf::configuration const& files) {
    problems out;
    auto const report = [&out](conf::problem const& one) {
        if (!is_of_a_table(one)) out.push_back(one);
    };
    auto const& values = *files.values;
    attempt([&] { (void)queue_settings(values, report); });
    attempt([&] { (void)route_settings(files, report); });
    attempt([&] { (void)smtp_transports(files, {}, report); });
    attempt([&] { (void)local_settings(values, report); });
    for (auto const& [parameter, why] : doubts_about_stores(values)) tell(out, values, parameter, why);
    for (auto const* client : {"smtp", "lmtp"}) look_at_words(out, values, client);
    for (auto const& service : sockets_of(files)) look_at_service(out, service, report);
    problems once;
    for (auto& one : out)
        if (std::none_of(once.begin(), once.end(), [&](auto const& before) { return same(before, one); })) once.push_back(std::move(one));
    return once;
}

}  // namespace mailstead::server

// TLS (RFC 3207, RFC 8314 §3.3) and our login (RFC 4954).
#include <algorithm>

#include <fmt/format.h>

#include "auth/sasl_client.h"
#include "base/ascii.h"
#include "base/log.h"
#include "net/peer_certificate.h"
#include "mta/smtp_client/connection.h"
#include "mta/smtp_client/tls_report.h"

namespace mailstead::mta::smtp_client {
namespace {

constexpr unsigned most_steps = 16;    // of a login; no mechanism takes more than four

trouble soft(char const* status, std::string text) {
    trouble why;
    why.status = status;
    why.text = std::move(text);
    return why;
}

bool has_print(std::vector<std::string> const& wanted, net::peer_certificate const* shown) {
    auto const same = [shown](std::string const& one) { return base::iequals(one, shown->fingerprint) || base::iequals(one, shown->key_fingerprint); };
    return shown && std::any_of(wanted.begin(), wanted.end(), same);
}

bool is_among(std::vector<std::string> const& all, std::string const& one) {
    return !one.empty() && std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

// After EHLO in clear: as much TLS as the policy wants.
net::task<trouble> connection::secure() {
    auto const& policy = errand_.policy;
    if (policy.level == tls_level::none) {
        if (how_->tls.notes_offer && server_.starttls) base::log::info(how_->program(), "Host offered STARTTLS: [{}]", to_.name);
        co_return trouble();
    }
    bool const must = policy.is_mandatory();
    if (!server_.starttls) {
        found(tls_result::starttls_not_supported, {});
        note_sts_failure("it does not offer STARTTLS");
        if (must) co_return soft("4.7.4", fmt::format("TLS is required, but was not offered by host {}", to_.text()));
        co_return trouble();
    }
    if (!errand_.context) {
        if (must) co_return soft("4.7.5", "TLS is required, but our TLS engine is unavailable");
        co_return trouble();
    }
    auto const answer = co_await ask("STARTTLS\r\n", how_->patience.starttls, "sending STARTTLS");
    if (!answer.why.status.empty()) co_return answer.why;
    if (answer.reply.code != 220) {
        found(tls_result::starttls_not_supported, smtp::one_line(answer.reply));
        note_sts_failure("it refused to start TLS: " + smtp::one_line(answer.reply));
        if (must) co_return soft("4.7.4", fmt::format("TLS is required, but host {} refused to start TLS: {}", to_.text(), smtp::one_line(answer.reply)));
        co_return trouble();
    }
    auto why = co_await handshake();
    // RFC 3207 §4.2: what was learned in clear is forgotten.
    if (why.status.empty() && how_->is_lmtp()) why = co_await say_lhlo();
    else if (why.status.empty()) why = co_await say_hello(true);
    co_return why;
}

// Mode testing: what mode enforce would have refused.
void connection::note_sts_failure(std::string const& why) const {
    if (errand_.policy.sts == sts_role::testing)
        base::log::info(how_->program(), "MTA-STS policy of {} in mode testing: host {} would be refused: {}", errand_.domain, to_.text(), why);
}

net::task<trouble> connection::handshake() {
    // Bytes behind the reply to STARTTLS were not sent by the server that we are going to trust.
    if (has_unread()) {
        spoilt_ = handshake_failed_ = true;
        found(tls_result::validation_failure, "text before the handshake");
        co_return soft("4.7.5", fmt::format("Cannot start TLS: host {} sent text before the handshake", to_.text()));
    }
    if (!errand_.context) co_return soft("4.7.5", "TLS is required, but our TLS engine is unavailable");
    auto const& policy = errand_.policy;
    net::tls_wish wish;
    wish.context = errand_.context;
    wish.session = errand_.session;
    wish.digest = how_->tls.digest;
    wish.wildcard_is_deep = how_->tls.wildcard_is_deep;
    wish.names = names_to_match(policy.level == tls_level::fingerprint ? std::vector<std::string>() : policy.match, to_.name, errand_.domain);
    // RFC 8461 §4.2: of all names the exchanger's alone counts, and only in subjectAltName.
    if (policy.sts != sts_role::none) wish.names.assign(1, to_.name);
    else
        for (auto const& name : {errand_.domain, to_.name})
            if (!is_among(wish.names, name)) wish.names.push_back(name);
    wish.by_subject_alternative = policy.sts != sts_role::none;
    if (policy.is_by_tlsa()) {    // RFC 7672 §3.2.3: a certificate of an authority has to be for one of these
        wish.tlsa = policy.tlsa;
        wish.tlsa_names = {policy.tlsa_name};
        for (auto const& name : {to_.name, errand_.domain})
            if (!is_among(wish.tlsa_names, name)) wish.tlsa_names.push_back(name);
        wish.server_name = policy.tlsa_name;
    } else if (!policy.server_name.empty()) wish.server_name = names_to_match({policy.server_name}, to_.name, errand_.domain).front();
    std::string words;
    auto const server = co_await net::start_tls_client(*wire_, std::move(wish), how_->patience.starttls, words);
    if (!server) {
        spoilt_ = handshake_failed_ = true;
        found(tls_result::validation_failure, words.empty() ? server.error().message() : words);
        note_sts_failure("the TLS handshake failed");
        base::log::info(how_->program(), "SSL_connect error to {}: {}", to_.relay(), words.empty() ? lost(server.error(), "performing the TLS handshake").text : words);
        co_return soft("4.7.5", "Cannot start TLS: handshake failure");
    }
    replies_.reset();
    look_at(*server);
    co_return judge(*server);
}

void connection::found(std::string_view result, std::string reason) {
    tls_seen_.result = result;
    tls_seen_.reason = std::move(reason);
}

// What the domain's own policy says of the certificate; one of the administrator's is nobody else's business.
void connection::look_at(net::tls_server const& server) {
    auto const& policy = errand_.policy;
    auto const* shown = server.certificate.get();
    if (policy.is_by_tlsa() ? server.by_dane : policy.sts == sts_role::none) return;
    if (!shown) return found(tls_result::not_trusted, "no certificate");
    if (shown->expired) return found(tls_result::expired, shown->distrust);
    if (!shown->trusted || policy.is_by_tlsa()) return found(tls_result::not_trusted, shown->distrust);
    if (server.matched.empty()) found(tls_result::host_mismatch, {});
}

trouble connection::judge(net::tls_server const& server) {
    auto const& policy = errand_.policy;
    auto const wanted = names_to_match(policy.match, to_.name, errand_.domain);
    bool const by_print = policy.level == tls_level::fingerprint;
    auto const* shown = server.certificate.get();
    bool const trusted = shown && shown->trusted;
    bool const matches = by_print ? has_print(policy.match, shown) : is_among(wanted, server.matched);
    verified_ = policy.is_by_tlsa() ? server.by_dane : policy.is_verifying() && matches && (by_print || trusted);
    bool const named = server.matched == errand_.domain || (server.matched == to_.name && to_.is_sure);
    // RFC 8689 §4.2.1: the name of a host out of a DNS answer that nobody signed is not vouched for, however well the
    // certificate fits it. What the administrator has written himself counts.
    auto const is_host = [this](std::string const& one) { return base::iequals(one, to_.name); };
    bool const written = by_print || std::any_of(policy.match.begin(), policy.match.end(), is_host);
    bool const by_dns = policy.is_by_tlsa() || (server.matched == to_.name && !written);
    vouched_for_ = (verified_ && (!by_dns || to_.is_sure)) || (trusted && !server.matched.empty() && named);
    if (how_->tls.loglevel > 0) {
        auto const& now = wire_->tls();
        auto const* status = verified_ ? "Verified" : trusted ? "Trusted" : shown ? "Untrusted" : "Anonymous";
        base::log::info(how_->program(), "{} TLS connection established to {}: {} with cipher {} ({}/{} bits){}", status, to_.relay(), now.protocol,
                        now.cipher, now.bits, now.bits, now.details);
    }
    if (policy.sts == sts_role::testing && !(trusted && !server.matched.empty()))
        note_sts_failure(trusted ? "its certificate is not for it" : shown ? "its certificate is not trusted: " + shown->distrust : "it showed no certificate");
    if (!policy.is_verifying() || verified_) return {};
    spoilt_ = true;
    if (shown && !trusted && how_->tls.loglevel > 0)
        base::log::info(how_->program(), "certificate verification failed for {}: {}", to_.relay(), shown->distrust);
    bool const untrusted = !by_print && !trusted;
    return soft("4.7.5", untrusted ? "Server certificate not trusted" : "Server certificate not verified");
}

net::task<trouble> connection::log_in() {
    auto const& login = how_->login;
    if (!login.enabled) co_return trouble();
    auto const found = co_await find_password();
    if (!server_.auth && found && !found->empty())
        base::log::warning(how_->program(), "{}: {} has an entry for it, but it offered no AUTH", to_.text(), how_->parameter("sasl_password_maps"));
    if (!server_.auth) co_return trouble();
    if (!found) co_return soft("4.3.0", how_->parameter("sasl_password_maps") + " lookup failure");
    if (found->empty()) co_return trouble();    // no entry for this server
    auto const colon = found->find(':');
    // Without a login the server would refuse mail for good that is only waiting for a colon.
    if (colon == found->npos)
        co_return soft("4.7.0", fmt::format("SASL authentication failed; the entry of {} for server {} is not user:password", how_->parameter("sasl_password_maps"), to_.text()));
    co_return co_await prove(found->substr(0, colon), found->substr(colon + 1));
}

// "" when there is none.
net::task<conf::result<std::string>> connection::find_password() const {
    auto const& login = how_->login;
    auto look = [this, &login]() -> conf::result<std::string> {
        std::vector<std::string> keys;
        if (login.by_sender && !errand_.sender.empty()) keys.push_back(base::lowered(errand_.sender));
        keys.push_back(to_.name);
        keys.push_back(base::lowered(errand_.next_hop));
        for (auto const& key : keys) {
            auto found = login.passwords.find(key);
            if (!found) return found.error();
            if (*found) return std::move(**found);
        }
        return std::string();
    };
    co_return co_await net::blocking(lookups_, look);
}

// smtp_sasl_mechanism_filter. A mechanism that nobody can decide about is not used.
net::task<std::vector<std::string>> connection::usable_mechanisms() {
    auto const& filter = how_->login.mechanisms;
    if (filter.empty()) co_return server_.mechanisms;
    auto choose = [this, &filter]() -> base::result<std::vector<std::string>> {
        std::vector<std::string> out;
        for (auto const& one : server_.mechanisms) {
            auto const wanted = filter.matches(one);
            if (wanted && *wanted) out.push_back(one);
        }
        return out;
    };
    auto chosen = co_await net::blocking(lookups_, choose);
    if (!chosen) co_return std::vector<std::string>();
    co_return std::move(*chosen);
}

net::task<trouble> connection::prove(std::string user, std::string password) {
    auto const& login = how_->login;
    auth::sasl_client::login how;
    how.host = to_.name;
    how.user = std::move(user);
    how.password = std::move(password);
    how.mechanisms = co_await usable_mechanisms();
    how.demands = verified_ ? login.verified : wire_->is_tls() ? login.under_tls : login.in_clear;
    auth::sasl_client client(std::move(how));

    auth::sasl_client::step step;
    auto first = [&client]() -> base::result<auth::sasl_client::step> { return client.start(); };
    auto started = co_await net::blocking(lookups_, first);
    if (!started) co_return soft("4.3.0", "mail system resources are exhausted");
    step = std::move(*started);
    std::string line = step.failed ? std::string() : "AUTH " + client.mechanism();
    if (!step.failed && step.bytes) line += step.bytes->empty() ? std::string(" =") : ' ' + base::base64_encode(*step.bytes);
    for (unsigned i = 0; i < most_steps; ++i) {
        if (step.failed)
            co_return soft("4.7.0", fmt::format("SASL authentication failed; cannot authenticate to server {}: {}", to_.text(), step.why));
        auto const visible = i == 0 ? shown::whole : shown::hidden;    // a transcript leaves out what follows the mechanism's name
        auto const answer = co_await ask(line + "\r\n", how_->patience.mail, "performing SASL authentication", visible);
        if (!answer.why.status.empty()) co_return answer.why;
        if (answer.reply.code >= 200 && answer.reply.code < 300) co_return trouble();
        if (answer.reply.code != 334) {
            bool const hard = answer.reply.code >= 500 && !login.defers;
            auto why = soft(hard ? "5.7.8" : "4.7.0", fmt::format("SASL authentication failed; server {} said: {}", to_.text(), smtp::one_line(answer.reply)));
            co_return why;
        }
        auto const challenge = base::base64_decode(base::trimmed(answer.reply.text));
        if (!challenge) co_return soft("4.7.0", fmt::format("SASL authentication failed; malformed challenge from server {}", to_.text()));
        auto next = [&client, &challenge]() -> base::result<auth::sasl_client::step> { return client.next(*challenge); };
        auto went = co_await net::blocking(lookups_, next);
        if (!went) co_return soft("4.3.0", "mail system resources are exhausted");
        step = std::move(*went);
        line = base::base64_encode(step.bytes.value_or(std::string()));
    }
    co_return soft("4.7.0", fmt::format("SASL authentication failed; endless challenges from server {}", to_.text()));
}

}  // namespace mailstead::mta::smtp_client

// STARTTLS and AUTH: who can listen, and who this is (RFC 3207, RFC 4954).
#include "mta/smtpd/session.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"
#include "net/peer_certificate.h"
#include "net/tls_words.h"

namespace mailstead::mta::smtpd {
namespace {

bool is_allowed(auth::mechanism const& what, sasl_options const& wanted) noexcept {
    if (wanted.no_anonymous && what.anonymous) return false;
    if (wanted.no_plaintext && what.plaintext) return false;
    if (wanted.no_dictionary && what.dictionary) return false;
    if (wanted.no_active && what.active) return false;
    if (wanted.forward_secrecy && !what.forward_secrecy) return false;
    return !wanted.mutual_auth || what.mutual_auth;
}

}  // namespace

task<session::next> session::on(smtp::starttls) {    // RFC 3207 §4
    if (wire_.is_tls()) say(554, "5.5.1", "Error: TLS already active");
    else if (settings_.tls == tls_level::none) say(502, "5.5.1", "Error: command not implemented");
    else if (!with_.tls) say(454, "4.7.0", "TLS not available due to local problem");
    if (last_code_ != 0) co_return next::go_on;

    if (too_many(client_counts::event::tls_session, settings_.client_limits.tls_rate, "New TLS session")) {
        say(454, "4.7.0", "Error: too many new TLS sessions from " + client());
        co_return next::go_on;
    }
    bool const early = framer_.has_input();
    say(220, "2.0.0", "Ready to start TLS");
    bool const written = co_await flush();
    if (!written) co_return next::close;
    if (early) {    // RFC 3207 §4.2: somebody may have put commands in front of the client's own
        base::log::warning(settings_.service, "data sent behind STARTTLS in clear by {}: connection closed", client());
        quiet_end_ = true;
        co_return next::close;
    }
    bool const secured = co_await handshake();
    if (!secured) co_return next::close;
    co_await abort_milters();
    reset();
    helo_.clear();
    user_.clear();
    method_.clear();
    extended_ = false;
    co_return next::go_on;
}

task<bool> session::handshake() {
    framer_.reset();
    auto const done = co_await wire_.start_tls(with_.tls, settings_.starttls_timeout);
    if (done) {
        auto const& tls = wire_.tls();
        auto const* shown = tls.certificate.get();
        if (settings_.tls_loglevel > 0)
            base::log::info(settings_.service, "{}", net::tls_words(tls, client()));
        co_return has_wanted_certificate(shown);
    }
    base::log::info(settings_.service, "SSL_accept error from {}: {}", client(), done.error().message());
    base::log::info(settings_.service, "lost connection after {} from {}", where_, client());
    quiet_end_ = true;
    co_return false;
}

bool session::has_wanted_certificate(net::peer_certificate const* shown) {
    if (!settings_.require_certificate || (shown && shown->trusted)) return true;
    std::string_view const why = shown ? "Client certificate not trusted" : "No client certificate presented";
    base::log::info(settings_.service, "NOQUEUE: abort: TLS from {}: {}", client(), why);
    say(421, "4.7.1", fmt::format("{} Error: {}", settings_.myhostname, why));
    quiet_end_ = true;
    return false;
}

bool session::may_offer_auth() const {
    bool const clear = !wire_.is_tls();
    return settings_.sasl && !(clear && (settings_.tls_auth_only || settings_.tls == tls_level::encrypt));
}

std::vector<auth::mechanism> session::mechanisms() const {
    auto all = with_.accounts.mechanisms();
    auto const& wanted = wire_.is_tls() ? settings_.sasl_tls : settings_.sasl_clear;
    std::erase_if(all, [&](auth::mechanism const& one) { return !is_allowed(one, wanted) || !passes_filter(one.name); });
    return net::usable_on(wire_, std::move(all), settings_.external_identity);
}

// A filter that cannot be read lets nothing pass.
bool session::passes_filter(std::string const& mechanism) const {
    if (!settings_.sasl_filter) return true;
    auto const listed = settings_.sasl_filter->matches(mechanism);
    return listed && *listed;
}

task<session::next> session::on(smtp::auth what) {    // RFC 4954 §4
    if (!settings_.sasl) say(503, "5.5.1", "Error: authentication not enabled");
    else if (mail_.open) say(503, "5.5.1", "Error: MAIL transaction in progress");
    else if (!may_offer_auth()) say(504, "5.5.4", "Encryption required for requested authentication mechanism");
    else if (!user_.empty()) say(503, "5.5.1", "Error: already authenticated");
    if (last_code_ != 0) co_return next::go_on;

    if (too_many(client_counts::event::auth, settings_.client_limits.auth_rate, "AUTH command")) {
        say(450, "4.7.1", "Error: too many AUTH commands from " + peer_.address);
        co_return next::go_on;
    }
    auto const offered = mechanisms();
    auto request = net::login_request(wire_, what.mechanism, offered, settings_.external_identity);
    if (what.initial) request.initial_response = base::base64_decode(*what.initial);
    if (what.initial && !request.initial_response) {
        refuse_auth("Invalid base64 data in initial response");
        co_return next::go_on;
    }
    auto const same = [&](auth::mechanism const& one) { return base::iequals(one.name, what.mechanism); };
    bool const reachable = !with_.accounts.mechanisms().empty();
    if (reachable && std::none_of(offered.begin(), offered.end(), same)) {
        refuse_auth("Invalid authentication mechanism");
        co_return next::go_on;
    }
    request.service = settings_.sasl_service;
    request.local_address = local_.address;    // XCLIENT may have said others
    request.local_port = local_.port;
    request.remote_address = peer_.address;
    request.remote_port = peer_.port;
    auto begun = co_await with_.accounts.start(std::move(request));
    framer_.set_line_limit(settings_.sasl_response_limit);
    auto const after = co_await exchange(std::move(what.mechanism), std::move(begun));
    framer_.set_line_limit(settings_.line_length_limit);
    co_return after;
}

task<session::next> session::exchange(std::string mechanism, net::authenticator::started begun) {
    auto answer = std::move(begun.first);
    while (auto* challenge = std::get_if<net::auth_challenge>(&answer)) {
        auto const bytes = co_await response(std::move(challenge->data));
        if (!bytes) co_return quiet_end_ ? next::close : next::go_on;
        if (!begun.exchange) {
            say(454, "4.7.0", "Temporary authentication failure: generic failure");
            co_return next::go_on;
        }
        answer = co_await begun.exchange->step(*bytes);
    }
    if (auto const* refused = std::get_if<net::auth_refused>(&answer)) {
        refuse_auth(mechanism, *refused);
        co_return next::go_on;
    }
    auto const who = std::get<net::auth_accepted>(answer);
    if (!who.data.empty()) {    // RFC 4954 §4: the last words of the server travel as one more challenge
        auto const nothing = co_await response(who.data);
        if (!nothing) co_return quiet_end_ ? next::close : next::go_on;
    }
    accept(std::move(mechanism), who);
    co_return next::go_on;
}

// Sends the challenge and waits for the client's line. Absent: the exchange is over and the client has been told, or
// the connection is gone (quiet_end_).
task<std::optional<std::string>> session::response(std::string challenge) {
    say(334, "", base::base64_encode(challenge));
    last_code_ = 0;
    auto piece = framer_.next();
    while (piece.kind == smtp::framer::kind::need_more) {
        bool const written = co_await flush();
        if (!written) co_return std::nullopt;
        auto const got = co_await read();
        if (!got) {
            co_await end_of_input(got.error());
            co_return std::nullopt;
        }
        piece = framer_.next();
    }
    if (piece.kind == smtp::framer::kind::too_long) {
        say(500, "5.5.6", "SASL response limit exceeded");
        co_return std::nullopt;
    }
    if (piece.bytes == "*") {
        base::log::warning(settings_.service, "{}: SASL authentication aborted", client());
        say(501, "5.7.0", "Authentication aborted");
        co_return std::nullopt;
    }
    auto decoded = base::base64_decode(piece.bytes);
    if (!decoded) refuse_auth("Invalid base64 data in continued response");
    co_return decoded;
}

void session::accept(std::string mechanism, net::auth_accepted const& who) {
    user_ = who.user;
    method_ = std::move(mechanism);
    say(235, "2.7.0", "Authentication successful");
}

// The client learns that it failed, the log learns why; fail2ban reads this line, and passes over what begins as Postfix's
// word for trouble of its own.
void session::refuse_auth(std::string const& mechanism, net::auth_refused const& why) {
    base::log::warning(settings_.service, "{}: SASL {} authentication failed: {}{}, sasl_username={}", client(),
                       base::printable(mechanism, 100), why.temporary ? "Connection lost to authentication server: " : "",
                       base::printable(why.reason), why.user.empty() ? "(unavailable)" : base::printable(why.user, 100));
    if (why.temporary) say(454, "4.7.0", "Temporary authentication failure: generic failure");
    else refuse_auth("authentication failure");
}

void session::refuse_auth(std::string_view reason) {
    transcript_.met(notice::trouble::policy);
    say(535, "5.7.8", fmt::format("Error: authentication failed: {}", reason));
}

}  // namespace mailstead::mta::smtpd

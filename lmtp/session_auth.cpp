// Who the client is: STARTTLS (RFC 3207) and AUTH (RFC 4954), on TCP.
#include <utility>

#include "base/ascii.h"
#include "base/log.h"
#include "lmtp/session.h"
#include "net/login_offer.h"
#include "net/tls_words.h"

namespace mailstead::lmtp {
namespace {

constexpr std::size_t auth_line_limit = 12288;    // RFC 4954 §4

}  // namespace

bool session::offers_tls() const noexcept {
    return with_->tls && settings_.tls != tls_level::none && !wire_.is_tls() && wire_.peer().address != "unix";
}

bool session::needs_tls_first() const noexcept {
    return settings_.tls == tls_level::encrypt && !wire_.is_tls() && wire_.peer().address != "unix";
}

bool session::may_use(auth::mechanism const& what) const {
    if (!passes_filter(what.name, settings_.mechanism_filter)) return false;
    bool const secure = wire_.is_tls();
    if (!is_admitted(what, secure ? settings_.tls_rules : settings_.clear_rules)) return false;
    if (secure || !what.plaintext) return true;
    if (settings_.tls_auth_only == tls_auth_only::no) return true;
    return settings_.tls_auth_only == tls_auth_only::remote && wire_.peer().loopback;
}

// What AUTH offers now; nothing on a Unix socket, whose peers need no other permission.
std::vector<auth::mechanism> session::admitted_mechanisms() const {
    std::vector<auth::mechanism> out;
    if (!with_->authenticator || !settings_.authentication || wire_.peer().address == "unix") return out;
    if (needs_tls_first() || !user_.empty()) return out;
    for (auto& each : with_->authenticator->mechanisms())
        if (may_use(each)) out.push_back(std::move(each));
    return net::usable_on(wire_, std::move(out), settings_.external_identity);
}

net::task<void> session::on(smtp::starttls const&) {    // RFC 3207 §4
    if (wire_.is_tls()) co_return say(554, "5.5.1", "Error: TLS already active");
    if (!offers_tls()) co_return say(502, "5.5.1", "Error: command not implemented");
    say(220, "2.0.0", "Ready to start TLS");
    co_await drained();
    framer_.reset();    // said in clear, by whomever
    auto const secured = co_await wire_.start_tls(with_->tls, settings_.starttls_timeout);
    if (!secured) {
        base::log::info("lmtpd", "TLS handshake with {} failed: {}", wire_.peer().address, secured.error().message());
        closing_ = true;
        co_return;
    }
    net::log_handshake("lmtpd", wire_, *with_->tls);
    greeted_ = false;    // RFC 3207 §4.2: what was said in clear is forgotten
    helo_.clear();
    open_.reset();
    user_.clear();
}

auth::request session::request_for(smtp::auth const& what) const {
    auto out = net::login_request(wire_, what.mechanism, admitted_mechanisms(), settings_.external_identity);
    out.service = settings_.service;
    return out;
}

net::task<void> session::on(smtp::auth const& what) {    // RFC 4954 §4
    if (!user_.empty()) co_return say(503, "5.5.1", "Error: already authenticated");
    if (!with_->authenticator || !settings_.authentication || wire_.peer().address == "unix")
        co_return say(503, "5.5.1", "Error: authentication not enabled");
    auto const all = with_->authenticator->mechanisms();
    auto const same = [&what](auth::mechanism const& each) { return base::iequals(each.name, what.mechanism); };
    auto const found = std::find_if(all.begin(), all.end(), same);
    if (all.empty()) co_return say(454, "4.7.0", "Temporary authentication failure");
    auto const usable = net::usable_on(wire_, all, settings_.external_identity);
    if (std::none_of(usable.begin(), usable.end(), same)) co_return say(504, "5.5.4", "Unrecognized authentication type");
    if (!may_use(*found)) {
        if (found->plaintext && !wire_.is_tls())
            co_return say(538, "5.7.11", "Encryption required for requested authentication mechanism");
        co_return say(504, "5.5.4", "Unrecognized authentication type");
    }
    auto request = request_for(what);
    if (what.initial) {
        request.initial_response = base::base64_decode(*what.initial);
        if (!request.initial_response) co_return say(501, "5.5.2", "Cannot decode the initial response");
    }
    co_await authenticate(std::move(request));
}

net::task<void> session::authenticate(auth::request request) {
    auto const mechanism = request.mechanism;
    auto exchange = co_await with_->authenticator->start(std::move(request));
    auto answer = std::move(exchange.first);
    while (auto* challenge = std::get_if<net::auth_challenge>(&answer)) {
        auto response = co_await response_to(std::move(challenge->data));
        if (!response) co_return;
        answer = co_await exchange.exchange->step(std::move(*response));
    }
    auto const* accepted = std::get_if<net::auth_accepted>(&answer);
    if (accepted && !accepted->data.empty()) {
        // RFC 4954 §4: additional data with success travels as one more challenge, answered by an empty line.
        auto const response = co_await response_to(accepted->data);
        if (!response) co_return;
    }
    finish_authentication(answer, mechanism);
}

void session::finish_authentication(net::auth_answer const& answer, std::string const& mechanism) {
    if (auto const* accepted = std::get_if<net::auth_accepted>(&answer)) {
        user_ = accepted->user;
        return say(235, "2.7.0", "Authentication successful");
    }
    auto const& refused = std::get<net::auth_refused>(answer);
    base::log::warning("lmtpd", "unknown[{}]: SASL {} authentication failed: {}", wire_.peer().address, mechanism,
                       base::printable(refused.reason));
    if (refused.temporary) return say(454, "4.7.0", "Temporary authentication failure");
    say(535, "5.7.8", "Error: authentication failed");
}

// The decoded answer to a challenge; absent: the exchange is over and the client has been told.
net::task<std::optional<std::string>> session::response_to(std::string challenge) {
    say(334, "", base::base64_encode(challenge));
    framer_.set_line_limit(auth_line_limit);
    auto line = co_await next_line();
    framer_.set_line_limit(settings_.line_limit);
    if (!line) co_return std::nullopt;
    if (*line == "*") {
        say(501, "5.7.0", "Authentication aborted");
        co_return std::nullopt;
    }
    auto decoded = base::base64_decode(*line);
    if (!decoded) say(501, "5.5.2", "Cannot decode the response");
    co_return decoded;
}

net::task<std::optional<std::string>> session::next_line() {
    for (;;) {
        auto const piece = framer_.next();
        if (piece.kind == smtp::framer::kind::line) co_return std::string(piece.bytes);
        if (piece.kind == smtp::framer::kind::too_long) {
            say(500, "5.5.6", "Error: authentication exchange line is too long");
            co_return std::nullopt;
        }
        bool const more = co_await refill();
        if (!more) co_return std::nullopt;
    }
}

}  // namespace mailstead::lmtp

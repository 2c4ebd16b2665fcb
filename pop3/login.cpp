// The AUTHORIZATION state: USER, PASS and APOP (RFC 1939 §7), AUTH (RFC 5034), STLS (RFC 2595 §4).
#include "pop3/session.h"

#include <algorithm>
#include <random>

#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"
#include "net/tls_words.h"

#include "pop3/reply.h"

namespace mailstead::pop3 {

namespace {

constexpr std::string_view clear_text = "-ERR [AUTH] clear-text passwords need TLS here";
constexpr std::string_view trouble = "-ERR [SYS/TEMP] temporary authentication failure, try again later";
constexpr std::string_view wrong = "-ERR [AUTH] authentication failed";

}  // namespace

bool session::may_send_clear_password() const {
    if (wire_.is_tls()) return true;
    switch (around_.settings.clear_passwords) {
    case clear_passwords::allowed: return true;
    case clear_passwords::under_tls: return false;
    case clear_passwords::under_tls_or_loopback: return wire_.peer().loopback;
    }
    return false;
}

// What this client may use now: what auth has, less what the administrator forbids here.
std::vector<mailstead::auth::mechanism> session::offered() const {
    auto const& s = around_.settings;
    if (!s.auth_enable || (s.require_tls && !wire_.is_tls())) return {};
    auto all = around_.authenticator.mechanisms();
    auto const& options = wire_.is_tls() ? s.under_tls : s.in_clear;
    bool const clear = may_send_clear_password();
    std::erase_if(all, [&](auto const& m) {
        return !options.permit(m) || (m.plaintext && !clear) || !is_listed(s.mechanism_filter, m.name);
    });
    return net::usable_on(wire_, std::move(all), s.external_identity);
}

void session::refuse_clear_password() {
    login_.refused_in_clear = true;
    refuse(clear_text);
}

bool session::offers_password() const {
    auto const mechanisms = offered();
    return std::any_of(mechanisms.begin(), mechanisms.end(), [](auto const& m) { return m.name == "PLAIN"; });
}

mailstead::auth::request session::login_request(std::string mechanism, std::optional<std::string> first) const {
    auto out = net::login_request(wire_, std::move(mechanism), offered(), around_.settings.external_identity);
    out.service = around_.settings.service;
    out.initial_response = std::move(first);
    return out;
}

net::task<bool> session::on(user what) {
    if (!may_send_clear_password()) {
        refuse_clear_password();
        co_return true;
    }
    if (!offers_password() && !around_.authenticator.mechanisms().empty()) {
        refuse("-ERR no passwords here: use AUTH");
        co_return true;
    }
    user_name_ = what.name;
    say("+OK");    // for any name: who exists is nobody's business
    co_return true;
}

net::task<bool> session::on(pass what) {
    if (user_name_.empty()) {
        refuse("-ERR USER comes first");
        co_return true;
    }
    auto const name = std::exchange(user_name_, {});
    login_.user = name;
    bool const has_nul = name.find('\0') != name.npos || what.password.find('\0') != what.password.npos;
    if (!offers_password()) {
        if (may_send_clear_password()) refuse(trouble);
        else refuse_clear_password();
        co_return true;
    }
    if (has_nul) {
        refuse(wrong);
        co_return true;
    }
    std::string first;
    first.append(1, '\0').append(name).append(1, '\0').append(what.password);    // RFC 4616 §2
    auto asked = login_request("PLAIN", std::move(first));
    auto begun = co_await around_.authenticator.start(std::move(asked));
    login_.attempt("PLAIN", around_.clock.steady());
    co_return co_await conclude(std::move(begun.first));
}

// Only where some account keeps the secret that the digest is made of; who has none is refused as for a wrong digest.
bool session::offers_apop() const {
    auto const& s = around_.settings;
    if (!s.auth_enable || (s.require_tls && !wire_.is_tls()) || !is_listed(s.mechanism_filter, "APOP")) return false;
    auto const all = around_.authenticator.mechanisms();
    auto const found = std::find_if(all.begin(), all.end(), [](auto const& m) { return m.name == "APOP"; });
    if (found == all.end()) return false;
    auto shown = *found;
    shown.hidden = false;    // it is no SASL mechanism
    return (wire_.is_tls() ? s.under_tls : s.in_clear).permit(shown);
}

void session::greet() {
    out_ += "+OK " + around_.settings.banner;
    if (offers_apop()) {
        std::random_device dice;
        timestamp_ = fmt::format("<{:08x}{:08x}{:08x}{:08x}@{}>", dice(), dice(), dice(), dice(), around_.settings.host);
        out_ += " " + timestamp_;
    }
    out_ += "\r\n";
}

net::task<bool> session::on(apop what) {
    login_.user = what.name;
    if (timestamp_.empty() || !offers_apop()) {
        refuse("-ERR no APOP here");
        co_return true;
    }
    // As Dovecot's mechanism of that name has it: the timestamp, the name, the digest.
    std::string first = timestamp_;
    first.append(1, '\0').append(what.name).append(1, '\0').append(base::hex_decode(what.digest).value_or(""));
    auto asked = login_request("APOP", std::move(first));
    auto begun = co_await around_.authenticator.start(std::move(asked));
    login_.attempt("APOP", around_.clock.steady());
    co_return co_await conclude(std::move(begun.first));
}

net::task<bool> session::on(pop3::auth what) {
    if (what.mechanism.empty()) {
        list_mechanisms();
        co_return true;
    }
    auto const same = [&what](auto const& m) { return base::iequals(m.name, what.mechanism); };
    auto const mechanisms = offered();
    auto const found = std::find_if(mechanisms.begin(), mechanisms.end(), same);
    if (found == mechanisms.end()) {
        auto const all = around_.authenticator.mechanisms();
        auto const known = std::find_if(all.begin(), all.end(), same);
        bool const in_clear = known != all.end() && known->plaintext && around_.settings.auth_enable && !may_send_clear_password();
        if (!all.empty()) login_.attempt(what.mechanism, around_.clock.steady());
        login_.unsupported = !all.empty() && !in_clear;
        if (in_clear) refuse_clear_password();
        else if (all.empty()) refuse(trouble);    // nobody knows now
        else refuse("-ERR no such authentication mechanism here");
        co_return true;
    }
    std::optional<std::string> first;
    if (what.initial_response) first = *what.initial_response == "=" ? "" : base::base64_decode(*what.initial_response);
    if (what.initial_response && !first) {
        refuse("-ERR the initial response is not base64");
        co_return true;
    }
    auto asked = login_request(found->name, std::move(first));
    co_return co_await authenticate(std::move(asked));
}

// An old form of AUTH that some clients still use to ask what there is.
void session::list_mechanisms() {
    out_ += "+OK\r\n";
    for (auto const& m : offered()) out_ += m.name + "\r\n";
    out_ += ".\r\n";
}

net::task<bool> session::authenticate(mailstead::auth::request what) {
    login_.attempt(what.mechanism, around_.clock.steady());
    auto begun = co_await around_.authenticator.start(std::move(what));
    auto outcome = std::move(begun.first);
    for (;;) {
        auto const* const yes = std::get_if<net::auth_accepted>(&outcome);
        if (yes && !yes->data.empty()) {    // what the mechanism says with its success, RFC 5034 §4
            auto const heard = co_await ask_client(yes->data);
            if (!heard) co_return !end_;
            break;
        }
        auto const* const challenge = std::get_if<net::auth_challenge>(&outcome);
        if (!challenge) break;
        if (!begun.exchange) break;
        auto response = co_await ask_client(challenge->data);
        if (!response) co_return !end_;
        outcome = co_await begun.exchange->step(std::move(*response));
    }
    co_return co_await conclude(std::move(outcome));
}

// One challenge and its answer, RFC 5034 §4; absent when the client gives up, which has been answered, or is gone.
net::task<std::optional<std::string>> session::ask_client(std::string_view challenge) {
    say("+ " + base::base64_encode(challenge));
    login_.unfinished = true;
    auto const got = co_await read_line();
    if (got == input::gone) co_return std::nullopt;
    if (got == input::too_long) {
        refuse("-ERR response too long");
        co_return std::nullopt;
    }
    if (line_ == "*") {
        refuse("-ERR authentication cancelled");
        co_return std::nullopt;
    }
    auto response = base::base64_decode(line_);
    if (!response) refuse("-ERR the response is not base64");
    co_return response;
}

net::task<bool> session::conclude(net::auth_answer outcome) {
    login_.unfinished = false;
    if (auto const* yes = std::get_if<net::auth_accepted>(&outcome)) {
        auto const wait = around_.settings.login_delay;
        if (around_.delays && around_.delays->too_soon(yes->user, around_.clock.steady(), wait)) {
            refused_user_ = yes->user;
            refuse("-ERR [LOGIN-DELAY] too soon after the last login");
            co_return true;
        }
        net::log_login("pop3-login", yes->user, login_.mechanism, wire_, id_);
        co_return co_await open_maildrop(yes->user);
    }
    auto const* no = std::get_if<net::auth_refused>(&outcome);
    bool const temporary = !no || no->temporary;
    if (temporary) base::log::warning("pop3-login", "authentication: {}", no ? no->reason : "unexpected challenge");
    if (!temporary) {
        ++login_.failures;
        if (!no->user.empty()) login_.user = no->user;
    }
    refuse(temporary ? trouble : wrong);
    co_return true;
}

net::task<bool> session::open_maildrop(std::string name) {
    auto account = co_await around_.accounts.open(name);
    base::error_code why = account ? base::error_code() : account.error();
    if (account) {
        auto* const owned = account->get();
        auto const how = around_.settings.deletion;
        auto work = [owned, how] { return maildrop::open(*owned, how); };
        auto drop = co_await net::blocking(around_.disk, work);
        if (drop) drop_ = std::move(*drop);
        else why = drop.error();
    }
    if (!drop_) {
        refused_user_ = name;
        base::log::warning("pop3", "({}): the maildrop cannot be opened: {}", base::printable(name), why.message());
        refuse(err_for(why));
        co_return true;
    }
    account_ = std::move(*account);
    user_name_ = std::move(name);
    framer_.set_line_limit(around_.settings.line_limit);
    errors_ = 0;
    if (around_.delays) around_.delays->note(user_name_, around_.clock.steady(), around_.settings.login_delay);
    found_ = drop_->remaining();
    say(fmt::format("+OK {} messages ({} octets)", found_.messages, found_.octets));
    co_return true;
}

net::task<bool> session::on(stls) {
    if (wire_.is_tls()) {
        refuse("-ERR TLS is active already");
        co_return true;
    }
    if (!around_.tls || !around_.settings.offer_tls) {
        refuse("-ERR no TLS here");
        co_return true;
    }
    if (utf8_) {    // RFC 6856 §2.1
        refuse("-ERR STLS comes before UTF8");
        co_return true;
    }
    say("+OK begin TLS negotiation");
    bool const written = co_await flush();
    if (!written) co_return false;
    // Whatever else came in clear must not be taken for something said under TLS.
    framer_.reset();
    held_.reset();
    user_name_.clear();
    auto const done = co_await wire_.start_tls(around_.tls, around_.settings.starttls_timeout);
    if (done) net::log_handshake("pop3-login", wire_, *around_.tls);
    else end_ = done.error();
    co_return done.has_value();
}

}  // namespace mailstead::pop3

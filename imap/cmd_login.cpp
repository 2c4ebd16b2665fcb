// CAPABILITY, STARTTLS, AUTHENTICATE, LOGIN and LOGOUT: RFC 3501 §6.1.1, §6.1.3 and §6.2, RFC 4959 (SASL-IR).
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"
#include "net/compressed_stream.h"
#include "net/login_offer.h"
#include "net/tls_words.h"

#include "imap/session.h"

namespace mailstead::imap {

namespace {

// After the login the long limits apply.
framer::limits limits_after_login(settings const& how) { return {how.line_limit, how.literal_limit}; }

}  // namespace

bool session::clear_passwords_allowed() const noexcept {
    if ((wire_->is_tls() ? how_.under_tls : how_.in_clear).no_plaintext) return false;
    if (wire_->is_tls() || how_.clear_passwords == clear_passwords::allowed) return true;
    return how_.clear_passwords == clear_passwords::under_tls_or_loopback && wire_->peer().loopback;
}

// What may be used on this connection as it is now.
std::vector<auth::mechanism> session::offered() const {
    if (!how_.auth_enable || (how_.require_tls && !wire_->is_tls())) return {};
    auto out = with_.auth.mechanisms();
    auto const& options = wire_->is_tls() ? how_.under_tls : how_.in_clear;
    bool const passwords = clear_passwords_allowed();
    auto const refused = [&](auth::mechanism const& m) {
        return !permits(options, how_.mechanism_filter, m) || (m.plaintext && !passwords);
    };
    std::erase_if(out, refused);
    return net::usable_on(*wire_, std::move(out), how_.external_identity);
}

net::task<> session::pause(std::chrono::milliseconds time) {
    if (time.count() <= 0) co_return;
    boost::asio::steady_timer timer(wire_->get_executor(), time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

// Only what fully works stands here; each name has its dialogues (tests/protocol/README.md).
void session::capabilities(std::string& out) const {
    out.append("IMAP4rev1 IMAP4rev2 SASL-IR ID ENABLE IDLE LANGUAGE ").append(how_.literal_minus ? "LITERAL-" : "LITERAL+");
    if (account_) {
        out += " NAMESPACE CHILDREN UIDPLUS UNSELECT MOVE ESEARCH SEARCHRES WITHIN SEARCH=FUZZY LIST-EXTENDED LIST-STATUS SPECIAL-USE"
               " SORT SORT=DISPLAY THREAD=ORDEREDSUBJECT THREAD=REFERENCES THREAD=REFS"
               " ESORT PARTIAL CONTEXT=SEARCH CONTEXT=SORT MULTISEARCH I18NLEVEL=2"
               " STATUS=SIZE CONDSTORE QRESYNC MULTIAPPEND BINARY CATENATE OBJECTID PREVIEW REPLACE SAVEDATE NOTIFY"
               " QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE QUOTA=RES-MAILBOX FILTERS";
        out += how_.mailbox_metadata ? " METADATA LIST-METADATA" : " METADATA-SERVER";
        if (how_.acl) out += " ACL RIGHTS=kxte LIST-MYRIGHTS";
        if (is_administrator()) out += " QUOTASET";
        out += " APPENDLIMIT";
        if (how_.message_limit != 0) out.append("=").append(std::to_string(how_.message_limit));    // RFC 7889 §2
        out += " UTF8=ACCEPT UIDONLY INPROGRESS";
        if (account_->recorded()) out += " CREATE-SPECIAL-USE";
        if (how_.offer_unauthenticate) out += " UNAUTHENTICATE";
        if (how_.messages_at_once != 0) out.append(" MESSAGELIMIT=").append(std::to_string(how_.messages_at_once));
        else if (how_.saves_at_once != 0) out.append(" SAVELIMIT=").append(std::to_string(how_.saves_at_once));
        if (!compressed_) out += " COMPRESS=DEFLATE";
        return;
    }
    if (starts_tls()) out += " STARTTLS";
    bool const too_early = how_.require_tls && !wire_->is_tls();
    if (!how_.auth_enable || too_early || !clear_passwords_allowed()) out += " LOGINDISABLED";
    for (auto const& m : offered()) out.append(" AUTH=").append(m.name);
}

net::task<reply> session::on(commands::capability) {    // RFC 3501 §6.1.1
    out_ += "* CAPABILITY ";
    capabilities(out_);
    out_ += "\r\n";
    co_return reply::ok(account_ ? "Capability completed." : "Pre-login capabilities listed, post-login capabilities have more.");
}

net::task<reply> session::on(commands::logout) {    // RFC 3501 §6.1.3
    out_ += "* BYE Logging out\r\n";
    log_end(account_ ? "Logged out" : "Aborted login by logging out");
    open_ = false;
    selected_.reset();
    co_return reply::ok("Logout completed.");
}

net::task<reply> session::on(commands::start_tls) {    // RFC 3501 §6.2.1
    if (wire_->is_tls()) co_return reply::bad("TLS is already active.");
    if (!starts_tls()) co_return reply::bad("TLS is not available.");
    out_ += tag_ + " OK Begin TLS negotiation now.\r\n";
    bool const said = co_await flush();
    if (!said) co_return reply::later();
    framer_.reset();
    auto const done = co_await wire_->start_tls(tls_, how_.starttls_timeout);
    if (done) net::log_handshake("imap-login", *wire_, *tls_);
    else {
        open_ = false;
        log_end("TLS handshake failed");
    }
    co_return reply::later();
}

net::task<reply> session::on(commands::login what) {    // RFC 3501 §6.2.3
    if (!how_.auth_enable) co_return reply::no("[CANNOT] Authentication is disabled.");
    if (!clear_passwords_allowed()) co_return refuse_clear_password();
    login_->user = what.user;
    // RFC 4616: [authzid] NUL authcid NUL passwd.
    std::string message;
    message.append(1, '\0').append(what.user).append(1, '\0').append(what.password);
    co_return co_await sasl("PLAIN", std::move(message));
}

net::task<reply> session::on(commands::authenticate what) {    // RFC 3501 §6.2.2
    auto const all = with_.auth.mechanisms();
    if (all.empty()) co_return reply::no("[UNAVAILABLE] Temporary authentication failure.");
    auto const same = [&what](auth::mechanism const& m) { return m.name == what.mechanism; };
    auto const usable = offered();
    if (std::none_of(usable.begin(), usable.end(), same)) {
        auto const known = std::find_if(all.begin(), all.end(), same);
        bool const in_clear = known != all.end() && known->plaintext && how_.auth_enable && !clear_passwords_allowed();
        login_->attempt(what.mechanism, with_.clock.steady());
        if (in_clear) co_return refuse_clear_password();
        login_->unsupported = true;
        co_return reply::no("[CANNOT] Unsupported authentication mechanism.");
    }
    std::optional<std::string> initial;
    if (what.initial && *what.initial == "=") initial.emplace();
    else if (what.initial) {
        initial = base::base64_decode(*what.initial);
        if (!initial) co_return reply::bad("Invalid base64 data in the initial response.");
    }
    co_return co_await sasl(std::move(what.mechanism), std::move(initial));
}

reply session::refuse_clear_password() {
    login_->refused_in_clear = true;
    return reply::no("[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.");
}

net::task<reply> session::sasl(std::string mechanism, std::optional<std::string> initial) {
    login_->attempt(mechanism, with_.clock.steady());
    auto request = net::login_request(*wire_, mechanism, offered(), how_.external_identity);
    request.service = how_.service;
    request.initial_response = std::move(initial);
    auto began = co_await with_.auth.start(std::move(request));
    auto result = std::move(began.first);
    bool last_words = false;    // what the server says with its success has been sent as a challenge
    for (;;) {
        std::string challenge;
        if (auto* accepted = std::get_if<net::auth_accepted>(&result)) {
            if (accepted->data.empty() || last_words) co_return co_await logged_in(std::move(accepted->user), std::move(mechanism));
            challenge = accepted->data;
            last_words = true;
        } else if (auto* refused = std::get_if<net::auth_refused>(&result)) {
            if (!refused->user.empty()) login_->user = refused->user;
            co_return co_await login_failed(login_->user, std::move(mechanism), std::move(*refused));
        } else {
            challenge = std::get<net::auth_challenge>(result).data;
        }
        out_ += "+ " + base::base64_encode(challenge) + "\r\n";
        login_->unfinished = true;
        auto line = co_await next_line();
        if (!line) co_return reply::later();
        if (*line == "*") co_return reply::bad("Authentication aborted by client.");
        auto response = base::base64_decode(*line);
        if (!response) co_return reply::bad("Invalid base64 data in the response.");
        if (!last_words) result = co_await began.exchange->step(std::move(*response));
    }
}

net::task<reply> session::logged_in(std::string user, std::string mechanism) {
    auto opened = co_await with_.accounts.open(user);
    if (!opened) {
        base::log::error("imap-login", "user=<{}>: account cannot be opened: {}", base::printable(user), opened.error().message());
        co_return no_for(opened.error());
    }
    user_ = std::move(user);
    net::log_login("imap-login", user_, mechanism, *wire_, id_);
    account_ = std::move(*opened);
    sharing_ = with_.accounts.sharing();
    bool const shows_others = how_.acl && sharing_ && !(how_.sharing.others.empty() && how_.sharing.common_owner.empty());
    if (shows_others) account_ = std::make_shared<store::shared_account>(std::move(account_), sharing_, how_.sharing);
    failed_logins_ = login_->failures;
    login_.reset();
    framer_.set_limits(limits_after_login(how_));
    std::string text = "[CAPABILITY ";
    capabilities(text);
    co_return reply::ok(text + "] Logged in");
}

net::task<reply> session::login_failed(std::string user, std::string mechanism, net::auth_refused why) {
    login_->unfinished = false;
    base::log::debug("imap-login", "user=<{}>, method={}: {}", base::printable(user), mechanism, why.reason);
    if (why.temporary) co_return reply::no("[UNAVAILABLE] Temporary authentication failure.");
    ++login_->failures;
    co_await pause(how_.auth_failure_delay);
    if (login_->failures >= how_.login_error_limit) {
        out_ += tag_ + " NO [AUTHENTICATIONFAILED] Authentication failed.\r\n";
        bye("Too many failed logins.", "Too many failed logins");
        co_return reply::later();
    }
    co_return reply::no("[AUTHENTICATIONFAILED] Authentication failed.");
}

}  // namespace mailstead::imap

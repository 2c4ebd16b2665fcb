// How a session ends in the log, in the words that log tools (fail2ban's dovecot filter among them) look for.
#include <unistd.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"

#include "pop3/session.h"

namespace mailstead::pop3 {

std::string session::end_reason() const {
    if (quit_) return account_ ? "Logged out" : "Aborted login by logging out";
    if (!end_) return "Too many errors";
    if (end_ == net::errc::timed_out) return "Inactivity";
    if (end_ == net::errc::tls_failed && !wire_.is_tls()) return "TLS handshake failed";
    bool const is_gone = end_ == net::errc::closed || end_ == net::errc::tls_failed;    // many close TLS without a word
    return is_gone ? "Connection closed" : end_.message();
}

void session::log_end() const {
    auto const reason = end_reason();
    auto const place = net::login_place(wire_, id_);
    if (account_) {
        base::log::info(fmt::format("pop3({})<{}><{}>", base::printable(user_name_), ::getpid(), id_),
                        "Disconnected: {} top={}/{}, retr={}/{}, del={}/{}, size={}", reason, done_.top, done_.top_bytes, done_.retr, done_.retr_bytes,
                        done_.deleted, found_.messages, found_.octets);
    } else if (login_.failures == 0 && !refused_user_.empty()) {
        base::log::info("pop3-login", "Disconnected: {} (internal failure, 1 successful auths): user=<{}>, {}", reason, net::log_name(refused_user_), place);
    } else {
        base::log::info("pop3-login", "Disconnected: {} {}", reason, net::without_login(login_, around_.clock.steady(), place));
    }
}

}  // namespace mailstead::pop3

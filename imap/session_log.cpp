// The session's lines in the log, in the wording that Dovecot's log tools know.
#include <unistd.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/login_offer.h"

#include "imap/login_state.h"
#include "imap/session.h"

namespace mailstead::imap {

std::string session::program() const {
    if (!account_) return "imap-login";
    return fmt::format("imap({})<{}><{}>", base::printable(user_), ::getpid(), id_);
}

// What both a login and a failed one are told with.
std::string session::login_fields() const {
    auto const* secured = wire_->is_tls() ? "TLS, " : wire_->peer().loopback ? "secured, " : "";
    return fmt::format("rip={}, lip={}, {}session=<{}>", wire_->peer().address, wire_->local().address, secured, id_);
}

void session::log_login(std::string_view mechanism) const {
    auto const* secured = wire_->is_tls() ? "TLS, " : wire_->peer().loopback ? "secured, " : "";
    base::log::info("imap-login", "Login: user=<{}>, method={}, rip={}, lip={}, mpid={}, {}session=<{}>", net::log_name(user_),
                    base::printable(mechanism), wire_->peer().address, wire_->local().address, ::getpid(), secured, id_);
}

void session::log_end(std::string_view reason) {
    if (std::exchange(ended_in_log_, true)) return;
    if (account_) {
        base::log::info(program(), "Disconnected: {} in={} out={}", reason, bytes_in_, bytes_out_ + out_.size());
        return;
    }
    auto const secs = std::chrono::duration_cast<std::chrono::seconds>(with_.clock.steady() - login_->began).count();
    if (login_->failures > 0) {
        base::log::info("imap-login", "Disconnected: {} (auth failed, {} attempts in {} secs): user=<{}>, method={}, {}", reason,
                        login_->failures, secs, net::log_name(login_->user), base::printable(login_->mechanism), login_fields());
    } else if (login_->refused_in_clear) {
        base::log::info("imap-login", "Disconnected: {} (tried to use disallowed plaintext auth): user=<>, {}", reason, login_fields());
    } else {
        base::log::info("imap-login", "Disconnected: {} (no auth attempts in {} secs): user=<>, {}", reason, secs, login_fields());
    }
}

}  // namespace mailstead::imap

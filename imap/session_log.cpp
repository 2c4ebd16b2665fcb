// The session's lines in the log, in the wording that Dovecot's log tools know.
#include <unistd.h>

#include "base/ascii.h"
#include "base/log.h"

#include "imap/session.h"

namespace mailstead::imap {

std::string session::program() const {
    if (!account_) return "imap-login";
    return fmt::format("imap({})<{}><{}>", base::printable(user_), ::getpid(), id_);
}

void session::log_end(std::string_view reason) {
    if (std::exchange(ended_in_log_, true)) return;
    if (account_) {
        base::log::info(program(), "Disconnected: {} in={} out={}", reason, bytes_in_, bytes_out_ + out_.size());
        return;
    }
    base::log::info("imap-login", "Disconnected: {} {}", reason, net::without_login(*login_, with_.clock.steady(), net::login_place(*wire_, id_)));
}

}  // namespace mailstead::imap

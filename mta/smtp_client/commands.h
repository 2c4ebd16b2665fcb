// The lines that the client says for one message (RFC 5321 §4.1.1, RFC 3461, RFC 6531, Postfix's XFORWARD). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mta/smtp_client/attempt.h"
#include "mta/smtp_client/settings.h"
#include "smtp/offers.h"

namespace mailstead::mta::smtp_client {

// CR LF included; parameters only where the server offers them. `left`: seconds of the message's time limit, if it has one. `sender` and `recipient`: the addresses as they go out.
std::string mail_line(attempt const& what, std::string_view sender, smtp::offers const& server, settings const& how,
                      std::optional<std::int64_t> left = std::nullopt);
std::string rcpt_line(attempt const& what, std::uint32_t whom, std::string_view recipient, smtp::offers const& server, settings const& how);
// Who gave us the message, as far as the server wants to know it: at most two lines; empty: nothing to say.
std::string xforward_lines(lmtp::origin const& from, smtp::offers const& server);

}  // namespace mailstead::mta::smtp_client

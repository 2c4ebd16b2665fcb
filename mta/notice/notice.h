// The mail that tells the postmaster of a session (Postfix's form). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "mta/envelope.h"

namespace mailstead::mta::notice {

// A session that the postmaster is to hear of.
struct notice {
    std::string program;       // "SMTP server", "SMTP client"
    std::string peer;          // "client.example[192.0.2.1]"
    std::string transcript;    // CRLF lines
    std::string reason;        // why the session ended before its time: "lost connection"; empty: it did not
};
// Takes it over; never blocks, never fails. On any thread.
using teller = std::function<void(notice)>;

// What the administrator decides about notices.
struct notice_settings {
    std::string hostname = "localhost";                     // myhostname
    std::string mail_name = "Mailstead";
    std::string to = "postmaster";                          // error_notice_recipient
    std::string from = "double-bounce@localhost";           // double_bounce_sender: it never comes back
};

// `id` is its queue id, `now` microseconds since 1970.
std::string notice_text(notice const& what, notice_settings const& how, std::string_view id, std::int64_t now);
envelope notice_envelope(notice_settings const& how, std::int64_t now);

}  // namespace mailstead::mta::notice

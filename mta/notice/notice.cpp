#include "mta/notice/notice.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "mime/date.h"
#include "mta/cleanup/received.h"

namespace mailstead::mta::notice {

std::string notice_text(notice const& what, notice_settings const& how, std::string_view id, std::int64_t now) {
    auto const seconds = now / 1'000'000;
    auto const date = mime::format_local_date(seconds);
    auto out = fmt::format("Received: by {0} ({1})\r\n\tid {2}; {3}\r\nDate: {3}\r\nFrom: Mail Delivery System <MAILER-DAEMON@{0}>\r\n"
                           "To: Postmaster <{4}>\r\nSubject: {1} {5}: errors from {6}\r\nAuto-Submitted: auto-generated\r\n"
                           "Message-Id: {7}\r\n\r\nTranscript of session follows.\r\n\r\n",
                           how.hostname, how.mail_name, id, date, base::printable(how.to, 500), what.program, base::printable(what.peer, 500),
                           cleanup::made_message_id(seconds, id, how.hostname));
    out += what.transcript + "\r\n";
    if (!what.reason.empty()) out += fmt::format("Session aborted, reason: {}\r\n\r\n", what.reason);
    return out + "For other details, see the local mail logfile\r\n";
}

envelope notice_envelope(notice_settings const& how, std::int64_t now) {
    envelope out;
    out.sender = how.from;
    out.arrival = now;
    recipient to;
    to.address = to.original = how.to;
    out.recipients.push_back(std::move(to));
    return out;
}

}  // namespace mailstead::mta::notice

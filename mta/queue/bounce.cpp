// Three parts: for people, for programs, and what came back.
#include "mta/queue/bounce.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "mime/date.h"
#include "mime/header.h"
#include "smtp/date_time.h"

namespace mailstead::mta::queue {
namespace {

// A value that cannot start a line or a field of its own; UTF-8 stays (RFC 6533).
std::string one_line(std::string_view text) {
    std::string out(text.substr(0, 2000));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
    }
    return out;
}

// Words of `text` in lines of at most 72 columns, each after `indent`.
std::string folded(std::string_view text, std::string_view indent) {
    std::string out;
    std::size_t column = 0;
    for (auto const word : base::split(text, " ")) {
        if (column > 0 && column + 1 + word.size() > 72) {
            out += "\r\n";
            out += indent;
            column = indent.size();
        } else if (column > 0) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    return out;
}

std::string joined(store::shared_text const& text) {
    std::string out;
    if (!text) return out;
    for (auto const& piece : *text) out += piece;
    return out;
}

std::string date_of(std::int64_t micros) { return mime::format_local_date(micros / 1000000); }

struct wording {
    char const* subject;
    char const* action;     // RFC 3464 §2.3.3
    char const* text;       // for people
};

wording const& words_of(report_kind kind) {
    static constexpr wording all[] = {
        {"Undelivered Mail Returned to Sender", "failed",
         "I'm sorry to have to inform you that your message could not\r\n"
         "be delivered to one or more recipients. What is left of it is\r\n"
         "attached below.\r\n\r\n"
         "For further help, write to postmaster and include this report;\r\n"
         "you may delete your own text from the attached message.\r\n"},
        {"Delayed Mail (still being retried)", "delayed",
         "This is a warning only; you need not send your message again.\r\n\r\n"
         "Your message could not be delivered within the time that you have\r\n"
         "set. Delivery to the recipients below is still being tried.\r\n"},
        {"Mail Delivery Status Report", "relayed",
         "Your message was handed over to another mail system for the\r\n"
         "recipients below. Whether it will be delivered within the time that\r\n"
         "you have set is not known here.\r\n"},
    };
    return all[static_cast<std::size_t>(kind)];
}

std::string header(message const& failed, bounce_facts const& facts, std::string_view boundary) {
    auto const date = date_of(facts.now);
    auto const to = one_line(facts.sender.empty() ? std::string_view(failed.what.sender) : facts.sender);
    return fmt::format("Received: by {0} ({1})\r\n\tid {2}; {3}\r\n"
                       "Date: {3}\r\nFrom: MAILER-DAEMON@{0} (Mail Delivery System)\r\n"
                       "Subject: {7}\r\nTo: {4}\r\nAuto-Submitted: auto-replied\r\n"
                       "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
                       "\tboundary=\"{5}\"\r\nContent-Transfer-Encoding: 8bit\r\nMessage-Id: <{6}.{2}@{0}>\r\n\r\n"
                       "This is a MIME-encapsulated message.\r\n\r\n",
                       facts.hostname, facts.mail_name, facts.bounce_id, date, to, boundary, facts.now, words_of(facts.kind).subject);
}

std::string for_people(message const& failed, std::vector<std::uint32_t> const& recipients, bounce_facts const& facts) {
    auto out = fmt::format(
        "Content-Description: Notification\r\nContent-Type: text/plain; charset={}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
        "This is the mail system at host {}.\r\n\r\n"
        "{}\r\n"
        "                   The mail system\r\n",
        failed.what.smtputf8 ? "utf-8" : "us-ascii", facts.hostname, words_of(facts.kind).text);
    for (auto const at : recipients) {
        auto const& whom = failed.what.recipients[at];
        auto const line = fmt::format("<{}>: {}", one_line(whom.address), one_line(failed.recipients[at].reason));
        out += "\r\n" + folded(line, "    ") + "\r\n";
    }
    return out;
}

std::string recipient_fields(message const& failed, std::uint32_t at, bounce_facts const& facts) {
    auto const& whom = failed.what.recipients[at];
    auto const& how = failed.recipients[at];
    auto const type = base::is_ascii(whom.address) ? "rfc822" : "utf-8";
    auto out = fmt::format("\r\nFinal-Recipient: {}; {}\r\n", type, one_line(whom.address));
    if (!whom.orcpt.empty()) out += fmt::format("Original-Recipient: {}\r\n", one_line(whom.orcpt));
    else if (!whom.original.empty()) out += fmt::format("Original-Recipient: rfc822;{}\r\n", one_line(whom.original));
    auto const status = facts.kind == report_kind::delay ? "4.4.7" : std::string_view(how.status);    // RFC 2852 §4.1.3
    out += fmt::format("Action: {}\r\nStatus: {}\r\n", words_of(facts.kind).action, status);
    bool const remote = how.remote_reply || facts.kind == report_kind::relay;
    if (remote && !how.relay.empty()) out += fmt::format("Remote-MTA: dns; {}\r\n", one_line(how.relay.substr(0, how.relay.find('['))));
    auto const kind = remote ? "smtp" : "x-mailstead";
    out += "Diagnostic-Code: " + folded(fmt::format("{}; {}", kind, one_line(how.reason)), "    ") + "\r\n";
    if (facts.kind == report_kind::delay && facts.tried_until != 0) out += fmt::format("Will-Retry-Until: {}\r\n", date_of(facts.tried_until));
    return out;
}

// RFC 4865 §5.1.2: what MAIL asked for. HOLDFOR counts whole seconds from the arrival, HOLDUNTIL names a whole second.
std::string future_release_field(envelope const& of) {
    auto const apart = of.release_at - of.arrival;
    bool const interval = apart >= 0 && apart % 1'000'000 == 0;
    return interval ? fmt::format("Future-Release-Request: for;{}\r\n", apart / 1'000'000)
                    : fmt::format("Future-Release-Request: until;{}\r\n", smtp::print_date_time(of.release_at / 1'000'000));
}

// RFC 3464 §2.
std::string for_programs(message const& failed, std::vector<std::uint32_t> const& recipients,
                         bounce_facts const& facts) {
    auto out = fmt::format("Content-Description: Delivery report\r\nContent-Type: message/{}delivery-status\r\n"
                           "Content-Transfer-Encoding: 8bit\r\n\r\nReporting-MTA: dns; {}\r\n",
                           failed.what.smtputf8 ? "global-" : "", facts.hostname);
    if (!failed.what.envid.empty()) out += fmt::format("Original-Envelope-Id: {}\r\n", one_line(failed.what.envid));
    out += fmt::format("X-{0}-Queue-ID: {1}\r\nX-{0}-Sender: rfc822; {2}\r\nArrival-Date: {3}\r\n", facts.mail_name,
                       facts.id, one_line(facts.sender.empty() ? std::string_view(failed.what.sender) : facts.sender), date_of(failed.what.arrival));
    if (failed.what.deliver_by != 0) out += fmt::format("Deliver-By-Date: {}\r\n", date_of(failed.what.deliver_by));    // RFC 2852 §5
    if (failed.what.release_at != 0) out += future_release_field(failed.what);
    for (auto const at : recipients) out += recipient_fields(failed, at, facts);
    return out;
}

std::string header_of(std::string_view text) {
    mime::header_scanner scanner(text);
    while (scanner.next()) {}
    return std::string(text.substr(0, scanner.length()));
}

std::string what_is_left(message const& failed, store::shared_text const& original, bounce_facts const& facts) {
    auto const text = joined(original);
    // RFC 8689 §5: as if RET=HDRS; RFC 3461 §6.2: so are reports of what is not lost.
    bool const wanted = failed.what.ret != dsn_return::headers && !failed.what.requiretls && facts.kind == report_kind::failure;
    bool const whole = original && wanted && text.size() <= facts.size_limit;
    auto const type = failed.what.smtputf8 ? (whole ? "message/global" : "message/global-headers")    // RFC 6533
                                           : (whole ? "message/rfc822" : "text/rfc822-headers");
    auto out = fmt::format("Content-Description: {}Message{}\r\nContent-Type: {}\r\n"
                           "Content-Transfer-Encoding: 8bit\r\n\r\n",
                           facts.kind == report_kind::relay ? "" : facts.kind == report_kind::delay ? "Delayed " : "Undelivered ",
                           whole ? "" : " Headers", type);
    if (!original) return out + "X-Note: the message can no longer be read\r\n";
    out += whole ? text : header_of(text);
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
}

}  // namespace

bool wants_bounce(envelope const& what, recipient const& whom) noexcept {
    if (what.sender.empty()) return false;
    if (whom.notify & notify::never) return false;
    return whom.notify == notify::none || (whom.notify & notify::failure);
}

std::string bounce_text(message const& failed, std::vector<std::uint32_t> const& recipients,
                        store::shared_text const& original, bounce_facts const& facts) {
    auto const boundary = fmt::format("{}.{}/{}", facts.bounce_id, facts.now, facts.hostname);
    auto out = header(failed, facts, boundary);
    auto const mark = "--" + boundary + "\r\n";
    out += mark + for_people(failed, recipients, facts) + "\r\n";
    out += mark + for_programs(failed, recipients, facts) + "\r\n";
    out += mark + what_is_left(failed, original, facts) + "\r\n";
    out += "--" + boundary + "--\r\n";
    return out;
}

}  // namespace mailstead::mta::queue

// Three parts: for people, for programs, and what came back.
#include "mta/queue/bounce.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "mime/date.h"
#include "mime/header.h"
#include "mta/cleanup/received.h"
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

report_text const& words_of(bounce_facts const& facts) {
    static report_texts const ours = own_report_texts(false);
    return facts.words ? *facts.words : ours.of(facts.kind);
}

// Whom it goes to for the report of a message without a sender.
std::string shown_sender(message const& about, bounce_facts const& facts) {
    auto const& sender = facts.sender.empty() ? std::string_view(about.what.sender) : facts.sender;
    return sender.empty() ? fmt::format("MAILER-DAEMON@{}", facts.hostname) : one_line(sender);
}

bool is_eight_bit(bounce_facts const& facts) {
    return facts.utf8 || !base::iequals(words_of(facts).charset, "us-ascii");
}

char const* encoding(bounce_facts const& facts) { return is_eight_bit(facts) ? "Content-Transfer-Encoding: 8bit\r\n" : ""; }

// Without the empty line behind it.
std::string header_of(std::string_view text) {
    mime::header_scanner scanner(text);
    std::size_t end = 0;
    while (auto const field = scanner.next()) end = field->offset + field->raw.size();
    return std::string(text.substr(0, end));
}

// RFC 5322 §3.6.4.
std::string thread_fields(std::string_view original) {
    auto const found = mime::find_field(original, "Message-ID");
    auto const id = found ? base::trimmed(found->value) : std::string_view();
    bool const good = id.size() > 2 && id.size() < 500 && id.front() == '<' && id.back() == '>' && id.find_first_of(" \t\r\n") == id.npos;
    return good ? fmt::format("References: {0}\r\nIn-Reply-To: {0}\r\n", id) : std::string();
}

std::string header(message const& about, std::string_view original, bounce_facts const& facts, std::string_view boundary) {
    auto const& words = words_of(facts);
    auto const seconds = facts.now / 1000000;
    auto const date = date_of(facts.now);
    auto const to = one_line(facts.to.empty() ? std::string_view(about.what.sender) : facts.to);
    return fmt::format("Received: by {0} ({1})\r\n\tid {2}; {3}\r\nDate: {3}\r\nFrom: {4}\r\nSubject: {5}\r\nTo: {6}\r\n{7}"
                       "Auto-Submitted: auto-{8}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
                       "\tboundary=\"{9}\"\r\n{10}Message-Id: {11}\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n",
                       facts.hostname, facts.mail_name, facts.bounce_id, date, words.from,
                       facts.for_postmaster ? words.postmaster_subject : words.subject, to,
                       facts.threaded ? thread_fields(original) : std::string(), facts.for_postmaster ? "generated" : "replied", boundary,
                       encoding(facts), cleanup::made_message_id(seconds, facts.bounce_id, facts.hostname));
}

// What people read of one recipient.
std::string sentence(message const& about, std::uint32_t at, bounce_facts const& facts) {
    auto const& whom = about.what.recipients[at];
    auto const& how = about.recipients[at];
    auto out = fmt::format("<{}>", one_line(whom.address));
    if (!whom.original.empty() && !base::iequals(whom.original, whom.address)) out += fmt::format(" (expanded from <{}>)", one_line(whom.original));
    out += ": ";
    bool const tells_way = facts.kind == report_kind::success || facts.kind == report_kind::status;
    if (tells_way && !how.relay.empty() && how.relay != "none") out += fmt::format("delivery via {}: ", one_line(how.relay));
    return out + one_line(how.reason);
}

std::string for_people(message const& about, std::vector<std::uint32_t> const& recipients, bounce_facts const& facts) {
    auto const& words = words_of(facts);
    auto const charset = facts.utf8 && base::iequals(words.charset, "us-ascii") ? std::string_view("utf-8") : std::string_view(words.charset);
    auto out = fmt::format("Content-Description: Notification\r\nContent-Type: text/plain; charset={}\r\n{}\r\n", charset, encoding(facts));
    for (char const c : facts.for_postmaster ? std::string_view() : std::string_view(words.body)) {
        if (c == '\n') out += '\r';
        out += c;
    }
    for (auto const at : recipients) out += "\r\n" + folded(sentence(about, at, facts), "    ") + "\r\n";
    return out;
}

// RFC 3464 §2.3.3, and the two words of a report that nothing is delivered for.
std::string_view action_of(progress const& how, envelope const& what, report_kind kind) noexcept {
    if (what.report == reporting::verify) return how.fate == fate::sent ? "deliverable" : "undeliverable";
    if (kind == report_kind::delay || how.fate == fate::deferred) return "delayed";
    if (how.fate == fate::sent) return how.into_mailbox ? "delivered" : "relayed";
    return "failed";
}

// What the other server said, without our words around it: "host NAME said: ... (in reply to RCPT TO command)".
std::string_view said(progress const& how) noexcept {
    std::string_view text = how.reason;
    constexpr std::string_view before = " said: ", after = " (in reply to ";
    auto const at = text.find(before);
    if (!text.starts_with("host ") || at == text.npos) return text;
    text.remove_prefix(at + before.size());
    return text.substr(0, text.rfind(after));
}

// "mx.example.com" of "mx.example.com[192.0.2.1]:25".
std::string_view name_of_host(std::string_view relay) noexcept { return relay.substr(0, relay.find('[')); }

// As it was given; with the domain that it got where it had none.
std::string const& whole_original(recipient const& whom) {
    bool const bare = whom.original.find('@') == whom.original.npos;
    return bare && whom.address.starts_with(whom.original + "@") ? whom.address : whom.original;
}

std::string recipient_fields(message const& about, std::uint32_t at, bounce_facts const& facts) {
    auto const& whom = about.what.recipients[at];
    auto const& how = about.recipients[at];
    auto const type = base::is_ascii(whom.address) ? "rfc822" : "utf-8";
    auto out = fmt::format("\r\nFinal-Recipient: {}; {}\r\n", type, one_line(whom.address));
    if (!whom.orcpt.empty()) out += fmt::format("Original-Recipient: {}\r\n", one_line(whom.orcpt));
    else if (!whom.original.empty()) out += fmt::format("Original-Recipient: rfc822;{}\r\n", one_line(whole_original(whom)));
    auto const action = action_of(how, about.what, facts.kind);
    out += fmt::format("Action: {}\r\nStatus: {}\r\n", action, facts.time_is_over ? std::string_view("4.4.7") : std::string_view(how.status));
    if (how.remote_reply && !how.relay.empty()) out += fmt::format("Remote-MTA: dns; {}\r\n", one_line(name_of_host(how.relay)));
    auto const words = how.remote_reply ? fmt::format("smtp; {}", one_line(said(how))) : fmt::format("X-{}; {}", facts.mail_name, one_line(how.reason));
    out += "Diagnostic-Code: " + folded(words, "    ") + "\r\n";
    if (action == "delayed" && facts.retried_until != 0) out += fmt::format("Will-Retry-Until: {}\r\n", date_of(facts.retried_until));
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
std::string for_programs(message const& about, std::vector<std::uint32_t> const& recipients, bounce_facts const& facts) {
    auto out = fmt::format("Content-Description: Delivery report\r\nContent-Type: message/{}delivery-status\r\n{}\r\nReporting-MTA: dns; {}\r\n",
                           about.what.smtputf8 ? "global-" : "", about.what.smtputf8 ? encoding(facts) : "", facts.hostname);
    if (!about.what.envid.empty()) out += fmt::format("Original-Envelope-Id: {}\r\n", one_line(about.what.envid));
    out += fmt::format("X-{0}-Queue-ID: {1}\r\nX-{0}-Sender: rfc822; {2}\r\nArrival-Date: {3}\r\n", facts.mail_name, facts.id,
                       shown_sender(about, facts), date_of(about.what.arrival));
    if (about.what.deliver_by != 0) out += fmt::format("Deliver-By-Date: {}\r\n", date_of(about.what.deliver_by));    // RFC 2852 §5
    if (about.what.release_at != 0) out += future_release_field(about.what);
    for (auto const at : recipients) out += recipient_fields(about, at, facts);
    return out;
}

// A failure gives the message back, unless it is too long, the sender wants less, or it is a copy for the postmaster.
bool gives_all(message const& about, std::string_view text, bounce_facts const& facts) {
    bool const wanted = about.what.ret != dsn_return::headers && !about.what.requiretls;    // RFC 8689 §5: as if RET=HDRS
    bool const a_copy = facts.for_postmaster && !about.what.sender.empty();    // nobody else has what had no sender
    return wanted && !a_copy && facts.kind == report_kind::failure && text.size() <= facts.size_limit;
}

std::string what_is_left(message const& about, bool readable, std::string_view text, bounce_facts const& facts) {
    bool const whole = readable && gives_all(about, text, facts);
    bool const undelivered = facts.kind == report_kind::failure || facts.kind == report_kind::delay;
    auto const type = about.what.smtputf8 ? (whole ? "message/global" : "message/global-headers")    // RFC 6533
                                          : (whole ? "message/rfc822" : "text/rfc822-headers");
    auto out = fmt::format("Content-Description: {}Message{}\r\nContent-Type: {}\r\n{}\r\n", undelivered ? "Undelivered " : "",
                           whole ? "" : " Headers", type, encoding(facts));
    if (!readable) return out + "X-Note: the message can no longer be read\r\n";
    out += fmt::format("Return-Path: <{}>\r\n", shown_sender(about, facts));
    if (whole) out += text;
    else out += header_of(text);
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
}

}  // namespace

bool wants_bounce(envelope const& what, recipient const& whom) noexcept {
    if (what.sender.empty()) return false;
    if (whom.notify & notify::never) return false;
    return whom.notify == notify::none || (whom.notify & notify::failure);
}

bool wants_delay(envelope const& what, recipient const& whom) noexcept {
    if (what.sender.empty()) return false;
    if (whom.notify & notify::never) return false;
    return whom.notify == notify::none || (whom.notify & notify::delay);
}

bool wants_success(envelope const& what, recipient const& whom) noexcept {
    return !what.sender.empty() && !(whom.notify & notify::never) && (whom.notify & notify::success);
}

std::string bounce_text(message const& about, std::vector<std::uint32_t> const& recipients, store::shared_text const& original,
                        bounce_facts const& facts) {
    auto const boundary = fmt::format("{}.{}/{}", facts.id, facts.now, facts.hostname);
    auto const text = joined(original);
    auto out = header(about, text, facts, boundary);
    auto const mark = "--" + boundary + "\r\n";
    out += mark + for_people(about, recipients, facts) + "\r\n";
    out += mark + for_programs(about, recipients, facts) + "\r\n";
    out += mark + what_is_left(about, original != nullptr, text, facts) + "\r\n";
    out += "--" + boundary + "--\r\n";
    return out;
}

}  // namespace mailstead::mta::queue

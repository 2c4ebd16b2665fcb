#include "mta/pickup/submission.h"

#include <sysexits.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mime/date.h"
#include "mime/encoded_word.h"
#include "mta/smtpd/received.h"
#include "mta/smtpd/reply_for.h"
#include "smtp/path.h"

namespace mailstead::mta::pickup {
namespace {

constexpr std::size_t spool_piece = 64 * 1024;
constexpr std::size_t name_limit = 200;

// As much of a display name as fits into a line beside the address (RFC 5322 §2.1.1); no character is cut.
std::string_view bounded(std::string_view name) {
    if (name.size() <= name_limit) return name;
    auto end = name_limit;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
    return name.substr(0, end);
}

// A display name as RFC 5322 wants it: quoted unless it is words, control characters gone. What is not ASCII becomes
// encoded words (RFC 2047).
std::string phrase(std::string_view name) {
    name = bounded(name);
    if (!base::is_ascii(name))
        return mime::encode_encoded_words(base::is_utf8(name) ? std::string(name) : base::printable(name));
    std::string out = "\"";
    bool plain = true;
    for (char const c : name) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) continue;
        plain &= base::is_alpha(c) || base::is_digit(c) || c == ' ' || c == '-' || c == '_';
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    if (plain) return out.substr(1);
    return out + '"';
}

// The one place where the text of submitted mail meets the rules for headers.
std::unique_ptr<smtpd::message_text> text_with(smtpd::text_rules rules) {
    return std::make_unique<smtpd::message_text>(std::move(rules));
}

}  // namespace

submission::submission(settings const& rules, queue::intake& into, base::clock const& now, origin from)
    : rules_(rules), intake_(into), clock_(now), from_(std::move(from)) {
    envelope_.arrival = from_.arrival;
    envelope_.maildrop_file = from_.file;
}

void submission::refuse(int status, std::string text) {
    if (refusal_) return;
    outcome why;
    why.status = status;
    why.text = std::move(text);
    refusal_ = std::move(why);
}

void submission::refuse(base::error_code const& why) {
    base::log::warning("pickup", "uid={}: cannot take mail: {}", from_.uid, why.message());
    refuse(EX_TEMPFAIL, smtpd::reply_for(why).text);
}

void submission::take(record kind, std::string_view value) {
    if (refusal_) return;
    switch (kind) {
    case record::sender: return sender(value);
    case record::full_name: full_name_ = value; return;
    case record::envid: envelope_.envid = value; return;
    case record::ret: envelope_.ret = base::iequals(value, "HDRS") ? dsn_return::headers : dsn_return::full; return;
    case record::body:
        envelope_.body = base::iequals(value, "7BIT") ? body_type::seven_bit : body_type::eight_bit;
        return;
    case record::utf8: envelope_.smtputf8 = true; return;
    case record::remote: remote_ = true; return;
    case record::notify: return notify(value);
    case record::recipient: return recipient(value);
    case record::text: return text(value);
    case record::end: return;
    }
}

// Trivial rewriting: an address without domain is ours, a bare host is one of our domain's.
std::optional<std::string> submission::completed(std::string_view address) const {
    auto parsed = smtp::parse_path(address);
    if (!parsed) return std::nullopt;
    if (parsed->text.empty()) return parsed->text;
    if (parsed->local_size == parsed->text.size()) return parsed->text + '@' + rules_.myorigin;
    auto const domain = parsed->domain();
    bool const bare = !domain.starts_with('[') && domain.find('.') == domain.npos;
    if (bare && rules_.append_dot_mydomain) parsed->text += '.' + rules_.mydomain;
    return parsed->text;
}

void submission::sender(std::string_view value) {
    auto address = completed(value);
    if (has_sender_) return refuse(EX_PROTOCOL, "two senders");
    if (!address) return refuse(EX_DATAERR, fmt::format("bad sender address: {}", base::printable(value)));
    has_sender_ = true;
    envelope_.smtputf8 |= !base::is_ascii(*address);
    envelope_.sender = std::move(*address);
}

void submission::notify(std::string_view value) {
    notify_ = mta::notify::none;
    for (auto const word : base::split(value, ", ")) {
        if (base::iequals(word, "never"))
            notify_ |= mta::notify::never;
        else if (base::iequals(word, "success"))
            notify_ |= mta::notify::success;
        else if (base::iequals(word, "failure"))
            notify_ |= mta::notify::failure;
        else if (base::iequals(word, "delay"))
            notify_ |= mta::notify::delay;
        else
            return refuse(EX_DATAERR, fmt::format("unknown NOTIFY value: {}", base::printable(word)));
    }
}

// Who is named twice gets the message once.
void submission::recipient(std::string_view value) {
    auto address = completed(value);
    if (!address || address->empty())
        return refuse(EX_DATAERR, fmt::format("bad recipient address: {}", base::printable(value)));
    if (!named_.insert(base::lowered(*address)).second) return;
    if (named_.size() > rules_.recipient_limit) return refuse(EX_UNAVAILABLE, "too many recipients");
    envelope_.smtputf8 |= !base::is_ascii(*address);
    mta::recipient added;
    added.original = smtp::parse_path(value)->text;
    added.address = std::move(*address);
    added.notify = notify_;
    envelope_.recipients.push_back(std::move(added));
}

std::string submission::from_header() const {
    if (envelope_.sender.empty()) return "From: MAILER-DAEMON (Mail Delivery System)";
    if (full_name_.empty()) return "From: " + envelope_.sender;
    return fmt::format("From: {} <{}>", phrase(full_name_), envelope_.sender);
}

// The queue id is given out, and told in the log, with the first of the text: then the sender is known.
void submission::begin_text() {
    if (!has_sender_) return refuse(EX_PROTOCOL, "no sender before the text");
    auto begun = intake_.begin();
    if (!begun) return refuse(begun.error());
    spool_ = std::move(*begun);
    auto const& id = spool_->id();
    base::log::info("pickup", "{}: uid={} from=<{}>", id, from_.uid, base::printable(envelope_.sender, 500));
    auto const seconds = base::unix_seconds(clock_.now());
    ready_ = fmt::format("Received: by {} ({}, from userid {})\r\n\tid {}; {}\r\n", rules_.myhostname, rules_.mail_name,
                         from_.uid, id, mime::format_local_date(seconds));
    smtpd::text_rules rules;
    rules.drop = &rules_.drop_headers;
    rules.header_limit = rules_.header_size_limit;
    if (!remote_) {
        rules.message_id = "Message-Id: " + smtpd::made_message_id(seconds, id, rules_.myhostname);
        rules.date = "Date: " + mime::format_local_date(seconds);
        rules.from = from_header();
    }
    text_ = text_with(std::move(rules));
}

// The queue keeps CRLF lines; what programs hand in ends with LF, and with CRLF where they mean well.
void submission::with_crlf(std::string_view piece) {
    lines_.clear();
    for (char const c : piece) {
        if (c == '\n' && last_ != '\r') lines_ += '\r';
        lines_ += c;
        last_ = c;
    }
}

void submission::text(std::string_view piece) {
    if (!text_) begin_text();
    if (refusal_) return;
    size_ += piece.size();
    if (rules_.message_size_limit > 0 && size_ > rules_.message_size_limit)
        return refuse(EX_UNAVAILABLE, "message file too big");
    with_crlf(piece);
    text_->feed(lines_, ready_);
}

net::task<void> submission::append() {
    auto bytes = std::move(ready_);
    ready_.clear();
    auto const appended = co_await spool_->append(std::move(bytes));
    if (!appended) refuse(appended.error());
}

net::task<void> submission::drain() {
    if (!refusal_ && ready_.size() >= spool_piece) co_await append();
}

net::task<outcome> submission::finish() {
    if (!refusal_ && !text_) begin_text();
    if (!refusal_ && envelope_.recipients.empty()) refuse(EX_DATAERR, "no recipients specified");
    if (!refusal_) {
        text_->finish(ready_);
        auto const& id = text_->message_id();
        base::log::info("cleanup", "{}: message-id={}", spool_->id(), id.empty() ? "<>" : id);
        if (text_->hops() >= rules_.hopcount_limit) refuse(EX_UNAVAILABLE, "too many hops");
    }
    if (!refusal_) co_await append();
    if (!refusal_) {
        auto const committed = co_await spool_->commit(std::move(envelope_));
        if (!committed) refuse(committed.error());
    }
    if (refusal_) co_return *refusal_;
    outcome done;
    done.text = spool_->id();
    co_return done;
}

}  // namespace mailstead::mta::pickup

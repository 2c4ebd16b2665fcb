#include "mta/pickup/submission.h"

#include <sysexits.h>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mime/date.h"
#include "mta/rewrite/completed.h"
#include "mta/queue/reply_for.h"
#include "smtp/path.h"

namespace mailstead::mta::pickup {
namespace {

int status_of(smtp::reply const& refusal) noexcept { return refusal.code < 500 ? EX_TEMPFAIL : EX_UNAVAILABLE; }

}  // namespace

submission::submission(settings const& rules, queue::intake& into, net::disk_pool& lookups, base::clock const& now,
                       origin from, milter::parts milters)
    : rules_(rules), intake_(into), lookups_(lookups), clock_(now), from_(std::move(from)), milter_parts_(std::move(milters)) {
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
    refuse(EX_TEMPFAIL, queue::reply_for(why).text);
}

net::task<void> submission::take(record kind, std::string_view value) {
    if (refusal_ || kind == record::end) co_return;
    if (kind == record::text) co_return co_await text(value);
    if (passage_) co_return refuse(EX_PROTOCOL, "only text may follow text");
    note(kind, value);
}

void submission::note(record kind, std::string_view value) {
    switch (kind) {
    case record::sender: return sender(value);
    case record::full_name: full_name_ = value; return;
    case record::envid: envelope_.envid = value; return;
    case record::ret: envelope_.ret = base::iequals(value, "HDRS") ? dsn_return::headers : dsn_return::full; return;
    case record::body:
        envelope_.body = base::iequals(value, "7BIT") ? body_type::seven_bit : body_type::eight_bit;
        return;
    case record::verp: return verp(value);
    case record::report: return report(value);
    case record::utf8: envelope_.smtputf8 = true; return;
    case record::remote: remote_ = true; return;
    case record::notify: return notify(value);
    case record::recipient: return recipient(value);
    case record::branch:
    case record::original:
    case record::transport: return note_forward(kind, value);
    case record::text:
    case record::end: return;
    }
}

// How the delivery agent sends mail on; nobody else may say such things.
void submission::note_forward(record kind, std::string_view value) {
    if (!from_.is_forward) return refuse(EX_PROTOCOL, "a record that only the delivery agent may send");
    if (kind == record::original) original_ = value;
    if (kind == record::transport) envelope_.filter = value;
    if (kind != record::branch) return;
    envelope_.forward_of = parse_forward_mark(value);
    if (!envelope_.forward_of) refuse(EX_PROTOCOL, "bad id of a branch");
}

void submission::sender(std::string_view value) {
    auto const address = smtp::parse_path(value);
    if (has_sender_) return refuse(EX_PROTOCOL, "two senders");
    if (!address) return refuse(EX_DATAERR, fmt::format("bad sender address: {}", base::printable(value)));
    has_sender_ = true;
    envelope_.smtputf8 |= !base::is_ascii(address->text);
    envelope_.sender = address->text;
}

// Which delimiters the administrator wants is `sendmail`'s to ask; what could not stand in an address is none.
void submission::verp(std::string_view value) {
    auto const is_mark = [](char c) { return c == '-' || c == '+' || c == '=' || std::string_view("!#$%&*/?^_{|}~.").find(c) != std::string_view::npos; };
    if (value.size() != 2 || !std::all_of(value.begin(), value.end(), is_mark)) return refuse(EX_DATAERR, "bad VERP delimiters");
    envelope_.verp = value;
}

void submission::report(std::string_view value) {
    if (value == "record") envelope_.report = reporting::record;
    else if (value == "verify") envelope_.report = reporting::verify;
    else refuse(EX_DATAERR, fmt::format("unknown kind of report: {}", base::printable(value, 100)));
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

// Who is named twice gets the message once, in full or without his domain. The address itself is completed by cleanup.
void submission::recipient(std::string_view value) {
    auto const address = smtp::parse_path(value);
    if (!address || address->text.empty())
        return refuse(EX_DATAERR, fmt::format("bad recipient address: {}", base::printable(value)));
    auto const full = rewrite::completed(*address, rules_.cleanup->tables.own);
    if (!named_.insert(base::lowered(full.text)).second) return;
    if (named_.size() > rules_.recipient_limit) return refuse(EX_UNAVAILABLE, "too many recipients");
    envelope_.smtputf8 |= !base::is_ascii(address->text);
    mta::recipient added;
    added.original = original_.empty() ? address->text : original_;
    added.address = address->text;
    added.notify = notify_;
    envelope_.recipients.push_back(std::move(added));
}

// What goes to another transport is the same message still: no trace of its own.
std::string submission::received(std::string_view id) const {
    if (from_.is_forward && !envelope_.filter.empty()) return {};
    auto const date = mime::format_local_date(base::unix_seconds(clock_.now()));
    if (from_.is_forward)
        return fmt::format("Received: by {} ({})\r\n\tid {}; {}\r\n", rules_.myhostname, rules_.mail_name, id, date);
    return fmt::format("Received: by {} ({}, from userid {})\r\n\tid {}; {}\r\n", rules_.myhostname, rules_.mail_name,
                       from_.uid, id, date);
}

cleanup::origin submission::origin_of() const {
    cleanup::origin out;
    out.source = from_.is_forward ? cleanup::source::forwarded : remote_ ? cleanup::source::remote : cleanup::source::submission;
    out.size_limit = rules_.message_size_limit;
    out.maps_addresses = rules_.maps_addresses;
    out.checks_content = rules_.checks_content && !from_.is_forward;
    out.filter = from_.is_forward ? envelope_.filter : rules_.content_filter;
    out.client = "local";
    out.full_name = full_name_;
    out.hostname = rules_.myhostname;
    out.trace = received(passage_->id());
    if (milters_) out.milters = &milters_->all();
    return out;
}

// The queue id is given out, and told in the log, with the first of the text: then the envelope is known.
net::task<void> submission::begin_text() {
    if (!has_sender_) co_return refuse(EX_PROTOCOL, "no sender before the text");
    if (envelope_.recipients.empty()) co_return refuse(EX_DATAERR, "no recipients specified");
    if (envelope_.forward_of) co_await look_for_earlier();
    if (refusal_) co_return;
    if (!envelope_.verp.empty() && envelope_.sender.empty()) co_return refuse(EX_DATAERR, "VERP requires a sender that is not null");
    auto begun = intake_.begin();
    if (!begun) co_return refuse(begun.error());
    passage_ = std::make_unique<cleanup::passage>(rules_.cleanup, lookups_, clock_, std::move(*begun));
    if (!from_.is_forward)
        base::log::info("pickup", "{}: uid={} from=<{}>", passage_->id(), from_.uid, base::printable(envelope_.sender, 500));
    cleanup::effects wished;    // named: an aggregate must not be made within co_await's expression
    if (rules_.milters && !from_.is_forward) co_await ask_milters(wished);
    if (refusal_) co_return;
    auto from = origin_of();
    co_await passage_->begin(std::move(envelope_), std::move(from), std::move(wished));
}

// Sent on to the same people already by an attempt whose end nobody heard: that is the answer.
net::task<void> submission::look_for_earlier() {
    auto const earlier = co_await from_.sent_before(*envelope_.forward_of);
    if (!earlier) co_return refuse(earlier.error());
    if (!earlier->empty()) refuse(EX_OK, *earlier);
}

// They hear addresses with their domains.
net::task<void> submission::ask_milters(cleanup::effects& wished) {
    milter_parts_.clock = &clock_;
    milter_parts_.program = "cleanup";
    milters_ = std::make_unique<local_milters>(rules_.milters, milter_parts_, passage_->id());
    auto shown = envelope_;
    auto const complete = [this](std::string& address) {
        if (!address.empty()) address = rewrite::completed(smtp::split_address(std::move(address)), rules_.cleanup->tables.own).text;
    };
    complete(shown.sender);
    for (auto& one : shown.recipients) complete(one.address);
    auto const refused = co_await milters_->introduce(shown, wished);
    if (!refused) co_return;
    refuse(status_of(*refused), refused->text);
    refusal_->for_itself = true;
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

net::task<void> submission::text(std::string_view piece) {
    if (!passage_) co_await begin_text();
    if (refusal_) co_return;
    with_crlf(piece);
    co_await passage_->take(lines_);
}

net::task<outcome> submission::finish() {
    if (!refusal_ && !passage_) co_await begin_text();
    if (refusal_ && milters_) co_await milters_->all().quit();
    if (refusal_) co_return *refusal_;
    auto const became = co_await passage_->finish();
    outcome out;
    out.text = passage_->id();
    if (became.trouble) base::log::warning("pickup", "{}: queue: {}", passage_->id(), became.trouble->message());
    if (became.refusal) {
        out.status = status_of(*became.refusal);
        out.text = became.refusal->text;
        out.for_itself = !became.trouble;
    }
    if (milters_) co_await milters_->all().quit();
    co_return out;
}

}  // namespace mailstead::mta::pickup

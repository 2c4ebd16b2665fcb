#include "mta/cleanup/message_text.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "mime/date.h"
#include "mime/encoded_word.h"
#include "mta/cleanup/received.h"
#include "mta/rewrite/header_addresses.h"

namespace mailstead::mta::cleanup {
namespace {

using content::checker;
using content::place;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

bool is_empty_line(std::string_view line) noexcept { return line == "\r\n" || line == "\n"; }

std::string_view value_of(std::string_view raw) noexcept { return base::trimmed(raw.substr(raw.find(':') + 1)); }

constexpr std::size_t name_limit = 200;

// As much of a display name as fits into a line beside the address (RFC 5322 §2.1.1); no character is cut.
std::string_view bounded(std::string_view name) {
    if (name.size() <= name_limit) return name;
    auto end = name_limit;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
    return name.substr(0, end);
}

// A display name as RFC 5322 §3.2.5 wants it: quoted unless it is made of atoms, control characters gone. What is not ASCII
// becomes encoded words (RFC 2047).
std::string phrase(std::string_view name) {
    name = bounded(name);
    if (!base::is_ascii(name))
        return mime::encode_encoded_words(base::is_utf8(name) ? std::string(name) : base::printable(name));
    std::string out = "\"";
    bool plain = true;
    for (char const c : name) {
        if (c < ' ' || c == 0x7f) continue;
        plain &= base::is_alpha(c) || base::is_digit(c) || c == ' ' || c == '-' || c == '_';
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    if (plain) return out.substr(1);
    return out + '"';
}

}  // namespace

message_text::message_text(rules const& how, text_facts facts)
    : rules_(how), facts_(std::move(facts)), checker_(facts_.checks_content ? &how.checks : nullptr, facts_.about),
      rewriter_(how.tables, facts_.about.id) {}

void message_text::head(std::string_view fields, std::string& out) {
    state_ = state::header;
    fields.remove_prefix(take_fields(fields, out));
    if (!fields.empty()) whole(fields, out);
    state_ = state::first_line;
}

void message_text::feed(std::string_view piece, std::string& out) {
    while (!piece.empty() && state_ != state::body) {
        if (state_ == state::long_field) {
            piece.remove_prefix(pass_long(piece, out));
        } else if (!held_.empty()) {
            piece.remove_prefix(hold(piece, out));
        } else {
            piece.remove_prefix(take_fields(piece, out));
            if (state_ == state::body) break;
            // What is left is no whole field yet.
            if (!piece.empty()) piece.remove_prefix(hold(piece, out));
        }
    }
    if (!piece.empty()) give_body(piece, out);
}

bool message_text::is_mbox_line(std::string_view line) const noexcept {
    return state_ == state::first_line && (line.starts_with("From ") || line.starts_with(">From "));
}

bool message_text::begins_field(std::string_view line) const noexcept {
    return is_mbox_line(line) || !content::field_name(line.substr(0, rules_.header_limit)).empty();
}

// All fields that lie in `text` from their first byte to the first of what follows, in place. How much of `text` that was.
std::size_t message_text::take_fields(std::string_view text, std::string& out) {
    std::size_t at = 0;
    while (at < text.size() && state_ != state::body) {
        auto const rest = text.substr(at);
        auto end = rest.find('\n');
        if (end == rest.npos) return at;
        auto const line = rest.substr(0, ++end);
        if (!begins_field(line)) {
            end_header(out);
            if (!is_empty_line(line)) out += "\r\n";
            else out += line;
            return is_empty_line(line) ? at + end : at;
        }
        while (!is_mbox_line(line) && end < rest.size() && is_blank(rest[end])) {
            auto const next = rest.find('\n', end);
            if (next == rest.npos) return at;
            end = next + 1;
        }
        if (end == rest.size() && !is_mbox_line(line)) return at;
        whole(rest.substr(0, end), out);
        at += end;
    }
    return at;
}

// Keeps a line, or the piece of one, of a field that is not complete yet. How much of `piece` is used up.
std::size_t message_text::hold(std::string_view piece, std::string& out) {
    if (first_line_held_ && held_.ends_with('\n') && !is_blank(piece.front())) {
        first_line_held_ = false;
        whole(std::exchange(held_, {}), out);
        return 0;
    }
    auto const lf = piece.find('\n');
    auto part = piece.substr(0, lf == piece.npos ? lf : lf + 1);
    part = part.substr(0, rules_.header_limit + 1 - held_.size());
    held_ += part;
    bool const over = held_.size() > rules_.header_limit;
    if (!first_line_held_ && (over || part.ends_with('\n'))) {
        if (!begins_field(held_)) {
            auto const line = std::exchange(held_, {});
            end_header(out);
            out += "\r\n";
            if (!is_empty_line(line)) give_body(line, out);
            return part.size();
        }
        first_line_held_ = true;
        if (!over && is_mbox_line(held_)) {
            first_line_held_ = false;
            whole(std::exchange(held_, {}), out);
            return part.size();
        }
    }
    if (over) {
        first_line_held_ = false;
        one_line_ = is_mbox_line(held_);
        line_start_ = held_.ends_with('\n');
        whole(std::exchange(held_, {}), out);
        state_ = one_line_ && line_start_ ? state::header : state::long_field;
    }
    return part.size();
}

// The rest of a field that is too long to be looked at.
std::size_t message_text::pass_long(std::string_view piece, std::string& out) {
    if (line_start_ && !is_blank(piece.front())) {
        state_ = state::header;
        return 0;
    }
    auto const lf = piece.find('\n');
    auto const part = piece.substr(0, lf == piece.npos ? lf : lf + 1);
    line_start_ = part.ends_with('\n');
    if (!dropping_) out += part;
    if (line_start_ && one_line_) state_ = state::header;
    return part.size();
}

// A field, or as much of it as is held. What lies beyond the limit shares the fate of the beginning.
void message_text::whole(std::string_view raw, std::string& out) {
    dropping_ = false;
    if (rules_.body.strict_headers && !mistake_ && content::has_eight_bit(raw)) mistake_ = content::eight_bit_header(raw);
    bool const mbox = is_mbox_line(raw);
    state_ = state::header;
    if (mbox) {
        auto const marked = "X-Mailbox-Line: " + std::string(raw.substr(0, rules_.header_limit));
        complete_field(marked, out);
        if (!dropping_) out += raw.substr(std::min(raw.size(), rules_.header_limit));
    } else if (raw.size() <= rules_.header_limit) {
        complete_field(raw, out);
    } else {
        cut(raw, out);
    }
}

void message_text::cut(std::string_view raw, std::string& out) {
    auto const seen = raw.substr(0, rules_.header_limit);
    auto const name = content::field_name(seen);
    auto const& row = find_field(name);
    dropping_ = is_dropped(name) || check(row, seen, out) != checker::fate::keep;
    if (dropping_) return;
    note(row, seen);
    out += raw;
}

checker::fate message_text::check(field_row const& row, std::string_view raw, std::string& out) {
    auto const where = row.which == field::mime || row.which == field::content_type ? place::mime_header : place::header;
    if (!checker_.looks_at(where)) return checker::fate::keep;
    return checker_.check(where, content::logical(raw, scratch_), out);
}

void message_text::complete_field(std::string_view raw, std::string& out) {
    auto name = content::field_name(raw);
    auto const* row = &find_field(name);
    auto const fate = check(*row, raw, out);
    std::string replaced;
    dropping_ = fate == checker::fate::drop;
    if (dropping_) return;
    if (fate == checker::fate::replace) {
        content::append_lines(replaced, checker_.replacement());
        raw = replaced;
        name = content::field_name(raw);
        row = &find_field(name);
    }
    dropping_ = is_dropped(name);
    if (dropping_) return;
    note(*row, raw);
    put(*row, raw, out);
}

bool message_text::is_dropped(std::string_view name) const noexcept {
    auto const is = [name](std::string_view known) { return base::iequals(name, known); };
    return std::any_of(rules_.drop_headers.begin(), rules_.drop_headers.end(), is);
}

void message_text::note(field_row const& row, std::string_view raw) {
    if (row.which == field::other) return;
    if (row.which == field::message_id && !seen_.has(field::message_id)) message_id_ = base::printable(value_of(raw), 500);
    if (row.which == field::received) ++hops_;
    if (row.which == field::content_type) content_type_ = raw.substr(raw.find(':') + 1);
    if (row.which == field::mime && base::istarts_with(raw, "Content-Transfer-Encoding")) encoding_ = raw.substr(raw.find(':') + 1);
    if (row.which == field::resent_message_id)
        base::log::info("cleanup", "{}: resent-message-id={}", facts_.about.id, base::printable(value_of(raw), 500));
    seen_.add(row.which);
    resent_ = resent_ || row.resent;
}

void message_text::put(field_row const& row, std::string_view raw, std::string& out) {
    using holds = field_row::holds;
    if (row.addresses == holds::no_addresses || !facts_.completion) {
        out += raw;
        return;
    }
    auto const which = row.addresses == holds::senders ? rewrite::role::header_sender : rewrite::role::header_recipient;
    bool const maps = facts_.maps_addresses && !rules_.tables.only_completes(which);
    auto const changed = rewrite::rewritten_field(raw, which, *facts_.completion, maps ? &rewriter_ : nullptr);
    out += changed ? std::string_view(*changed) : raw;
}

void message_text::end_header(std::string& out) {
    state_ = state::body;
    if (facts_.completes) complete(out);
    bool const strict = rules_.body.strict_headers || rules_.body.strict_text || rules_.body.strict_domains;
    bool const looks = checker_.looks_at(place::mime_header) || checker_.looks_at(place::nested_header) || checker_.looks_at(place::body);
    if (looks || strict) body_.emplace(checker_, rules_.body, content_type_, encoding_);
}

// Of a message that was sent on, the fields of the sending on are completed (RFC 5322 §3.6.6).
void message_text::complete(std::string& out) {
    auto const missing = [this](field plain, field again) { return !seen_.has(resent_ ? again : plain); };
    auto const* prefix = resent_ ? "Resent-" : "";
    auto const add = [&](std::string_view name, std::string_view value) { out.append(prefix).append(name).append(value).append("\r\n"); };
    if (missing(field::message_id, field::resent_message_id)) {
        auto made = made_message_id(facts_.seconds, facts_.about.id, facts_.hostname);
        add("Message-Id: ", made);
        if (!resent_) message_id_ = std::move(made);
    }
    if (missing(field::date, field::resent_date)) add("Date: ", mime::format_local_date(facts_.seconds));
    if (missing(field::from, field::resent_from)) add("From: ", made_from());
    bool const visible = seen_.has(field::to) || seen_.has(field::cc) || seen_.has(field::resent_to) || seen_.has(field::resent_cc);
    if (!visible && !rules_.undisclosed.empty()) out.append(rules_.undisclosed).append("\r\n");
}

std::string message_text::made_from() const {
    auto const sender = facts_.about.sender.empty() ? std::string_view("MAILER-DAEMON") : facts_.about.sender;
    if (facts_.full_name.empty()) return std::string(sender);
    if (rules_.obsolete_from) return fmt::format("{} ({})", sender, base::printable(facts_.full_name));
    return fmt::format("{} <{}>", phrase(facts_.full_name), sender);
}

void message_text::give_body(std::string_view text, std::string& out) {
    last_ = text.back();
    if (body_) body_->feed(text, out);
    else out += text;
}

void message_text::finish(std::string& out) {
    if (!held_.empty()) {
        auto line = std::exchange(held_, {});
        bool const known = std::exchange(first_line_held_, false);
        if (!line.ends_with('\n')) line += "\r\n";
        if (known || begins_field(line)) {
            whole(line, out);
        } else {
            end_header(out);
            out += "\r\n";
            give_body(line, out);
        }
    } else if (state_ == state::long_field && !dropping_ && !line_start_) {
        out += "\r\n";
    }
    if (state_ == state::body) {
        if (last_ != '\n') give_body("\r\n", out);
        if (body_) body_->finish(out);
        return;
    }
    end_header(out);
    out += "\r\n";
}

}  // namespace mailstead::mta::cleanup

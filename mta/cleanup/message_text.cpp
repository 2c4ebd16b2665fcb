#include "mta/smtpd/message_text.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::mta::smtpd {
namespace {

std::string_view without_end(std::string_view line) noexcept {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The name of the header field that begins in `line`; empty: it is no header (RFC 5322 §2.2, blanks before the colon
// as in §4.5 let through).
std::string_view field_name(std::string_view line) noexcept {
    std::size_t size = 0;
    while (size < line.size() && line[size] > ' ' && line[size] < 0x7f && line[size] != ':') ++size;
    auto after = size;
    while (after < line.size() && (line[after] == ' ' || line[after] == '\t')) ++after;
    if (size == 0 || after == line.size() || line[after] != ':') return {};
    return line.substr(0, size);
}

}  // namespace

void message_text::feed(std::string_view piece, std::string& out) {
    while (!piece.empty() && state_ != state::body) {
        auto const lf = piece.find('\n');
        auto part = piece.substr(0, lf == piece.npos ? lf : lf + 1);
        if (state_ != state::long_line) part = part.substr(0, rules_.header_limit + 1 - held_.size());
        bool const complete = part.ends_with('\n');
        piece.remove_prefix(part.size());
        if (state_ == state::long_line) {
            if (!dropping_) out += part;
            if (complete) state_ = state::header;
            continue;
        }
        if (complete && held_.empty()) {
            line(part, out);
            continue;
        }
        held_ += part;
        if (!complete && held_.size() <= rules_.header_limit) return;
        auto const whole = std::move(held_);
        held_.clear();
        line(whole, out);
        if (!complete && state_ != state::body) state_ = state::long_line;
    }
    out += piece;
    if (!out.empty()) last_ = out.back();
}

void message_text::line(std::string_view text, std::string& out) {
    auto const content = without_end(text);
    bool const first = state_ == state::first_line;
    bool const continued = !first && !content.empty() && (content.front() == ' ' || content.front() == '\t');
    if (continued) {
        if (!dropping_) out += text;
        return;
    }
    state_ = state::header;
    dropping_ = false;
    if (first && (content.starts_with("From ") || content.starts_with(">From "))) {    // the line of an mbox file
        out += "X-Mailbox-Line: ";
        out += text;
        return;
    }
    if (auto const name = field_name(content); !name.empty()) return field(name, text, out);
    end_header(out);
    out += content.empty() ? text : "\r\n";
    if (!content.empty()) out += text;
}

void message_text::field(std::string_view name, std::string_view text, std::string& out) {
    auto const is = [name](std::string_view known) { return base::iequals(name, known); };
    if (rules_.drop) {
        dropping_ = std::any_of(rules_.drop->begin(), rules_.drop->end(), is);
        if (dropping_) return;
    }
    if (is("Received")) ++hops_;
    else if (is("Date")) has_date_ = true;
    else if (is("From")) has_from_ = true;
    else if (is("Message-Id") && !has_message_id_) {
        has_message_id_ = true;
        auto const value = text.substr(text.find(':') + 1);
        message_id_ = base::printable(base::trimmed(value), 500);
    }
    out += text;
}

void message_text::end_header(std::string& out) {
    state_ = state::body;
    auto const add = [&out](bool has, std::string const& line) {
        if (has || line.empty()) return;
        out += line;
        out += "\r\n";
    };
    if (!has_message_id_ && !rules_.message_id.empty())
        message_id_ = base::trimmed(std::string_view(rules_.message_id).substr(rules_.message_id.find(':') + 1));
    add(has_message_id_, rules_.message_id);
    add(has_date_, rules_.date);
    add(has_from_, rules_.from);
}

void message_text::finish(std::string& out) {
    if (!held_.empty()) {
        auto const whole = std::move(held_) + "\r\n";
        held_.clear();
        line(whole, out);
    } else if ((state_ == state::long_line && !dropping_) || (state_ == state::body && last_ != '\n')) {
        out += "\r\n";
    }
    if (state_ == state::body) return;
    end_header(out);
    out += "\r\n";
}

}  // namespace mailstead::mta::smtpd

// A line is judged by its start: a header's name, or '>'s and `From `. No more than that is held back.
#include "mbox/encoder.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "mbox/head.h"

namespace mailstead::mbox {
namespace {

constexpr std::string_view from_word = "From ";
constexpr std::size_t longest_start = 1000;  // more '>'s or a longer header name than this is nobody's
constexpr std::size_t surely_fits = longest_line - 2;  // with a '>' and an LF

constexpr std::array<std::string_view, 7> mailbox_headers{"Status", "X-Status",   "X-Keywords",    "X-UID",
                                                          "X-IMAP", "X-IMAPbase", "Content-Length"};

bool looks_like_from(std::string_view line, quoting how) {
    if (how == quoting::mboxrd) line.remove_prefix(std::min(line.find_first_not_of('>'), line.size()));
    return line.starts_with(from_word);
}

// Whether more bytes could still make it a From line.
bool may_become_from(std::string_view line, quoting how) {
    if (how == quoting::mboxrd) line.remove_prefix(std::min(line.find_first_not_of('>'), line.size()));
    return line.size() < from_word.size() && from_word.starts_with(line);
}

}  // namespace

bool is_mailbox_header(std::string_view name) noexcept {
    return std::any_of(mailbox_headers.begin(), mailbox_headers.end(),
                       [&](std::string_view each) { return base::iequals(each, name); });
}

// `start_` holds the line as far as it is known (`whole`: all of it). True when its fate is known. While `extra_` is to come, a
// header line is held until it is whole or too long.
bool encoder::decide(bool whole) {
    if (in_header_ && !extra_.empty() && !whole && start_.size() <= surely_fits) return false;
    whole |= start_.size() >= longest_start;
    if (!whole && may_become_from(start_, how_)) return false;
    quote_ = looks_like_from(start_, how_);
    if (!in_header_) return dropping_ = false, true;
    auto const first = start_.empty() ? '\0' : start_.front();
    if (first == ' ' || first == '\t') return true;  // a folded line shares its header's fate
    auto const colon = start_.find(':');
    if (colon == start_.npos && !whole) return false;
    dropping_ = colon != start_.npos && is_mailbox_header(base::trimmed(std::string_view(start_).substr(0, colon)));
    return true;
}

void encoder::begin_line(std::string& out) {
    decided_ = true;
    if (dropping_) return;
    // A folded one stays with its header, which ends before it to the scanner.
    if (in_header_ && start_.size() > surely_fits && start_.front() != ' ' && start_.front() != '\t') put_extra(out);
    if (quote_) out += '>';
    out += start_;
    line_open_ |= !start_.empty();
}

void encoder::put_extra(std::string& out) {
    out += extra_;
    extra_.clear();
}

void encoder::lines(std::string_view text, std::string& out) {
    while (!text.empty()) {
        auto const end = text.find('\n');
        bool const whole = end != text.npos;
        auto const part = text.substr(0, end);
        text.remove_prefix(whole ? end + 1 : text.size());
        if (decided_) {
            if (!dropping_) out += part, line_open_ |= !part.empty();
        } else {
            start_ += part;
            if (decide(whole)) begin_line(out);
        }
        if (!whole) continue;
        if (start_.empty() && in_header_) put_extra(out), in_header_ = false;
        if (!dropping_) out += '\n', line_open_ = false;
        start_.clear();
        decided_ = false;
    }
}

void encoder::feed(std::string_view wire, std::string& out) {
    converted_.clear();
    to_lf_.feed(wire, converted_);
    lines(converted_, out);
}

void encoder::finish(std::string& out) {
    converted_.clear();
    to_lf_.finish(converted_);
    lines(converted_, out);
    if (!decided_ && !start_.empty()) {
        decide(true);
        begin_line(out);
    }
    if (line_open_) out += '\n';
    if (in_header_) put_extra(out), out += '\n';
    out += '\n';
}

}  // namespace mailstead::mbox

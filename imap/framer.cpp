#include "imap/framer.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t shown_of_too_long = 256;    // enough for a tag
constexpr std::size_t longest_mark = 64;          // what may hold "~{n+}" CR

std::string_view without_cr(std::string_view line) noexcept {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace

void framer::feed(std::string_view bytes) {
    if (start_ > 0) {
        held_.erase(0, start_);
        at_ -= start_;
        line_ -= std::min(line_, start_);
        scanned_ -= std::min(scanned_, start_);
        start_ = 0;
    }
    held_.append(bytes);
}

framer::event framer::next() {
    for (;;) {
        switch (mode_) {
            case mode::text:
                return text();
            case mode::collecting:
                if (held_.size() - at_ < left_) return {};
                at_ += static_cast<std::size_t>(left_);
                line_ = scanned_ = at_;
                mode_ = mode::text;
                break;
            case mode::streaming:
                return streamed();
            case mode::dropping_line:
                if (!drop_line()) return {};
                break;
            case mode::dropping_literal:
                if (!drop_literal()) return {};
                break;
        }
    }
}

framer::event framer::text() {
    auto const newline = held_.find('\n', std::max(scanned_, at_));
    auto const end = newline == held_.npos ? held_.size() : newline;
    if (end - start_ - literals_ > limits_.line) {
        event out{kind::too_long, std::string_view(held_).substr(start_, std::min(shown_of_too_long, limits_.line))};
        at_ = line_;
        mode_ = mode::dropping_line;
        return out;
    }
    if (newline == held_.npos) {
        scanned_ = held_.size();
        return {};
    }
    return line_end(newline);
}

framer::event framer::line_end(std::size_t newline) {
    auto const all = std::string_view(held_);
    auto const line = all.substr(line_, newline - line_);
    at_ = newline + 1;
    if (literal_at_end(without_cr(line), mark_)) {
        mark_.start += line_;
        return {kind::literal, all.substr(start_, mark_.start - start_), mark_.size, mark_.synchronizing, mark_.binary};
    }
    event out{kind::command, without_cr(all.substr(start_, newline - start_))};
    begin(at_);
    return out;
}

framer::event framer::streamed() {
    if (left_ == 0) {
        begin(at_);
        return text();
    }
    auto const ready = std::min<std::uint64_t>(left_, held_.size() - at_);
    if (ready == 0) return {};
    event out{kind::data, std::string_view(held_).substr(at_, static_cast<std::size_t>(ready))};
    left_ -= ready;
    at_ += static_cast<std::size_t>(ready);
    start_ = at_;
    out.size = left_;
    return out;
}

// Of a line that is not wanted only the end matters: a non-synchronizing literal is on its way behind it.
bool framer::drop_line() {
    auto const newline = held_.find('\n', at_);
    if (newline == held_.npos) {
        if (held_.size() - at_ > longest_mark) at_ = held_.size() - longest_mark;
        start_ = line_ = scanned_ = at_;
        return false;
    }
    auto const line = std::string_view(held_).substr(at_, newline - at_);
    at_ = newline + 1;
    if (literal_at_end(without_cr(line), mark_) && !mark_.synchronizing) {
        swallow();
        return true;
    }
    begin(at_);
    return true;
}

bool framer::drop_literal() {
    auto const ready = std::min<std::uint64_t>(left_, held_.size() - at_);
    left_ -= ready;
    at_ += static_cast<std::size_t>(ready);
    start_ = line_ = scanned_ = at_;
    if (left_ > 0) return false;
    mode_ = mode::dropping_line;
    return true;
}

bool framer::collectable() const noexcept {
    return mark_.size <= limits_.literals && literals_ + mark_.size <= limits_.literals;
}

void framer::collect() {
    left_ = mark_.size;
    literals_ += static_cast<std::size_t>(mark_.size);
    mode_ = mode::collecting;
}

void framer::stream() {
    left_ = mark_.size;
    start_ = at_;
    literals_ = 0;
    mode_ = mode::streaming;
}

void framer::refuse() { begin(at_); }

void framer::swallow() {
    left_ = mark_.size;
    start_ = at_;
    literals_ = 0;
    mode_ = mode::dropping_literal;
}

void framer::reset() {
    held_.clear();
    at_ = 0;
    begin(0);
}

void framer::release() {
    if (at_ < held_.size() || start_ < at_) return;
    std::string().swap(held_);
    start_ = at_ = line_ = scanned_ = 0;
}

void framer::begin(std::size_t from) noexcept {
    start_ = line_ = scanned_ = from;
    literals_ = 0;
    left_ = 0;
    mode_ = mode::text;
}

// RFC 7888 §8: "{" number ["+"] "}"; a "~" before it makes it binary (RFC 3516). A number too large to hold is still a
// literal, one that no limit admits.
bool framer::literal_at_end(std::string_view line, literal_mark& into) noexcept {
    if (line.size() < 3 || line.back() != '}') return false;
    auto const open = line.rfind('{');
    if (open == line.npos) return false;
    auto number = line.substr(open + 1, line.size() - open - 2);
    bool const plus = !number.empty() && number.back() == '+';
    if (plus) number.remove_suffix(1);
    if (number.empty() || number.size() > 20 || !std::all_of(number.begin(), number.end(), base::is_digit)) return false;

    bool const binary = open > 0 && line[open - 1] == '~' && (open == 1 || line[open - 2] == ' ' || line[open - 2] == '(');
    auto const size = base::number<std::uint64_t>(number);
    into.start = binary ? open - 1 : open;
    into.size = size.value_or(std::numeric_limits<std::uint64_t>::max());
    into.synchronizing = !plus;
    into.binary = binary;
    return true;
}

}  // namespace mailstead::imap

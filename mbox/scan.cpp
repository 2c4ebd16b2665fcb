// Headers are read line by line with memchr(); of a body only the places where `From ` begins a line are looked at.
#include "mbox/scan.h"

#include <cstring>

#include "base/ascii.h"
#include "mbox/from_line.h"
#include "store/hash.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t piece_size = 128 * 1024;  // fits the processor's cache

constexpr std::string_view from_word = "From ";

struct body_run {
    std::size_t size = 0;
    std::uint64_t bare = 0;  // LFs without CR
};

// The whole lines of a body, which begins with one, up to a line that begins with `From `. Blocks are judged by a loop without
// branches, of a fixed length whose counts fit an octet: the compiler makes vector instructions of it.
[[gnu::optimize("O3")]] body_run run_of(std::string_view bytes) noexcept {
    constexpr std::size_t block = 240;
    if (bytes.starts_with(from_word)) return {};
    auto const whole = bytes.rfind('\n') + 1;
    auto const* const at = bytes.data();
    body_run out{whole, whole > 0 && *at == '\n'};
    if (whole > 0 && *at == '\n' && bytes.substr(1).starts_with(from_word)) return {1, 1};
    for (std::size_t i = 1; i < whole;) {
        auto end = std::min(whole, i + block);
        if (end + 1 < bytes.size() && end - i == block) {
            unsigned char bare = 0, candidates = 0;
            for (std::size_t k = i; k < i + block; ++k) {
                auto const ends = static_cast<unsigned char>(at[k] == '\n');
                bare = static_cast<unsigned char>(bare + (ends & (at[k - 1] != '\r')));
                candidates = static_cast<unsigned char>(candidates | (ends & (at[k + 1] == 'F')));
            }
            if (!candidates) {
                out.bare += bare;
                i = end;
                continue;
            }
        }
        for (; i < end; ++i) {
            if (at[i] != '\n') continue;
            out.bare += at[i - 1] != '\r';
            if (bytes.substr(i + 1).starts_with(from_word)) return out.size = i + 1, out;
        }
    }
    return out;
}

bool is_blank(std::string_view line) noexcept { return line == "\n" || line == "\r\n"; }

std::uint64_t bare_in(std::string_view text) noexcept {
    std::uint64_t out = 0;
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
        out += at == 0 || text[at - 1] != '\r';
    return out;
}

// What makes a message the same message: its From line, its own headers, and how long its text is, all without regard
// to line ends at the edges.
std::string key_of(std::string_view from, std::string_view visible, std::uint64_t text_length) {
    std::string all(base::trimmed(from));
    (all += '\n') += base::trimmed(visible);
    (all += '\n') += std::to_string(text_length);
    return store::sha256(all).substr(0, 16);
}

}  // namespace

scanner::scanner(std::uint64_t start, sink into, peek elsewhere)
    : into_(std::move(into)), elsewhere_(std::move(elsewhere)), at_(start) {}

bool scanner::begins_header(std::uint64_t offset) {
    auto const next = elsewhere_(offset, 200);
    auto const colon = next.find_first_of(": \t\r\n");
    return colon != next.npos && colon > 0 && next[colon] == ':';
}

bool scanner::is_separator(std::string_view text) {
    if (!text.starts_with(from_word)) return false;
    if (after_blank_ && at_ >= content_end_) return true;
    return from_line_date(text) && begins_header(at_ + text.size());
}

void scanner::begin(std::string_view from) {
    open_ = in_header_ = true;
    now_ = {};
    now_.offset = at_;
    now_.from_length = static_cast<std::uint32_t>(from.size());
    from_ = from;
    head_.clear();
    visible_.clear();
    bare_ = last_blank_ = content_end_ = 0;
    body_start_ = text_end_ = at_ + from.size();
    after_blank_ = false;
}

// Everything of the message is known but its end; the next From line or the end of the file stands at `at`.
void scanner::end(std::uint64_t at) {
    if (!open_) return;
    if (in_header_) leave_header();
    open_ = false;
    now_.length = at - now_.offset;
    auto const body_end = at - last_blank_;
    now_.body_length = body_end > body_start_ ? body_end - body_start_ : 0;
    auto const bare = bare_ - (last_blank_ == 1 ? 1 : 0);
    now_.wire_size = visible_.size() + bare_in(visible_) + now_.body_length + bare;
    now_.key = key_of(from_, visible_, text_end_ > body_start_ ? text_end_ - body_start_ : 0);
    now_.date = from_line_date(from_).value_or(0);
    into_(std::move(now_));
}

void scanner::leave_header() {
    in_header_ = false;
    auto parsed = parse_head(head_);
    visible_ = std::move(parsed.visible);
    now_.said = std::move(parsed.said);
    now_.uids = parsed.uids;
    body_start_ = text_end_ = at_;
    now_.head_length = static_cast<std::uint32_t>(body_start_ - now_.offset - now_.from_length);
    if (!parsed.content_length || *parsed.content_length > ~std::uint64_t{0} / 2 - at_) return;
    // It fits when a From line or the end of the file follows, after the empty line or without.
    auto const end = at_ + *parsed.content_length;
    auto const next = elsewhere_(end, 7);
    bool const at_end = is_blank(next) || (next.empty() && !elsewhere_(end == 0 ? 0 : end - 1, 1).empty());
    std::string_view rest = next;
    if (rest.starts_with("\r\n"))
        rest.remove_prefix(2);
    else if (rest.starts_with('\n'))
        rest.remove_prefix(1);
    if (at_end || rest.starts_with(from_word)) content_end_ = end;
}

void scanner::header_line(std::string_view text) {
    head_ += text;
    after_blank_ = is_blank(text);
    at_ += text.size();
    if (after_blank_ || head_.size() > longest_head) leave_header();
}

void scanner::body_part(std::string_view text, bool complete) {
    at_ += text.size();
    bool const bare = complete && (text.size() > 1 ? text[text.size() - 2] : last_char_) != '\r';
    bare_ += bare;
    if (!after_blank_) text_end_ = at_ - (complete ? (bare ? 1 : 2) : 0);
    last_char_ = text.back();
}

void scanner::line(std::string_view text) {
    bool const complete = text.back() == '\n';
    if (text.size() > longest_line) return long_line(text, complete);
    if (text.front() == 'F' && is_separator(text)) {
        end(at_);
        begin(text);
        at_ += text.size();
        return;
    }
    if (open_ && in_header_) return header_line(text);
    after_blank_ = is_blank(text);
    if (open_) {
        last_blank_ = after_blank_ ? text.size() : 0;
        last_char_ = '\0';
        body_part(text, complete);
    } else {
        foreign_start_ |= !after_blank_;
        at_ += text.size();
    }
}

// A line that is text, whatever it says.
void scanner::long_line(std::string_view part, bool complete) {
    if (open_ && in_header_) leave_header();
    after_blank_ = false;
    last_blank_ = 0;
    in_long_line_ = !complete;
    if (open_) return body_part(part, complete);
    foreign_start_ = true;
    at_ += part.size();
}

// The same as line() for each of them.
std::size_t scanner::body_lines(std::string_view bytes) {
    auto const [size, bare] = run_of(bytes);
    if (size == 0) return 0;
    auto rest = bytes.substr(0, size);
    bare_ += bare;
    last_blank_ = 0;
    for (bool is_last = true; !rest.empty(); is_last = false) {
        auto const before = rest.substr(0, rest.size() - 1).rfind('\n') + 1;  // npos + 1: the run's first line
        auto const line = rest.substr(before);
        bool const blank = is_blank(line);
        if (is_last) after_blank_ = blank, last_blank_ = blank ? line.size() : 0;
        if (!blank) {
            text_end_ = at_ + rest.size() - (line.ends_with("\r\n") ? 2 : 1);
            break;
        }
        rest = rest.substr(0, before);
    }
    last_char_ = '\n';
    at_ += size;
    return size;
}

void scanner::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        if (open_ && !in_header_ && !in_long_line_ && carry_.empty()) {
            bytes.remove_prefix(body_lines(bytes));
            if (bytes.empty()) return;
        }
        auto const* const end = static_cast<char const*>(std::memchr(bytes.data(), '\n', bytes.size()));
        auto const part = bytes.substr(0, end ? static_cast<std::size_t>(end - bytes.data()) + 1 : bytes.size());
        bytes.remove_prefix(part.size());
        if (in_long_line_) {
            long_line(part, end != nullptr);
        } else if (end && carry_.empty()) {
            line(part);
        } else {
            carry_ += part;
            if (!end && carry_.size() <= longest_line) continue;
            auto const whole = std::exchange(carry_, {});
            end ? line(whole) : long_line(whole, false);
        }
    }
}

void scanner::finish() {
    if (!carry_.empty()) line(std::exchange(carry_, {}));
    end(at_);
}

result<scanned> scan_file(base::file_system& files, int fd, std::uint64_t start, std::uint64_t size) {
    scanned out;
    base::error_code failed;
    auto const elsewhere = [&](std::uint64_t offset, std::size_t count) {
        std::string bytes(offset < size ? std::min<std::uint64_t>(count, size - offset) : 0, '\0');
        if (bytes.empty()) return bytes;
        auto const got = files.read_at(fd, bytes, offset);
        if (!got) failed = got.error();
        bytes.resize(got ? *got : 0);
        return bytes;
    };
    scanner run(
        start, [&](found_message&& m) { out.messages.push_back(std::move(m)); }, elsewhere);
    std::string piece(std::min<std::uint64_t>(piece_size, size - std::min(start, size)), '\0');
    for (auto at = start; at < size && !failed;) {
        auto const want = std::min<std::uint64_t>(piece.size(), size - at);
        auto const got = files.read_at(fd, std::span(piece).first(want), at);
        if (!got) return got.error();
        if (*got == 0) return failure(refusal::changed);  // shorter than a moment ago
        run.feed(std::string_view(piece).substr(0, *got));
        at += *got;
        if (run.has_foreign_start()) break;  // whatever follows, and however much
    }
    if (failed) return failed;
    run.finish();
    out.foreign_start = run.has_foreign_start();
    return out;
}

}  // namespace mailstead::mbox

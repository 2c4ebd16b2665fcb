// Encoded words: see encoded_word.h.
#include "mime/encoded_word.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/hex.h"
#include "mime/transfer.h"

namespace mailstead::mime {
namespace {

constexpr std::size_t charset_limit = 64;
constexpr std::size_t word_limit = 75;  // RFC 2047 §2

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_all_blank(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), is_blank); }

// RFC 2047 §4.2.
std::string q_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = text[i] == '=' ? escaped_byte(text, i) : std::nullopt;
        out += byte ? *byte : text[i] == '_' ? ' ' : text[i];
        if (byte) i += 2;
    }
    return out;
}

struct word {
    std::string_view charset;
    std::string bytes;
    std::size_t end = 0;  // in the text
};

enum class charsets { known, any };

// Finds encoded words in one text. The next "?=" is remembered, so that many beginnings without an end stay linear.
class scanner {
public:
    scanner(std::string_view text, charsets accepted) noexcept : text_(text), accepted_(accepted) {}

    // Where the next "=?" at or behind `from` is; text.size() if nowhere.
    std::size_t next_start(std::size_t from) const noexcept { return std::min(text_.find("=?", from), text_.size()); }

    // The encoded word that starts at `at`, if it is one and its charset is accepted.
    std::optional<word> read(std::size_t at) {
        auto const charset_at = at + 2;
        auto const charset_end = text_.substr(charset_at, charset_limit).find('?');
        if (charset_end == std::string_view::npos) return std::nullopt;
        auto const rest = charset_at + charset_end + 1;
        if (rest + 1 >= text_.size() || text_[rest + 1] != '?') return std::nullopt;
        auto const end = next_end(rest + 2);
        if (end == text_.npos) return std::nullopt;
        auto charset = text_.substr(charset_at, charset_end);
        charset = charset.substr(0, charset.find('*'));  // RFC 2231 §5: a language may follow
        if (accepted_ == charsets::known && !is_known_charset(charset)) return std::nullopt;
        auto const content = text_.substr(rest + 2, end - rest - 2);
        switch (base::to_lower(text_[rest])) {
        case 'q': return word{charset, q_decoded(content), end + 2};
        case 'b': return word{charset, decode_transfer(encoding::base64, content), end + 2};
        default: return std::nullopt;
        }
    }

private:
    std::size_t next_end(std::size_t from) noexcept {
        if (end_ != text_.npos && end_ < from) end_ = text_.find("?=", from);
        return end_;
    }

    std::string_view text_;
    std::size_t end_ = 0;
    charsets accepted_;
};

// Gathers the output: bytes of one charset are converted together, since characters are cut between words.
class assembler {
public:
    void plain(std::string_view text) {
        flush();
        out_ += utf8_or_guess(text);
    }

    void encoded(word const& w) {
        if (!base::iequals(charset_, w.charset)) flush();
        charset_ = w.charset;
        bytes_ += w.bytes;
    }

    std::string result() {
        flush();
        return std::move(out_);
    }

private:
    void flush() {
        if (!bytes_.empty()) out_ += to_utf8(charset_, bytes_).value_or(std::string());
        bytes_.clear();
        charset_ = {};
    }

    std::string out_;
    std::string bytes_;
    std::string_view charset_;
};

// Gathers octets as they were before any charset was looked at.
class octets {
public:
    void plain(std::string_view text) { out_ += text; }
    void encoded(word const& w) { out_ += w.bytes; }
    std::string result() { return std::move(out_); }

private:
    std::string out_;
};

// Is every word of a known charset, and nothing but?
class judge {
public:
    void plain(std::string_view) { flush(); }
    void encoded(word const& w) {
        if (!base::iequals(charset_, w.charset)) flush();
        charset_ = w.charset;
        bytes_ += w.bytes;
    }
    bool result() {
        flush();
        return good_;
    }

private:
    void flush() {
        auto const text = bytes_.empty() ? std::string() : to_utf8(charset_, bytes_).value_or(replacement);
        if (text.find(replacement) != text.npos) good_ = false;
        bytes_.clear();
        charset_ = {};
    }

    static constexpr char replacement[] = "\xef\xbf\xbd";    // U+FFFD
    std::string bytes_;
    std::string_view charset_;
    bool good_ = true;
};

// Characters that RFC 2047 §5 (3) allows bare in a phrase's Q word.
bool is_q_plain(char c) noexcept {
    return base::is_alpha(c) || base::is_digit(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

std::string q_encoded(std::string_view bytes) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        if (is_q_plain(c))
            out += c;
        else if (c == ' ')
            out += '_';
        else
            out.append(1, '=').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return out;
}

bool needs_encoding(std::string_view text) noexcept {
    auto const odd = [](char c) { return c < ' ' || c > '~'; };
    return std::any_of(text.begin(), text.end(), odd) || text.find("=?") != text.npos;
}

// Bytes of the first character; UTF-8 is known to be valid.
std::size_t character_length(std::string_view utf8) noexcept {
    std::size_t length = 1;
    while (length < utf8.size() && (static_cast<unsigned char>(utf8[length]) & 0xc0) == 0x80) ++length;
    return length;
}

// `text` through a gatherer, piece by piece.
template <class Gatherer>
auto assembled(std::string_view text, charsets accepted) {
    scanner words(text, accepted);
    Gatherer out;
    std::size_t done = 0;  // everything before is in `out`
    bool after_word = false;
    for (auto at = words.next_start(0); at < text.size();) {
        auto const found = words.read(at);
        if (!found) {
            at = words.next_start(at + 2);
            continue;
        }
        auto const between = text.substr(done, at - done);
        // RFC 2047 §6.2: white space between encoded words is not shown.
        if (!between.empty() && !(after_word && is_all_blank(between))) out.plain(between);
        out.encoded(*found);
        after_word = true;
        done = found->end;
        at = words.next_start(done);
    }
    if (done < text.size()) out.plain(text.substr(done));
    return out.result();
}

}  // namespace

std::string decode_encoded_words(std::string_view text) {
    if (text.find("=?") == text.npos) return utf8_or_guess(text);
    return assembled<assembler>(text, charsets::known);
}

std::optional<std::string> undecodable_octets(std::string_view text) {
    if (text.find("=?") == text.npos || assembled<judge>(text, charsets::any)) return std::nullopt;
    return assembled<octets>(text, charsets::any);
}

std::string encode_encoded_words(std::string_view utf8) {
    if (!needs_encoding(utf8)) return std::string(utf8);
    constexpr std::string_view start = "=?utf-8?Q?";
    auto const text = utf8_or_guess(utf8);
    std::string_view rest = text;
    std::string out;
    std::string line(start);
    while (!rest.empty()) {
        auto const length = character_length(rest);
        auto const piece = q_encoded(rest.substr(0, length));
        if (line.size() + piece.size() + 2 > word_limit) {
            out.append(line).append("?=\r\n ");
            line = start;
        }
        line += piece;
        rest.remove_prefix(length);
    }
    return out.append(line).append("?=");
}

}  // namespace mailstead::mime

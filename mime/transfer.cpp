// Content transfer decoding: see transfer.h.
#include "mime/transfer.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "mime/hex.h"

namespace mailstead::mime {
namespace {

// Blanks held back because a line end may follow; longer runs are no trailing blanks that any encoder wrote.
constexpr std::size_t held_limit = 1000;

// Decoding goes on in pieces of this size so that a limit stops it soon.
constexpr std::size_t piece = 16'384;

constexpr signed char ignored = -1;
constexpr signed char padding = -2;

constexpr std::array<signed char, 256> sextets = [] {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<signed char, 256> table{};
    table.fill(ignored);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
    table['='] = padding;
    return table;
}();

int sextet(char c) noexcept { return sextets[static_cast<unsigned char>(c)]; }

// How much of a line is looked at in one go; bounds what is looked at twice.
constexpr std::size_t run_limit = 4096;

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

// The bytes at the start of quoted-printable text that stand for themselves: up to an "=", a line end, or blanks that
// may end the line.
std::size_t run_length(std::string_view text) noexcept {
    auto const ends = [](char c) { return c == '=' || c == '\r' || c == '\n'; };
    text = text.substr(0, run_limit);
    auto length = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends) - text.begin());
    while (length > 0 && is_blank(text[length - 1])) --length;
    return length;
}

template <class Decoder>
std::string decode_with(Decoder decoder, std::string_view body, std::size_t limit) {
    std::string out;
    out.reserve(std::min(body.size(), limit));
    while (!body.empty() && out.size() < limit) {
        decoder.feed(body.substr(0, piece), out);
        body.remove_prefix(std::min(piece, body.size()));
    }
    if (body.empty()) decoder.finish(out);
    if (out.size() > limit) out.resize(limit);
    return out;
}

}  // namespace

encoding encoding_named(std::string_view name) noexcept {
    name = base::trimmed(name);
    if (base::iequals(name, "base64")) return encoding::base64;
    if (base::iequals(name, "quoted-printable")) return encoding::quoted_printable;
    for (std::string_view const plain : {"", "7bit", "8bit", "binary"})
        if (base::iequals(name, plain)) return encoding::identity;
    return encoding::unknown;
}

void quoted_printable_decoder::feed(std::string_view in, std::string& out) {
    while (!in.empty()) {
        if (state_ == state::text && held_.empty()) {
            auto const run = run_length(in);
            out += in.substr(0, run);
            in.remove_prefix(run);
            if (in.empty()) return;
        }
        step(in.front(), out);
        in.remove_prefix(1);
    }
}

void quoted_printable_decoder::step(char c, std::string& out) {
    switch (state_) {
    case state::text: return plain(c, out);
    case state::equals:
    case state::equals_digit: return escape(c, out);
    case state::equals_blank:
    case state::equals_cr: return after_equals(c, out);
    case state::cr:
        // A CR without LF is data, and so are the blanks before it.
        if (c != '\n') out.append(held_).append("\r");
        held_.clear();
        state_ = state::text;
        return plain(c, out);
    }
}

void quoted_printable_decoder::finish(std::string& out) {
    if (state_ == state::equals || state_ == state::equals_blank || state_ == state::equals_cr) {
        // A soft line break at the very end, RFC 2045 §6.7: the last line end was the boundary's.
        held_.clear();
        state_ = state::text;
    }
    bool const open = state_ == state::equals_digit || state_ == state::cr;
    if (open) out += held_;
    if (state_ == state::cr) out += '\r';
    held_.clear();
    state_ = state::text;
}

void quoted_printable_decoder::plain(char c, std::string& out) {
    if (is_blank(c)) {
        held_ += c;
        if (held_.size() > held_limit) give_up(out);
        return;
    }
    if (c == '\r') {
        state_ = state::cr;
        return;
    }
    if (c == '\n') {
        held_.clear();
        out += "\r\n";
        return;
    }
    out += held_;
    held_.clear();
    if (c == '=') {
        held_ += c;
        state_ = state::equals;
        return;
    }
    out += c;
}

// Behind "=" or "=X".
void quoted_printable_decoder::escape(char c, std::string& out) {
    int const digit = hex_digit(c);
    if (state_ == state::equals && digit < 0) {
        state_ = state::equals_blank;
        return after_equals(c, out);
    }
    if (digit < 0) {
        give_up(out);
        return plain(c, out);
    }
    if (state_ == state::equals) {
        held_ += c;
        state_ = state::equals_digit;
        return;
    }
    out += static_cast<char>(hex_digit(held_.back()) * 16 + digit);
    held_.clear();
    state_ = state::text;
}

// Behind "=" and perhaps blanks: a soft line break, or nothing that the grammar knows.
void quoted_printable_decoder::after_equals(char c, std::string& out) {
    if (c == '\n') {
        held_.clear();
        state_ = state::text;
        return;
    }
    if (state_ == state::equals_blank && (c == '\r' || is_blank(c)) && held_.size() < held_limit) {
        held_ += c;
        if (c == '\r') state_ = state::equals_cr;
        return;
    }
    give_up(out);
    plain(c, out);
}

void quoted_printable_decoder::give_up(std::string& out) {
    out += held_;
    held_.clear();
    state_ = state::text;
}

void base64_decoder::feed(std::string_view in, std::string& out) {
    while (!in.empty()) {
        auto const run = have_ == 0 ? whole_groups(in, out) : 0;
        in.remove_prefix(run);
        if (run > 0) continue;
        step(in.front(), out);
        in.remove_prefix(1);
    }
}

// Decodes the groups of four at the start of `in`, as long as nothing else stands between; gives the bytes used.
std::size_t base64_decoder::whole_groups(std::string_view in, std::string& out) {
    std::size_t used = 0;
    for (; in.size() - used >= 4; used += 4) {
        int const a = sextet(in[used]), b = sextet(in[used + 1]), c = sextet(in[used + 2]), d = sextet(in[used + 3]);
        if ((a | b | c | d) < 0) break;
        char const bytes[3] = {static_cast<char>(a << 2 | b >> 4), static_cast<char>(b << 4 | c >> 2),
                               static_cast<char>(c << 6 | d)};
        out.append(bytes, 3);
    }
    return used;
}

void base64_decoder::step(char c, std::string& out) {
    int const value = sextet(c);
    if (value == ignored) return;
    if (value == padding) return finish(out);
    group_ = group_ << 6 | static_cast<std::uint32_t>(value);
    if (++have_ < 4) return;
    char const bytes[3] = {static_cast<char>(group_ >> 16), static_cast<char>(group_ >> 8), static_cast<char>(group_)};
    out.append(bytes, 3);
    group_ = 0;
    have_ = 0;
}

void base64_decoder::finish(std::string& out) {
    if (have_ == 2) out += static_cast<char>(group_ >> 4);
    if (have_ == 3) {
        out += static_cast<char>(group_ >> 10);
        out += static_cast<char>(group_ >> 2);
    }
    group_ = 0;
    have_ = 0;
}

std::string decode_transfer(encoding how, std::string_view body, std::size_t limit) {
    if (how == encoding::base64) return decode_with(base64_decoder{}, body, limit);
    if (how == encoding::quoted_printable) return decode_with(quoted_printable_decoder{}, body, limit);
    return std::string(body.substr(0, limit));
}

}  // namespace mailstead::mime

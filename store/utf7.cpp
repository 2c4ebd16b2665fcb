// RFC 3501 §5.1.3: printable ASCII stands for itself, `&-` for `&`, `&...-` for UTF-16BE in base64 with `,` for `/`.
#include "store/utf7.h"

#include <cstdint>

namespace mailstead::store {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

bool is_plain(char c) noexcept { return c >= 0x20 && c <= 0x7e; }

// The code point at the start of valid UTF-8, which is taken away.
char32_t take_code_point(std::string_view& text) {
    auto const first = static_cast<unsigned char>(text[0]);
    std::size_t const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t value = length == 1 ? first : first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
    text.remove_prefix(length);
    return value;
}

void put_utf8(std::string& out, char32_t c) {
    auto const put = [&](char32_t bits) { out += static_cast<char>(bits); };
    if (c < 0x80) return put(c);
    if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
    if (c < 0x10000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
}

struct bit_writer {
    std::string& out;
    std::uint32_t bits = 0;
    int count = 0;
    void unit(char32_t value) {
        bits = bits << 16 | static_cast<std::uint32_t>(value);
        for (count += 16; count >= 6; count -= 6) out += digits[bits >> (count - 6) & 63];
    }
    void finish() {
        if (count > 0) out += digits[bits << (6 - count) & 63];
    }
};

// The base64 between & and -: UTF-16BE.
bool decode_shifted(std::string_view text, std::string& out) {
    std::uint32_t bits = 0;
    int count = 0;
    char32_t high = 0;
    for (char const c : text) {
        auto const value = digits.find(c);
        if (value == digits.npos) return false;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        if ((count += 6) < 16) continue;
        count -= 16;
        char32_t const unit = bits >> count & 0xffff;
        bool const is_high = unit >= 0xd800 && unit < 0xdc00, is_low = unit >= 0xdc00 && unit < 0xe000;
        if (is_low != (high != 0)) return false;
        if (is_high) {
            high = unit;
            continue;
        }
        if (!is_low && unit < 0x80 && is_plain(static_cast<char>(unit))) return false;  // must stand for itself
        put_utf8(out, is_low ? 0x10000 + ((high - 0xd800) << 10 | (unit - 0xdc00)) : unit);
        high = 0;
    }
    return high == 0 && count < 6 && (bits & ((1u << count) - 1)) == 0;
}

}  // namespace

std::string utf7_encode(std::string_view utf8) {
    std::string out;
    while (!utf8.empty()) {
        if (is_plain(utf8.front())) {
            out += utf8.front();
            if (utf8.front() == '&') out += '-';
            utf8.remove_prefix(1);
            continue;
        }
        out += '&';
        bit_writer shifted{out};
        while (!utf8.empty() && !is_plain(utf8.front())) {
            auto const c = take_code_point(utf8);
            if (c < 0x10000)
                shifted.unit(c);
            else
                shifted.unit(0xd800 + ((c - 0x10000) >> 10)), shifted.unit(0xdc00 + ((c - 0x10000) & 0x3ff));
        }
        shifted.finish();
        out += '-';
    }
    return out;
}

std::optional<std::string> utf7_decode(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_plain(text[at])) return std::nullopt;
        if (text[at] != '&') {
            out += text[at++];
            continue;
        }
        auto const end = text.find('-', at);
        if (end == text.npos) return std::nullopt;
        auto const shifted = text.substr(at + 1, end - at - 1);
        if (shifted.empty())
            out += '&';
        else if (!decode_shifted(shifted, out))
            return std::nullopt;
        at = end + 1;
    }
    return out;
}

}  // namespace mailstead::store

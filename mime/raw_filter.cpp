#include "mime/raw_filter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/ascii.h"
#include "mime/header.h"

namespace mailstead::mime {
namespace {

// Unfolding takes line ends away and blanks at the ends; between a field's name and its colon blanks may stand.
bool may_be_cut(char c) noexcept { return static_cast<unsigned char>(c) <= ' ' || c == ':' || c == 0x7f; }

std::string longest_word(std::string_view needle) {
    std::string_view best;
    for (std::size_t at = 0; at < needle.size();) {
        auto end = at;
        while (end < needle.size() && !may_be_cut(needle[end])) ++end;
        if (end - at > best.size()) best = needle.substr(at, end - at);
        at = end + 1;
    }
    return std::string(best);
}

#if defined(__SSE2__)
// As folded_rest() from the beginning on, sixteen bytes at a time, each with the one behind it. Returns how far it came.
std::size_t fold_blocks(std::string_view text, char* to, bool& is_plain) noexcept {
    auto const zero = _mm_setzero_si128(), cr = _mm_set1_epi8('\r'), lf = _mm_set1_epi8('\n');
    auto const below_a = _mm_set1_epi8('a' - 1), above_z = _mm_set1_epi8('z' + 1), bit = _mm_set1_epi8(0x20);
    auto all = zero;
    std::size_t at = 0;
    for (; at + 17 <= text.size(); at += 16) {
        auto const c = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data() + at));
        auto const next = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data() + at + 1));
        auto const is_lower = _mm_and_si128(_mm_cmpgt_epi8(c, below_a), _mm_cmplt_epi8(c, above_z));
        auto const odd = _mm_or_si128(_mm_cmpeq_epi8(c, zero), _mm_andnot_si128(_mm_cmpeq_epi8(next, lf), _mm_cmpeq_epi8(c, cr)));
        all = _mm_or_si128(all, _mm_or_si128(c, odd));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), _mm_sub_epi8(c, _mm_and_si128(is_lower, bit)));
    }
    is_plain = _mm_movemask_epi8(all) == 0;
    return at;
}
#else
std::size_t fold_blocks(std::string_view, char*, bool& is_plain) noexcept { return is_plain = true, 0; }
#endif

// Upper case, as casefold() makes ASCII. False: there are other bytes, or such as unfolding takes away.
bool folded_ascii(std::string_view text, std::vector<char>& out) {
    if (out.size() < text.size()) out.resize(text.size());
    unsigned char all = 0;
    auto* const to = out.data();
    bool is_plain = true;
    auto const begin = fold_blocks(text, to, is_plain);
    if (!is_plain) return false;
    for (std::size_t i = begin; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        auto const next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
        bool const odd = c == 0 || (c == '\r' && next != '\n');
        all = static_cast<unsigned char>(all | c | (odd ? 0x80 : 0));
        auto const lower = static_cast<unsigned char>(c - 'a') < 26 ? 0x20 : 0;
        to[i] = static_cast<char>(c - lower);
    }
    return all < 0x80;
}

// Charsets in which ASCII bytes mean what they mean in ASCII, whatever stood before them.
bool is_plain_charset(std::string_view name) noexcept {
    static constexpr std::array<std::string_view, 8> plain = {"US-ASCII", "ASCII", "UTF-8", "UTF8", "LATIN1", "ISO-8859-", "WINDOWS-125", "ANSI_X3.4-1968"};
    return std::any_of(plain.begin(), plain.end(), [&](auto known) { return known.back() == '-' || known.back() == '5' ? name.starts_with(known) && name.size() <= known.size() + 2 : name == known; });
}

bool charsets_are_plain(std::string_view folded) {
    static constexpr std::string_view word = "CHARSET";
    for (auto at = find_bytes(folded, word); at != folded.npos; at = find_bytes(folded, word, at)) {
        at += word.size();
        if (at == folded.size() || folded[at] != '=') return false;
        ++at;
        if (at < folded.size() && folded[at] == '"') ++at;
        auto end = at;
        while (end < folded.size() && (base::is_alpha(folded[end]) || base::is_digit(folded[end]) || folded[end] == '-' || folded[end] == '.' || folded[end] == '_')) ++end;
        if (!is_plain_charset(folded.substr(at, end - at))) return false;
    }
    return true;
}

bool holds(std::string_view text, std::string_view what) { return find_bytes(text, what) != text.npos; }

bool is_read_as_stored(std::string_view folded) {
    bool const encoded = holds(folded, "=?") || holds(folded, "BASE64") || holds(folded, "QUOTED-PRINTABLE") || holds(folded, "HTML");
    return !encoded && charsets_are_plain(folded);
}

}  // namespace

raw_filter::raw_filter(std::string_view needle) : word_(longest_word(needle)) {
    is_ascii_ = std::all_of(needle.begin(), needle.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool raw_filter::rules_out(std::string_view message) const {
    thread_local std::vector<char> buffer;
    if (is_ascii_ && word_.empty()) return false;
    if (!folded_ascii(message, buffer)) return false;
    std::string_view const folded(buffer.data(), message.size());
    if (is_ascii_ && holds(folded, word_)) return false;
    // Without fields of parts behind it, the header alone says how the body is to be read.
    auto const header = folded.substr(0, header_length(folded));
    bool const has_parts = holds(folded.substr(header.size()), "\nCONTENT-") || holds(header, "MESSAGE/") || holds(header, "DIGEST");
    bool const out = is_read_as_stored(has_parts ? folded : header) && !folded.substr(header.size()).starts_with("CONTENT-");
    if (buffer.size() > 1024 * 1024) buffer = {};
    return out;
}

#if defined(__SSE2__)
// Sixteen places at a time: where the first and the last byte fit, the rest is compared.
std::size_t find_bytes(std::string_view text, std::string_view needle, std::size_t from) noexcept {
    auto const n = needle.size();
    if (n == 0) return from <= text.size() ? from : text.npos;
    if (text.size() < n || from > text.size() - n) return text.npos;
    auto const first = _mm_set1_epi8(needle.front()), last = _mm_set1_epi8(needle.back());
    auto at = from;
    for (; at + n - 1 + 16 <= text.size(); at += 16) {
        auto const a = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data() + at));
        auto const b = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text.data() + at + n - 1));
        auto fit = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last))));
        for (; fit != 0; fit &= fit - 1) {
            auto const place = at + static_cast<std::size_t>(std::countr_zero(fit));
            if (n <= 2 || std::memcmp(text.data() + place + 1, needle.data() + 1, n - 2) == 0) return place;
        }
    }
    return text.find(needle, at);
}
#else
std::size_t find_bytes(std::string_view text, std::string_view needle, std::size_t from) noexcept { return text.find(needle, from); }
#endif

}  // namespace mailstead::mime

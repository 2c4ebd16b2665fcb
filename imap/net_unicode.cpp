#include "imap/net_unicode.h"

#include <algorithm>
#include <new>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_name = 16 * 1024;
constexpr UChar32 byte_order_mark = 0xfeff, line_separator = 0x2028, paragraph_separator = 0x2029;

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_allowed(UChar32 c) {
    if (c == line_separator || c == paragraph_separator) return false;
    return u_charType(c) != U_CONTROL_CHAR && u_charType(c) != U_UNASSIGNED;
}

icu::Normalizer2 const& nfc() {
    UErrorCode error = U_ZERO_ERROR;
    auto const* instance = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error)) throw std::bad_alloc();  // ICU's own data, loaded once: nothing else can fail
    return *instance;
}

}  // namespace

bool is_net_unicode(std::string_view name) {
    if (!base::is_utf8(name)) return false;
    auto const size = static_cast<std::int32_t>(std::min(name.size(), longest_name));
    for (std::int32_t at = 0; at < size;) {
        bool const first = at == 0;
        UChar32 c = 0;
        U8_NEXT(name.data(), at, size, c);
        if ((first && c == byte_order_mark) || c < 0 || !is_allowed(c)) return false;
    }
    return name.size() <= longest_name;
}

std::string normalized(std::string_view name) {
    if (is_ascii(name) || name.size() > longest_name || !base::is_utf8(name)) return std::string(name);
    UErrorCode error = U_ZERO_ERROR;
    auto const text = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    auto const composed = nfc().normalize(text, error);
    if (U_FAILURE(error)) throw std::bad_alloc();  // RFC 5198 forms exist for all of Unicode
    std::string out;
    return composed.toUTF8String(out);
}

}  // namespace mailstead::imap

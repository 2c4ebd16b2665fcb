// Text for SEARCH: see text.h.
#include "mime/text.h"

#include <algorithm>
#include <array>
#include <new>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>
#include <unicode/uvernum.h>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mime/transfer.h"

namespace mailstead::mime {
namespace {

std::size_t ascii_length(std::string_view text) noexcept {
    auto const is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_ascii) - text.begin());
}

void append_uppered(std::string_view ascii, std::string& out) {
    auto const done = static_cast<std::ptrdiff_t>(out.size());
    out += ascii;
    std::transform(out.begin() + done, out.end(), out.begin() + done, base::to_upper);
}

icu::Normalizer2 const& nfkd() {
    UErrorCode error = U_ZERO_ERROR;
    auto const* instance = icu::Normalizer2::getNFKDInstance(error);
    if (U_FAILURE(error)) throw std::bad_alloc();  // ICU's own data, loaded once: nothing else can fail
    return *instance;
}

void append(UChar32 c, std::string& out) {
    std::array<char, U8_MAX_LENGTH> bytes;
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    out.append(bytes.data(), length);
}

// RFC 5051 §2 (2), character by character: title case, then full decomposition. Marks are not put in canonical order,
// which the RFC leaves open (§4): a sorted run would cost quadratic time, and the fold of a piece would no longer be a
// piece of the fold.
void casefold_character(UChar32 c, icu::UnicodeString& scratch, std::string& out) {
    auto const titled = u_totitle(c);
    if (!nfkd().getDecomposition(titled, scratch)) return append(titled, out);
    for (std::int32_t i = 0; i < scratch.length(); i = scratch.moveIndex32(i, 1)) append(scratch.char32At(i), out);
}

}  // namespace

std::string decoded_header(std::string_view value) { return decode_encoded_words(unfold(value)); }

bool is_searchable(part const& leaf) noexcept {
    return leaf.children.empty() && (leaf.type == "text" || leaf.type == "message");
}

std::string part_text(std::string_view message, part const& leaf, std::size_t limit) {
    return decoded_text(leaf.body.of(message), leaf, limit);
}

std::string decoded_text(std::string_view body, part const& leaf, std::size_t limit) {
    auto const bytes = decode_transfer(encoding_named(leaf.encoding), body, limit);
    auto const charset = find_parameter(leaf.parameters, "charset");
    // No charset means us-ascii (RFC 2045 §5.2), and 8-bit bytes in it are a label forgotten.
    if (!charset || base::iequals(*charset, "us-ascii")) return utf8_or_guess(bytes);
    auto converted = to_utf8(*charset, bytes);
    return converted ? std::move(*converted) : utf8_or_guess(bytes);
}

// The number is ours: raise it with every change to what is searched.
std::string_view text_version() noexcept { return "1 " U_ICU_VERSION; }

std::string casefold(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    icu::UnicodeString scratch;
    for (std::size_t at = 0; at < utf8.size();) {
        auto const ascii = ascii_length(utf8.substr(at));
        append_uppered(utf8.substr(at, ascii), out);
        at += ascii;
        if (at == utf8.size()) break;
        UChar32 c;
        U8_NEXT_OR_FFFD(utf8.data(), at, utf8.size(), c);
        casefold_character(c, scratch, out);
    }
    return out;
}

}  // namespace mailstead::mime

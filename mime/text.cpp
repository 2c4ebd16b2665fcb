// Text for SEARCH: see text.h.
#include "mime/text.h"

#include <algorithm>
#include <new>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mime/transfer.h"

namespace mailstead::mime {
namespace {

bool is_ascii_byte(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

icu::Normalizer2 const& nfkd() {
    UErrorCode error = U_ZERO_ERROR;
    auto const* instance = icu::Normalizer2::getNFKDInstance(error);
    if (U_FAILURE(error)) throw std::bad_alloc();  // ICU's own data, loaded once: nothing else can fail
    return *instance;
}

// A run without ASCII. RFC 5051 §2 (2): title case first, then decomposition.
void casefold_run(std::string_view run, std::string& out) {
    auto const* bytes = reinterpret_cast<std::uint8_t const*>(run.data());
    auto const size = static_cast<std::int32_t>(run.size());
    icu::UnicodeString titled;
    for (std::int32_t at = 0; at < size;) {
        UChar32 c;
        U8_NEXT_OR_FFFD(bytes, at, size, c);
        titled.append(u_totitle(c));
    }
    UErrorCode error = U_ZERO_ERROR;
    auto const folded = nfkd().normalize(titled, error);
    if (U_FAILURE(error)) throw std::bad_alloc();
    folded.toUTF8String(out);
}

// ICU counts in 32 bits; a run is cut between characters long before.
constexpr std::size_t run_limit = 64 * 1024;

std::size_t run_length(std::string_view text) noexcept {
    auto const end = std::find_if(text.begin(), text.end(), is_ascii_byte);
    auto const length = static_cast<std::size_t>(end - text.begin());
    if (length <= run_limit) return length;
    auto cut = run_limit;
    while (cut > run_limit - 4 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
    return cut;
}

}  // namespace

std::string decoded_header(std::string_view value) { return decode_encoded_words(unfold(value)); }

bool is_searchable(part const& leaf) noexcept {
    return leaf.children.empty() && (leaf.type == "text" || leaf.type == "message");
}

std::string part_text(std::string_view message, part const& leaf, std::size_t limit) {
    auto const bytes = decode_transfer(encoding_named(leaf.encoding), leaf.body.of(message), limit);
    auto const charset = find_parameter(leaf.parameters, "charset");
    // No charset means us-ascii (RFC 2045 §5.2), and 8-bit bytes in it are a label forgotten.
    if (!charset || base::iequals(*charset, "us-ascii")) return utf8_or_guess(bytes);
    auto converted = to_utf8(*charset, bytes);
    return converted ? std::move(*converted) : utf8_or_guess(bytes);
}

std::string casefold(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        auto const ascii_end = std::find_if_not(utf8.begin(), utf8.end(), is_ascii_byte);
        std::transform(utf8.begin(), ascii_end, std::back_inserter(out), base::to_upper);
        utf8.remove_prefix(static_cast<std::size_t>(ascii_end - utf8.begin()));
        auto const run = run_length(utf8);
        if (run > 0) casefold_run(utf8.substr(0, run), out);
        utf8.remove_prefix(run);
    }
    return out;
}

}  // namespace mailstead::mime

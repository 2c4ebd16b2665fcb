// See address.h.
#include "auth/address.h"

#include <algorithm>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>

#include "base/ascii.h"

namespace mailstead::auth {
namespace {

bool is_forbidden(char c) noexcept { return (c >= 0 && c <= ' ') || c == 0x7f || c == '/'; }

bool is_part(std::string_view text) noexcept {
    return !text.empty() && text.front() != '.' && std::none_of(text.begin(), text.end(), is_forbidden);
}

constexpr std::size_t longest = 254;

// RFC 8265 §3.3.1 and §3.3.2: wide and narrow forms as the usual ones, lower case, NFC. Absent: characters that nobody sees, or
// separators.
std::optional<std::string> case_mapped(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    static icu::UnicodeSet const widths(u"[[:ea=F:][:ea=H:]]", status);
    static icu::UnicodeSet const forbidden(u"[[:C:][:Z:]]", status);
    auto const* const nfc = icu::Normalizer2::getNFCInstance(status);
    auto const* const nfkc = icu::Normalizer2::getNFKCInstance(status);
    if (U_FAILURE(status)) return std::nullopt;
    icu::FilteredNormalizer2 const usual(*nfkc, widths);
    icu::Normalizer2 const& widen = usual;
    auto wide = widen.normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))), status);
    wide = nfc->normalize(wide.toLower(icu::Locale::getRoot()), status);
    if (U_FAILURE(status) || forbidden.containsSome(wide)) return std::nullopt;
    std::string out;
    wide.toUTF8String(out);
    return out;
}

}  // namespace

std::optional<std::string> normal_address(std::string_view text, std::string_view default_domain) {
    auto out = base::lowered(text);
    if (out.find('@') == out.npos && !default_domain.empty()) out += "@" + base::lowered(default_domain);
    if (out.size() > longest || !base::is_utf8(out)) return std::nullopt;
    bool const is_ascii = std::all_of(out.begin(), out.end(), [](char c) { return c >= 0; });
    if (!is_ascii) {
        auto mapped = case_mapped(out);
        if (!mapped || mapped->size() > longest) return std::nullopt;
        out = std::move(*mapped);
    }
    auto const at = out.rfind('@');
    std::string_view const view(out);
    if (at == out.npos) return is_part(view) ? std::optional(out) : std::nullopt;
    auto const domain = view.substr(at + 1);
    bool const good = is_part(view.substr(0, at)) && is_part(domain);
    return good ? std::optional(out) : std::nullopt;
}

}  // namespace mailstead::auth

#include "conf/idna.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t longest = 255;    // RFC 1035 §2.3.4; nobody asks for a longer one

struct closer {
    void operator()(UIDNA* rules) const noexcept { ::uidna_close(rules); }
};

bool is_blank_or_control(char c) noexcept { return (c >= 0 && c <= ' ') || c == 0x7f; }

// Made once: safe to use from any thread then.
UIDNA const* uts46() {
    static auto const rules = [] {
        UErrorCode error = U_ZERO_ERROR;
        constexpr std::uint32_t how = UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ;
        return std::unique_ptr<UIDNA, closer>(::uidna_openUTS46(how, &error));
    }();
    return rules.get();
}

}  // namespace

std::string ascii_domain(std::string_view domain) {
    std::string const as_it_is(domain);
    bool const is_name = std::none_of(domain.begin(), domain.end(), is_blank_or_control);
    if (base::is_ascii(domain) || !is_name || domain.size() > longest * 4 || !base::is_utf8(domain) || !uts46()) return as_it_is;
    std::array<char, longest + 1> out{};
    UIDNAInfo about = UIDNA_INFO_INITIALIZER;
    UErrorCode error = U_ZERO_ERROR;
    auto const size = ::uidna_nameToASCII_UTF8(uts46(), domain.data(), static_cast<std::int32_t>(domain.size()), out.data(),
                                               static_cast<std::int32_t>(out.size()), &about, &error);
    if (U_FAILURE(error) || about.errors != 0 || size <= 0) return as_it_is;
    return std::string(out.data(), static_cast<std::size_t>(size));
}

}  // namespace mailstead::conf

// See address.h.
#include "auth/address.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::auth {
namespace {

bool is_forbidden(char c) noexcept { return (c >= 0 && c <= ' ') || c == 0x7f || c == '/'; }

bool is_part(std::string_view text) noexcept {
    return !text.empty() && text.front() != '.' && std::none_of(text.begin(), text.end(), is_forbidden);
}

}  // namespace

std::optional<std::string> normal_address(std::string_view text, std::string_view default_domain) {
    auto out = base::lowered(text);
    if (out.find('@') == out.npos && !default_domain.empty()) out += "@" + base::lowered(default_domain);
    if (out.size() > 254 || !base::is_utf8(out)) return std::nullopt;
    auto const at = out.rfind('@');
    std::string_view const view(out);
    if (at == out.npos) return is_part(view) ? std::optional(out) : std::nullopt;
    auto const domain = view.substr(at + 1);
    bool const good = is_part(view.substr(0, at)) && is_part(domain);
    return good ? std::optional(out) : std::nullopt;
}

}  // namespace mailstead::auth

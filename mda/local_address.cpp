// Completion: see local_address.h. The queue does the same to what comes to it; here it decides what is local.
#include "mda/local_address.h"

#include "smtp/path.h"

namespace mailstead::mda {
namespace {

std::string with_domain(std::string_view text, address_completion const& rules) {
    auto const bang = rules.swap_bangpath ? text.find('!') : text.npos;
    if (bang != text.npos && bang > 0 && bang + 1 < text.size())
        return std::string(text.substr(bang + 1)) + '@' + std::string(text.substr(0, bang));
    auto const percent = rules.allow_percent_hack ? text.rfind('%') : text.npos;
    if (percent != text.npos && percent > 0 && percent + 1 < text.size())
        return std::string(text.substr(0, percent)) + '@' + std::string(text.substr(percent + 1));
    if (!rules.append_at_myorigin || rules.origin.empty()) return std::string(text);
    return std::string(text) + '@' + rules.origin;
}

}  // namespace

std::string completed_address(std::string_view text, address_completion const& rules) {
    auto const route = text.starts_with('@') ? text.find(':') : text.npos;
    if (route != text.npos && text.find('@', route) != text.npos) text.remove_prefix(route + 1);
    auto out = text.find('@') == text.npos ? with_domain(text, rules) : std::string(text);
    auto const at = out.rfind('@');
    if (at == out.npos) return out;
    if (out.ends_with('.')) out.pop_back();
    auto const domain = std::string_view(out).substr(at + 1);
    bool const is_bare = !domain.empty() && !domain.starts_with('[') && domain.find('.') == domain.npos;
    if (is_bare && rules.append_dot_mydomain) out += '.' + rules.domain;
    return out;
}

std::optional<std::string> named_place(std::string_view address, address_completion const& rules) {
    auto const local = address.substr(0, address.rfind('@'));
    bool const is_named = local.find('@') != local.npos || (rules.allow_percent_hack && local.find('%') != local.npos) ||
                          (rules.swap_bangpath && local.find('!') != local.npos);
    if (!is_named || local.size() == address.size()) return std::nullopt;
    auto out = completed_address(local, rules);
    if (out.size() >= address.size()) return std::nullopt;    // "%x": a name like any other
    return out;
}

std::optional<std::string> envelope_form(std::string_view address) {
    auto const at = address.rfind('@');
    auto text = smtp::quoted(address.substr(0, at));
    if (at != address.npos) text += address.substr(at);
    auto parsed = smtp::parse_path(text);
    if (!parsed || parsed->text.empty()) return std::nullopt;
    return std::move(parsed->text);
}

}  // namespace mailstead::mda

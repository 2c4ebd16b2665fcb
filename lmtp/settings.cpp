// The filter behind the SASL security options.
#include "lmtp/settings.h"

#include "base/ascii.h"

namespace mailstead::lmtp {

bool is_admitted(auth::mechanism const& what, mechanism_rules const& rules) noexcept {
    if (rules.no_plaintext && what.plaintext) return false;
    if (rules.no_anonymous && what.anonymous) return false;
    if (rules.no_dictionary && what.dictionary) return false;
    if (rules.no_active && what.active) return false;
    if (rules.forward_secrecy && !what.forward_secrecy) return false;
    return !rules.mutual_auth || what.mutual_auth;
}

bool passes_filter(std::string_view mechanism, std::vector<std::string> const& filter) noexcept {
    for (std::string_view word : filter) {
        bool const excludes = word.starts_with('!');
        if (excludes) word.remove_prefix(1);
        if (word.starts_with("static:") || base::iequals(word, mechanism)) return !excludes;
    }
    return filter.empty();
}

}  // namespace mailstead::lmtp

#include "imap/settings.h"

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

bool is_listed(std::vector<std::string> const& filter, std::string_view mechanism) noexcept {
    for (std::string_view item : filter) {
        bool const negated = item.starts_with('!');
        if (negated) item.remove_prefix(1);
        if (item.starts_with("static:") || base::iequals(item, mechanism)) return !negated;
    }
    return filter.empty();
}

}  // namespace

bool permits(security_options const& options, std::vector<std::string> const& filter, auth::mechanism const& what) noexcept {
    bool const refused = (options.no_plaintext && what.plaintext) || (options.no_active && what.active) ||
                         (options.no_dictionary && what.dictionary) || (options.no_anonymous && what.anonymous);
    bool const lacking = (options.forward_secrecy && !what.forward_secrecy) || (options.mutual_auth && !what.mutual_auth);
    return !refused && !lacking && is_listed(filter, what.name);
}

}  // namespace mailstead::imap

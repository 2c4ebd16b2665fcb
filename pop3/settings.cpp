// See settings.h.
#include "pop3/settings.h"

#include "base/ascii.h"

namespace mailstead::pop3 {

bool is_listed(std::vector<std::string> const& filter, std::string_view mechanism) noexcept {
    for (std::string_view item : filter) {
        bool const negated = item.starts_with('!');
        if (negated) item.remove_prefix(1);
        bool const speaks_of_it = base::istarts_with(item, "static:") || base::iequals(item, mechanism);
        if (speaks_of_it) return !negated;
    }
    return filter.empty();
}

}  // namespace mailstead::pop3

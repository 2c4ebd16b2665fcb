#include "imap/uid_only.h"

#include <algorithm>
#include <array>

namespace mailstead::imap {

namespace {

constexpr std::array<std::string_view, 8> counting = {"COPY", "FETCH", "MOVE", "REPLACE", "SEARCH", "SORT", "STORE", "THREAD"};

template <class Command>
bool has_numbers(Command const& what) {
    if constexpr (requires { { what.key } -> std::same_as<search_key const&>; }) return names_numbers(what.key);
    if constexpr (requires { { what.search.key } -> std::same_as<search_key const&>; }) return names_numbers(what.search.key);
    if constexpr (requires { what.resync->numbers; }) return what.resync && !what.resync->numbers.ranges.empty();
    return false;
}

}  // namespace

reply numbers_refused() { return reply::bad("[UIDREQUIRED] Message numbers are not allowed once UIDONLY is enabled."); }

bool names_numbers(search_key const& key) noexcept {
    if (key.what == search_key::kind::sequence) return !key.set.saved;
    return std::any_of(key.keys.begin(), key.keys.end(), names_numbers);
}

bool uses_numbers(parsed const& request) {
    if (request.what && std::find(counting.begin(), counting.end(), request.what->name) != counting.end()) return true;
    return std::visit([](auto const& what) { return has_numbers(what); }, request.value);
}

}  // namespace mailstead::imap

// Stored searches in place of their names, RFC 5466 §3.1.
#include <algorithm>

#include "base/ascii.h"

#include "imap/metadata_place.h"
#include "imap/parse.h"
#include "imap/session.h"
#include "imap/uid_only.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t filters_deep = 8;    // a filter within a filter; RFC 5466 wants 3

bool has_filter(search_key const& key) {
    return key.what == search_key::kind::filter || std::any_of(key.keys.begin(), key.keys.end(), has_filter);
}

std::size_t size_of(search_key const& key) {
    std::size_t out = 1;
    for (auto const& child : key.keys) out += size_of(child);
    return out;
}

}  // namespace

// An error without a value of its own: the filter is not there, refers to itself or to too many others. `key.text` of
// the outermost one is then still its name.
net::task<base::error_code> session::resolve_filter(search_key& key, std::vector<std::string>& path, std::size_t& budget) {
    if (key.what != search_key::kind::filter) {
        for (auto& child : key.keys) {
            auto const failed = co_await resolve_filter(child, path, budget);
            if (failed) co_return failed;
        }
        co_return base::error_code();
    }
    auto const undefined = make_error_code(store::errc::gone);
    auto name = base::lowered(key.text);
    if (path.empty() || path.front().empty()) path.assign(1, key.text);    // for the response code: the name as sent
    if (path.size() > filters_deep || std::find(path.begin() + 1, path.end(), name) != path.end()) co_return undefined;
    auto const place = co_await metadata_of("", access::read_only);
    if (!place) co_return place.error();
    auto look = [&place, &name, user = account_->owner()]() -> base::result<std::optional<std::string>> {
        auto hers = place->of_user->annotation_value("", user, "/private/filters/values/" + name);
        if (!hers || *hers) return hers;
        return place->of_all->annotation_value("", user, "/shared/filters/values/" + name);
    };
    auto const text = co_await net::blocking(with_.disk, std::move(look));
    if (!text) co_return text.error();
    auto stored = *text ? parse_search_criteria(**text) : std::nullopt;
    if (!stored || size_of(*stored) > budget) co_return undefined;
    budget -= size_of(*stored);
    path.push_back(std::move(name));
    auto const failed = co_await resolve_filter(*stored, path, budget);
    if (failed) co_return failed;
    path.pop_back();
    if (path.size() == 1) path.front().clear();
    key = std::move(*stored);
    co_return base::error_code();
}

// Absent: there was none, or all are in place. A set of numbers in a filter counts as one in the command itself.
net::task<std::optional<reply>> session::resolve_filters(search_key& key, std::string const& charset) {
    if (!has_filter(key)) co_return std::nullopt;
    bool const plain = charset.empty() || base::iequals(charset, "UTF-8") || base::iequals(charset, "US-ASCII");
    if (!plain) co_return reply::bad("[BADCHARSET (UTF-8 US-ASCII)] Filters are in UTF-8.");
    std::vector<std::string> path;
    std::size_t budget = search_keys;
    auto const failed = co_await resolve_filter(key, path, budget);
    if (!failed && enabled_.uid_only && names_numbers(key)) co_return numbers_refused();
    if (!failed) co_return std::nullopt;
    if (failed != store::errc::gone) co_return refused(failed, "SEARCH");
    co_return reply::no("[UNDEFINED-FILTER " + path.front() + "] No such filter.");
}

}  // namespace mailstead::imap

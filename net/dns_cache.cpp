#include "net/dns_cache.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::net {
namespace {

std::string key_of(std::string_view name, record_type type) {
    if (name.ends_with('.')) name.remove_suffix(1);
    auto out = base::lowered(name);
    out += '\0';
    out += std::to_string(static_cast<unsigned>(type));
    return out;
}

std::size_t size_of(dns_answer const& answer) noexcept {
    auto sum = answer.canonical.size();
    for (auto const& one : answer.records) sum += one.size();
    return sum;
}

}  // namespace

std::optional<result<dns_answer>> dns_cache::find(std::string_view name, record_type type, base::steady_time now) const {
    auto const key = key_of(name, type);
    std::lock_guard const lock(mutex_);
    auto const found = entries_.find(key);
    if (found == entries_.end() || now >= found->second.until) return std::nullopt;
    auto const& kept = found->second;
    if (!kept.what) return result<dns_answer>(make_error_code(errc::not_found));
    auto out = *kept.what;
    out.ttl = std::chrono::ceil<std::chrono::seconds>(kept.until - now);
    return result<dns_answer>(std::move(out));
}

void dns_cache::keep(std::string_view name, record_type type, result<dns_answer> const& what, std::chrono::seconds ttl,
                     base::steady_time now) {
    if (ttl.count() <= 0 || (!what && what.error() != make_error_code(errc::not_found))) return;
    if (what && size_of(*what) > most_bytes) return;
    entry fresh;
    if (what) fresh.what = *what;
    fresh.until = now + std::min(ttl, longest);
    auto key = key_of(name, type);
    std::lock_guard const lock(mutex_);
    if (entries_.size() >= most_entries) std::erase_if(entries_, [now](auto const& one) { return now >= one.second.until; });
    if (entries_.size() >= most_entries) entries_.clear();    // a flood of names: begin anew rather than grow
    entries_.insert_or_assign(std::move(key), std::move(fresh));
}

std::size_t dns_cache::size() const {
    std::lock_guard const lock(mutex_);
    return entries_.size();
}

}  // namespace mailstead::net

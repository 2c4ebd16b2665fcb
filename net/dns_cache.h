// Answers of the DNS that are kept for as long as they hold. libunbound keeps them too, but each question to it goes to a
// thread of its own and back, which costs more than everything else that a restriction does.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "net/resolver.h"

namespace mailstead::net {

// Any thread.
class dns_cache {
public:
    static constexpr std::size_t most_entries = 10'000;
    static constexpr std::size_t most_bytes = 4'096;              // of one answer's records
    static constexpr std::chrono::seconds longest{3'600};         // who mends a zone shall not wait for ever

    // With the time that is left as its ttl; not_found when that is what was kept.
    std::optional<result<dns_answer>> find(std::string_view name, record_type type, base::steady_time now) const;
    // Keeps answers and not_found; what could not be answered is asked again. Case of names is ignored.
    void keep(std::string_view name, record_type type, result<dns_answer> const& what, std::chrono::seconds ttl, base::steady_time now);
    std::size_t size() const;

private:
    struct entry {
        std::optional<dns_answer> what;    // absent: there is none
        base::steady_time until;
    };
    mutable std::mutex mutex_;
    std::unordered_map<std::string, entry> entries_;
};

}  // namespace mailstead::net

// The MTA-STS policies that were fetched and the fetches that failed, in a file that survives a restart (docs/formats/mta-sts.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mta/queue/sqlite.h"

namespace mailstead::mta::smtp_client {

// What is known of one domain. Times are seconds since 1970.
struct sts_record {
    std::string id;                 // of the policy
    std::string text;               // the policy as it was fetched; empty: there is none
    std::int64_t fetched = 0;
    std::int64_t expires = 0;       // fetched + max_age
    std::int64_t used = 0;          // about: the last day on which mail went there
    std::int64_t failed = 0;        // the last fetch, if it failed; 0: it did not
    std::string failed_id;          // what the DNS said then
    bool operator==(sts_record const&) const = default;
};

// One thread at a time; calls block.
class sts_cache {
public:
    // Opens or makes `path`. A file that is damaged, or of another program, is put aside as PATH.damaged and begun anew, which the
    // log tells. ":memory:" forgets everything at its end.
    static queue::result<sts_cache> open(std::string const& path);

    queue::result<std::optional<sts_record>> find(std::string const& domain);
    queue::result<void> put(std::string const& domain, sts_record const& one);
    // Domains whose policy holds at `now`, was fetched before `fetched` and used since `used`; the oldest first, at most `most`.
    queue::result<std::vector<std::string>> stale(std::int64_t now, std::int64_t fetched, std::int64_t used, std::size_t most);
    // Removes what has expired, and failures of before `failed`.
    queue::result<void> clean(std::int64_t now, std::int64_t failed);

private:
    sts_cache() = default;
    static queue::result<sts_cache> attempt(std::string const& path);
    queue::sqlite_handle db_;
    queue::statement find_, put_, stale_, clean_;
};

}  // namespace mailstead::mta::smtp_client

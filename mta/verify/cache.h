// The records of probed addresses, in memory as far as they were asked for lately, and in a file that survives a restart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mta/queue/sqlite.h"
#include "mta/verify/record.h"

namespace mailstead::mta::verify {

// One thread at a time; calls block.
class cache {
public:
    // Opens or makes `path`; a file that is none of ours, or damaged, is an error.
    static queue::result<cache> open(std::string const& path);
    // Forgets everything at its end.
    static queue::result<cache> in_memory() { return open(":memory:"); }

    // The case of `address`' domain does not matter.
    queue::result<std::optional<record>> find(std::string const& address);
    queue::result<void> put(std::string const& address, record const& one);
    queue::result<void> erase(std::string const& address);
    // Removes what has expired; returns how many stay and how many went.
    struct counts {
        std::int64_t retained = 0, dropped = 0;
    };
    queue::result<counts> clean(rules const& how, std::int64_t now);

private:
    cache() = default;
    queue::sqlite_handle db_;
    queue::statement find_, put_, erase_, clean_, count_;
};

}  // namespace mailstead::mta::verify

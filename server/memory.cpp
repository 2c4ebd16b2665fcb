// Settings of the C library's allocator and of SQLite that count in the thousands of idle sessions.
#include "server/memory.h"

#include <malloc.h>
#include <sqlite3.h>

#include <algorithm>
#include <thread>

namespace mailstead::server {

void tune_memory() {
    // An arena per core serves the workers; one per pool thread would keep what each ever used.
    ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(2u, std::thread::hardware_concurrency())));
    // An open index costs what it holds: no 20 pages in advance (87 KB), no lookaside (48 KB), no shared statistics, which
    // would be a lock taken at every allocation.
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace mailstead::server

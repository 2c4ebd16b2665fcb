// SQLite files of this room: opened by their mark, and put aside when they are damaged.
#pragma once

#include <cstdint>
#include <string>

#include "mta/queue/sqlite.h"

namespace mailstead::mta::smtp_client {

struct cache_form {
    std::int32_t application = 0;    // PRAGMA application_id
    std::int32_t version = 0;        // PRAGMA user_version
    char const* tables = "";         // CREATE TABLE IF NOT EXISTS ...
};

// A database of this form, made when there is none. What is a damaged database, or of another form, fails with
// queue::errc::damaged; a file that is no regular one with EINVAL. Blocking.
queue::result<queue::sqlite_handle> open_cache_file(std::string const& path, cache_form const& form);
// The file is renamed to PATH.damaged, and the log says what that costs. Blocking.
queue::result<void> put_aside(std::string const& path, char const* cost);

}  // namespace mailstead::mta::smtp_client

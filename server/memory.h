// How the server's processes use memory: many small idle things, few threads.
#pragma once

namespace mailstead::server {

// Once, before the first thread and the first use of SQLite.
void tune_memory();

}  // namespace mailstead::server

// Asking tables: postmap -q and -s.
#pragma once

#include "tools/table_command.h"

namespace mailstead::tools {

// -q: the value of the key in the first table that has it; with "-" of every key that standard input names, or of the
// lines of the message that it holds. True when anything was found. Throws table_fatal. Blocking.
bool query_tables(table_run const& run);

// -s: all rows of the first table, for types that can tell. False when no table was named. Throws table_fatal.
// Blocking.
bool list_table(table_run const& run);

}  // namespace mailstead::tools

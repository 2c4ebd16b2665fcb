// Making and changing indexed tables: postmap without -q and -s.
#pragma once

#include "tools/table_command.h"

namespace mailstead::tools {

// -d: removes the key, or with "-" the keys that standard input names, from every table. True when at least one was
// there. Throws table_fatal. Blocking.
bool erase_keys(table_run const& run);

// Rows as they are stored for -F: every value replaced by the base64 of the files that it names. Rows whose files
// cannot be read are reported, as problems of `file`, and left out. Blocking.
void take_files(std::string const& file, conf::table_source& source);

// Prints what `problems` say up to `line`, beginning at `next`.
void warn_up_to(table_run const& run, std::vector<conf::problem> const& problems, int line, std::size_t& next);

// Throws table_fatal unless both parts are there.
void check_form(table_name const& name);

// "unsupported dictionary type: ...", with what this type cannot do when it exists at all.
[[noreturn]] void refuse_type(std::string const& type);

}  // namespace mailstead::tools

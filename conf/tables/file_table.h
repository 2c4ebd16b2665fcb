// Tables whose content comes from a file and is read again when the file changes.
#pragma once

#include <memory>

#include "conf/table.h"
#include "conf/tables/content.h"

namespace mailstead::conf {

// A text source, read as a whole. The table exists even while the file does not: find() fails then.
std::shared_ptr<table> open_text_table(std::string name, std::string path, content_reader reader, bool is_pattern,
                                       report report);
// `path` with `suffix`, an LMDB file (or a cdb for ".cdb"). If that is missing, or a Berkeley DB, the text source at
// `path`, with one warning that names the postmap command. Anything else in its place is trouble.
std::shared_ptr<table> open_indexed_table(std::string name, std::string path, std::string suffix, report report);

}  // namespace mailstead::conf

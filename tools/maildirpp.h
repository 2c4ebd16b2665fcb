// Folders of a Maildir++ that need not be this server's: its names on disk, whichever spelling it has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "maildir/layout.h"

namespace mailstead::tools {

// Maildir++ in modified UTF-7.
maildir::layout const& maildirpp_layout();

// ".A.B", in modified UTF-7 or, where it is none, in UTF-8: "A.B". Absent: no folder's directory. Pure.
std::optional<std::string> maildirpp_name(std::string_view directory);
// Where the folder's directory lies, in modified UTF-7; empty: no folder can be called so. Pure.
std::string maildirpp_path(std::string const& root, std::string_view folder);

}  // namespace mailstead::tools

// mailstead maildirmake: an empty Maildir or folder, as Courier's and Dovecot's commands of that name make it.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// `maildirmake [-q QUOTA] [-f FOLDER] [-S] DIR`. Returns the exit status: 0 made, 1 not, 64 for wrong usage. Blocking.
int maildirmake(std::vector<std::string> arguments, std::string config_dir);

// "10000000S,1000C" as the first line of maildirsize: octets and messages, in this order; empty: it is no quota.
std::string quota_line(std::string_view text);

}  // namespace mailstead::tools

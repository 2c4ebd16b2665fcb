// postdrop(1): the one command that is installed set-gid; it writes a submission into maildrop/ and nothing else.
#pragma once

#include <string>
#include <vector>

namespace mailstead::tools {

// `postdrop [-c DIRECTORY] [-rv]` without the program's name: reads records (mta/pickup/records.h) from standard input,
// checks them, and prints the file's name on standard output. With privileges its user does not have, only the
// configuration directories count that the system's own main.cf names (alternate_config_directories,
// multi_instance_directories). Exit status of sysexits.h. Blocking.
int postdrop(std::vector<std::string> args, std::string config_dir);

// The process has rights that its user does not have (set-gid): it is postdrop and nothing else, and trusts nothing of
// its environment.
bool is_privileged_for_another() noexcept;

}  // namespace mailstead::tools

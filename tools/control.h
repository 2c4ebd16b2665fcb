// The commands that an administrator gives to a server as a whole (postfix(1)'s): each takes the arguments after its
// name and the configuration directory, and returns the exit status. Blocking; speak on stdout and stderr.
#pragma once

#include <string>
#include <vector>

#include "tools/user.h"

namespace mailstead::tools {

int start(std::vector<std::string> arguments, std::string config_directory);
int stop(std::vector<std::string> arguments, std::string config_directory);
int abort_server(std::vector<std::string> arguments, std::string config_directory);
int reload(std::vector<std::string> arguments, std::string config_directory);
int status(std::vector<std::string> arguments, std::string config_directory);    // --json
int flush(std::vector<std::string> arguments, std::string config_directory);
int set_permissions(std::vector<std::string> arguments, std::string config_directory);
// `mailstead user`, and when root ran it, the account database stays the role auth's.
int user_as_root(std::vector<std::string> arguments, std::string config_directory, quota_usage_of usage = {}, forget_account forget = {});

}  // namespace mailstead::tools

// mailstead user: the accounts of the account database.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "conf/load.h"
#include "conf/settings.h"

#include "auth/accounts.h"

namespace mailstead::tools {

// Runs `user ARGS...` (without the word user): add, passwd, del, list, show, quota, enable, disable, master, app-password. The database is the
// account_database of the configuration in `config_dir`, or of the directory that -c names. Passwords come from standard
// input (--password-stdin: its first line) or are asked for twice on the terminal. The result is the exit status: 0;
// 1: the account exists already, or the two passwords differ; EX_USAGE, EX_DATAERR (address, password or quota cannot be used),
// EX_NOUSER, EX_TEMPFAIL (database in trouble), EX_NOPERM, EX_CANTCREAT, EX_CONFIG. Blocking.
// `usage`: what of its quota an account uses, for `show`; empty: not known. The server's wiring knows where mail lies.
using quota_usage_of = std::function<std::string(conf::settings const& values, auth::account const& whose)>;
// `forget`: takes away what the store keeps of an account beside its mail, before `del` removes it; the text says why it could not.
// Empty: nothing is taken away.
using forget_account = std::function<std::string(conf::configuration const& files, std::string const& address)>;
int user(std::vector<std::string> args, std::string config_dir, quota_usage_of usage = {}, forget_account forget = {});

}  // namespace mailstead::tools

// mailstead check: what is wrong with a configuration, in plain words with file and line, before anything is started.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "conf/load.h"

namespace mailstead::tools {

using problems = std::vector<conf::problem>;

// What the rooms of the server have to say: errors stop the start, warnings do not. Asked only when the files can be used.
struct more_checks {
    std::function<problems(conf::configuration const&)> refusals;
    std::function<problems(conf::configuration const&)> without_effect;
    std::function<std::vector<std::string>(conf::configuration const&)> quietly_without_effect;
};

// Runs `check ARGS...`: one line for each problem on standard error, errors first, and a summary on standard output.
// `--parameters` counts the parameters by what the server does with them, `--parameters all` lists them too. The result: 0
// when the server may start, 78 when not, 64 for wrong usage. Blocking.
int check(std::vector<std::string> arguments, std::string const& config_directory, more_checks const& more);

namespace checks {

// The name of `known` that `name` was probably meant to be: at most two letters differ, or one is a part of the other.
// Empty: none is near.
std::string_view nearest(std::string_view name, std::vector<std::string_view> const& known);

// Each looks at one matter and changes nothing. Blocking.
problems names(conf::configuration const&);        // unused parameters, with "did you mean ..."
problems permissions(conf::configuration const&);  // of main.cf, master.cf, accounts.db and keys
problems certificates(conf::configuration const&); // unreadable, broken, expired, not of this key
problems tables(conf::configuration const&);       // missing, out of date, of a type that there is not
problems directories(conf::configuration const&);  // missing ones that cannot be made
// What a start as `starter` needs: the server's users when that is root, and what they own.
problems owners(conf::configuration const&, unsigned starter);
problems ports(conf::configuration const&);        // in use, privileged
problems sizes(conf::configuration const&);        // limits that contradict one another
problems mail_services(conf::configuration const&);  // a plain Postfix master.cf: who serves IMAP and POP3?
problems programs(conf::configuration const&);     // rows of pipe and spawn that cannot be read

}  // namespace checks
}  // namespace mailstead::tools

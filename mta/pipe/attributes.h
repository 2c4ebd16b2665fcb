// What stands behind the command pipe or spawn in a row of master.cf: Postfix's pipe(8) and spawn(8). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::pipe {

struct attributes {
    std::string flags;                 // a set of BDFORXhqu.>
    std::string user, group;           // user=user:group; group empty: the user's own
    std::string directory, chroot;     // empty: queue_directory; none
    std::string eol = "\n";
    std::string null_sender = "MAILER-DAEMON";
    std::uint64_t size = 0;            // the largest message; 0: any
    std::vector<std::string> argv;     // with macros, for pipe

    bool has(char flag) const noexcept { return flags.find(flag) != flags.npos; }
    // Each recipient needs a run of his own: the text names him.
    bool one_by_one() const noexcept { return has('D') || has('O'); }
};

struct parsed_row {
    attributes what;
    std::string mistake;    // empty: none
};

// `arguments` as conf::service has them. Macros of argv are checked too.
parsed_row parse_pipe(std::vector<std::string> const& arguments);
// spawn knows user= and argv= alone, and no macros.
parsed_row parse_spawn(std::vector<std::string> const& arguments);

}  // namespace mailstead::mta::pipe

// mailstead manual: the reference, made from the table of parameters and the descriptions of the commands.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::tools {

// A command of the program and its one line of help.
struct command_help {
    std::string_view name;
    std::string_view text;
};

// Runs `manual [TOPIC]`: prints docs/settings.md for `settings`, else the man page main.cf(5), mailstead(1) or the tool's;
// without a topic, the file of each topic under docs/. `manual --write DIRECTORY` writes all of them there. The result is
// the exit status: 0, 1 when a file cannot be written, 64 for wrong usage. Blocking.
int manual(std::vector<std::string> const& arguments, std::span<command_help const> commands);

// What a man page says, in plain text; the words of troff are put in when it is printed.
struct manual_option {
    std::string_view words;
    std::string_view text;
};
struct manual_page {
    std::string_view name;
    std::string_view title;     // one line, as whatis shows it
    std::string_view synopsis;  // without the name, one form per line
    std::string_view description;  // paragraphs between empty lines
    std::vector<manual_option> options;
    std::string_view status;  // what the exit statuses mean
    std::vector<std::string_view> see_also;
};
// The pages of tools whose text is written; absent for others.
manual_page const* find_manual_page(std::string_view name);

}  // namespace mailstead::tools

// The macros of forward_path, command_execution_directory and luser_relay (local(8)).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mda {

// What the names stand for. Absent: they have no value.
struct local_macros {
    std::string user, local, domain, recipient;
    std::optional<std::string> extension, delimiter, home, shell;
};

struct local_text {
    std::string text;
    bool is_complete = true;          // every name had a value
    bool has_extension = false;       // $extension stands in it
    std::string mistake;              // not empty: the syntax is wrong
};

// $name, ${name?text}, ${name:text} and so on. Characters of values that `filter` does not have become '_' (empty: all
// may stand); a value is never looked at for macros again. Pure.
local_text expand_macros(std::string_view text, local_macros const& values, std::string_view filter);

// `text` with '_' for what is not in `filter`; an empty filter lets everything through.
std::string censored(std::string_view text, std::string_view filter);

}  // namespace mailstead::mda

// main.cf: the file's grammar, and edits that keep its comments and order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conf/errc.h"
#include "conf/problem.h"

namespace mailstead::conf {

// A logical line: a line and those that continue it (they begin with white space), without comments and empty lines.
struct logical_line {
    int line;          // number of its first line, from 1
    std::string text;  // physical lines joined as they stand, without the line ends; trimmed at both ends
};
// Pure. Used for main.cf, master.cf and table sources alike. A continuation with nothing to continue is given as a
// line of its own.
std::vector<logical_line> logical_lines(std::string_view text);

// The same without a first line that continues nothing, which is ignored with a warning. For main.cf and master.cf.
std::vector<logical_line> logical_lines(std::string_view text, std::string const& file, std::vector<problem>& problems);

struct main_cf_entry {
    std::string name;
    std::string value;  // continuation lines joined, trimmed
    int line = 0;
};

struct main_cf {
    std::string file;
    std::vector<main_cf_entry> entries;  // in the file's order, one for each name: the last one wins
    std::vector<problem> problems;       // errors: not "name = value"; warnings: a name given twice

    // Absent when the name is not set.
    main_cf_entry const* find(std::string_view name) const noexcept;
};
// Pure and total: reads all of `text`, reports all problems. `file` is for the reports only.
main_cf parse_main_cf(std::string_view text, std::string file);

// Reads and parses. Blocking. A file that cannot be read is one error in `problems`.
main_cf read_main_cf(std::string const& file);

struct main_cf_edit {
    enum class action { set, comment_out, remove };
    action what = action::set;
    std::string name;
    std::string value;  // for set
};
// `text` with the edits done: every line that sets the parameter is replaced where it stands, new ones are appended,
// comments and order stay. Pure. `doubled` gets the names that were set more than once.
std::string edit_main_cf(std::string_view text, std::vector<main_cf_edit> const& edits,
                         std::vector<std::string>* doubled = nullptr);

// "name = value" taken apart, both trimmed; absent with the reason in `why` ("missing '=' after attribute name").
std::optional<std::pair<std::string, std::string>> split_name_value(std::string_view text, std::string& why);

// Replaces `file` by `text` in one step (written, synced, renamed over it, directory synced), with its mode and
// owner. Blocking. On failure the old file stays.
result<> replace_file(std::string const& file, std::string_view text);

}  // namespace mailstead::conf

// The grammar of aliases(5), of ~/.forward and of :include: files: names, and what mail for them goes to. Pure and
// total; nothing here reads the files that a value names, so nothing here can loop.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conf/problem.h"
#include "conf/table_rows.h"

namespace mailstead::conf {

// The rows of an aliases file: "name: value, value" with continuation lines, comments in lines of their own and in
// ( ), "quoted" names and values. A key is the name without its quotes; a value is kept in a form that
// parse_alias_value() takes apart, words and commas set apart by single spaces. Lines that are wrong are reported in
// Postfix's words and left out. `file` is for the reports only.
table_source read_aliases(std::string_view text, std::string const& file, source_text kind = source_text::utf8);

struct alias_target {
    enum class kind {
        address,    // "user", "user@example.com"
        command,    // "|command and its arguments", text without the '|'
        file,       // "/a/mailbox"
        directory,  // "/a/maildir/"
        include,    // ":include:/a/file", text without the ":include:"
    };
    kind what = kind::address;
    std::string text;  // without quotes and backslashes
    bool operator==(alias_target const&) const = default;
};

struct alias_targets {
    std::vector<alias_target> targets;  // as they stand, duplicates included
    std::vector<problem> problems;      // warnings; an item that is wrong is left out
};

// How much one value or one file may hold; what is beyond it is reported once and left out.
struct alias_limits {
    std::size_t targets = 10'000;
};

// A list as it stands behind a name in an aliases file, or as a lookup in alias_maps gave it: items between commas or
// white space, "Phrase <address>", "group: a, b;". `origin` names the table in reports.
alias_targets parse_alias_value(std::string_view value, std::string const& origin, alias_limits const& limits = {});

// The items of a ~/.forward or an :include: file: such lists in lines, with comments and continuation lines.
alias_targets parse_forward(std::string_view text, std::string const& file, alias_limits const& limits = {});

}  // namespace mailstead::conf

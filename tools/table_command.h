// What postmap and postalias have in common: options, messages, and one run of either over the tables it names.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "conf/settings.h"
#include "conf/table_rows.h"

namespace mailstead::tools {

// What the two commands differ in.
struct table_dialect {
    std::string_view name;  // as messages begin
    char const* options;    // for getopt
    std::string_view usage;
    std::string_view separator;  // between key and value in lists
    conf::table_source (*read)(std::string_view text, std::string const& file, conf::source_text kind);
    bool signs;  // adds the rows that sendmail and NIS look for in an alias database
};

// What the command line asks for.
struct table_request {
    enum class duplicates { warn, keep_silently, replace };

    std::string directory;                       // -c
    std::optional<std::string> query;            // -q
    std::optional<std::string> erase;            // -d
    bool list = false;                           // -s
    bool incremental = false;                    // -i
    bool fold = true;                            // not -f
    bool files = false;                          // -F
    bool as_owner = true;                        // not -o
    bool copies_mode = true;                     // not -p
    bool utf8 = true;                            // not -u
    bool utf8_in_messages = false;               // -U
    bool header_keys = false;                    // -h
    bool body_keys = false;                      // -b
    bool mime_keys = false;                      // -m
    bool ends_in_nul = false;                    // -N
    bool verbose = false;                        // -v
    duplicates on_duplicate = duplicates::warn;  // -w, -r
    std::vector<std::string> tables;
};

// Ends the command with "NAME: fatal: TEXT" and exit status 1.
struct table_fatal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// "type:name" taken apart; a name without a type has default_database_type.
struct table_name {
    std::string type;
    std::string name;
    std::string text() const { return type + ':' + name; }
};

// One run: who it is, what is wanted, and the configuration it happens in.
struct table_run {
    table_dialect const& dialect;
    table_request want;
    conf::settings values;

    void warn(std::string_view text) const;
    // A problem as a warning: "FILE, line N: text".
    void warn(conf::problem const& what) const;
    void trace(std::string_view text) const;  // with -v
    table_name name_of(std::string_view argument) const;
    // Whether keys and sources have to be UTF-8.
    conf::source_text text_kind() const;
    std::string folded(std::string_view key) const;
};

// Runs a command line (without the program's name). Writes to stdout and stderr; the result is the exit status.
// Blocking.
int run_table_command(table_dialect const& dialect, std::vector<std::string> args, std::string config_dir);
// The same for one table that is to be built and settings that are known. Throws table_fatal.
void build_table(table_run const& run, std::string_view table);

// The settings in `directory`, with the warnings of its main.cf printed. Throws table_fatal for a main.cf that cannot
// be read or understood.
conf::settings read_settings(std::string_view program, std::string const& directory);

}  // namespace mailstead::tools

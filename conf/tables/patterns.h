// What regexp_table(5) and pcre_table(5) share: the lines' grammar. The expressions themselves are compiled elsewhere.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "conf/tables/rules.h"

namespace mailstead::conf {

struct compiled_pattern {
    std::unique_ptr<condition const> when;
    std::size_t groups = 0;
};
// Compiles `pattern` with `flags`. On failure `when` is null and `why` says why; on success a `why` that is not empty is
// a warning.
using pattern_compiler = compiled_pattern (*)(std::string const& pattern, std::string_view flags, std::string& why);

content_ptr read_patterns(std::vector<logical_line> const& lines, std::string const& file, report const& report,
                          pattern_compiler compile);

// Compilers. PCRE2's matching is bounded in steps and memory; a match that reaches a bound is trouble.
compiled_pattern compile_perl(std::string const& pattern, std::string_view flags, std::string& why);
compiled_pattern compile_posix(std::string const& pattern, std::string_view flags, std::string& why);

// The PCRE2 flags of one expression.
struct perl_options {
    bool caseless = true;
    bool dotall = true;
    bool multiline = false;
    bool extended = false;
    bool anchored = false;
    bool dollar_endonly = false;
    bool ungreedy = false;
};
compiled_pattern compile_perl(std::string const& pattern, perl_options const& options, std::string& why);

}  // namespace mailstead::conf

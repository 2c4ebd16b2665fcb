// The sources that postmap and postalias read: rows of a key and a value, with the lines they stand on. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conf/main_cf.h"
#include "conf/problem.h"

namespace mailstead::conf {

struct table_row {
    int line = 0;  // of the source, from 1
    std::string key;
    std::string value;
};

struct table_source {
    std::vector<table_row> rows;    // in the source's order, duplicates included
    std::vector<problem> problems;  // in the source's order; all are warnings, most name a line that is left out
};

// utf8: lines that are not UTF-8 are reported and left out (smtputf8_enable = yes).
enum class source_text { utf8, bytes };

// "key whitespace value" with continuation lines and comments, as postmap(1) describes. White space inside double
// quotes and after a backslash belongs to the key, which keeps its quotes. `file` is for the reports only. Total.
table_source read_rows(std::string_view text, std::string const& file, source_text kind = source_text::utf8);

// The logical lines of a source that can mean something; the others are reported in `problems`: a first line that
// continues nothing, lines with a NUL, and (for utf8) lines that are not UTF-8.
std::vector<logical_line> usable_lines(std::string_view text, std::string const& file, source_text kind,
                                       std::vector<problem>& problems);

}  // namespace mailstead::conf

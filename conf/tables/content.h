// What a table holds once it is read: searched without locks by any number of threads, replaced as a whole when its
// source changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "conf/errc.h"
#include "conf/main_cf.h"
#include "conf/problem.h"

namespace mailstead::conf {

class content {
public:
    virtual ~content() = default;
    virtual result<std::optional<std::string>> find(std::string_view key) const = 0;
};
using content_ptr = std::shared_ptr<content const>;

// Readers of table sources: pure, total; lines that mean nothing are reported as warnings and left out. `file` is for
// the reports only.
using content_reader = content_ptr (*)(std::vector<logical_line> const& lines, std::string const& file,
                                       report const& report);

// "key value" with keys folded to lower case (postmap), "name: value" as well (aliases).
content_ptr read_pairs(std::vector<logical_line> const& lines, std::string const& file, report const& report);
// "network value", "!network value", if and endif: cidr_table(5).
content_ptr read_cidr(std::vector<logical_line> const& lines, std::string const& file, report const& report);
// "/pattern/flags value", "!/pattern/flags value", if and endif: regexp_table(5) and pcre_table(5).
content_ptr read_regexp(std::vector<logical_line> const& lines, std::string const& file, report const& report);
content_ptr read_pcre(std::vector<logical_line> const& lines, std::string const& file, report const& report);

// "{ {rule}, {rule} }" or "{ word, word }" as lines, for tables that stand in main.cf itself.
std::vector<logical_line> inline_lines(std::string_view text);
// The pairs of inline:{ key = value, { key = value with space } }.
content_ptr read_inline(std::string_view text, std::string const& name, report const& report);

// An LMDB file. Fails when it cannot be opened.
result<content_ptr> open_lmdb(std::string const& file);
// True when the file at `file` begins as an LMDB file does.
bool is_lmdb(std::string const& file) noexcept;

}  // namespace mailstead::conf

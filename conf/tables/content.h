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

// "key value", the key up to the first white space that is not within double quotes; folded to lower case. A key keeps its
// quotes, as postmap has it.
content_ptr read_pairs(std::vector<logical_line> const& lines, std::string const& file, report const& report);
// The same, and "name: value" as aliases(5) has it: for a source whose index is missing, which does not say what made it.
content_ptr read_index_source(std::vector<logical_line> const& lines, std::string const& file, report const& report);
// "network value", "!network value", if and endif: cidr_table(5).
content_ptr read_cidr(std::vector<logical_line> const& lines, std::string const& file, report const& report);
// "/pattern/flags value", "!/pattern/flags value", if and endif: regexp_table(5) and pcre_table(5).
content_ptr read_regexp(std::vector<logical_line> const& lines, std::string const& file, report const& report);
content_ptr read_pcre(std::vector<logical_line> const& lines, std::string const& file, report const& report);

// "{ {rule}, {rule} }" as lines, for tables that stand in main.cf itself; absent, with the reason in `why`, when the
// braces do not pair or a rule has none.
std::optional<std::vector<logical_line>> inline_lines(std::string_view text, std::string& why);
// What stands between the outer braces, trimmed; absent, with the reason in `why`, when `text` is not one { } group.
std::optional<std::string_view> inside_braces(std::string_view text, std::string& why);
// The pairs of inline:{ key=value, { key = value with space } }; the last of the same key stays. Null when it cannot be
// understood, which is reported. `spec` is all of "inline:{...}".
content_ptr read_inline(std::string_view spec, report const& report);

// Index files, as postmap writes them. Fail with errc::damaged_file when they are cut short or something else.
result<content_ptr> open_lmdb(std::string const& file);
result<content_ptr> open_cdb(std::string const& file);
// What begins the file at `file`, as far as its first bytes say.
enum class index_kind { none, lmdb, berkeley_db, other };
index_kind kind_of_index(std::string const& file) noexcept;

}  // namespace mailstead::conf

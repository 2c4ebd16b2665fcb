// sqlite_table(5): a query in a file of its own, or in main.cf, answered by an SQLite database.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conf/table.h"

namespace mailstead::conf {

// A query or result template taken apart. What a key puts into a query is never part of its text: every place becomes a
// parameter that is bound, so that there is nothing to quote.
class sql_template {
public:
    struct place {
        char letter;  // s u d S U D or 1-9
    };
    // `query` for SQLite with ?1, ?2 ... where `text` has %s and so on: 'a%sb' becomes ('a' || ?1 || 'b'). Absent, with
    // the reason in `why`: a % that means nothing, a place within a name in backquotes or brackets or in a comment.
    static std::optional<sql_template> query(std::string_view text, std::string& why);
    // The same for result_format, where places stand in plain text.
    static std::optional<sql_template> format(std::string_view text, std::string& why);

    std::string const& sql() const noexcept { return sql_; }
    std::vector<place> const& places() const noexcept { return places_; }
    // What the places become for `value` (a result, or the key of a query) and `key`; absent when the key or the value
    // lacks what a place needs: such a lookup finds nothing.
    std::optional<std::vector<std::string>> fill(std::string_view value, std::string_view key) const;
    // fill(), put into the text of a format.
    std::optional<std::string> text(std::string_view value, std::string_view key) const;

private:
    friend class sql_reader;
    std::string sql_;                   // of a query
    std::vector<std::string> literal_;  // of a format: before, between and behind the places
    std::vector<place> places_;
};

// `rest` is the file with dbpath, query and so on (it begins with '/' or '.'), or the prefix of main.cf parameters. Null,
// reported, when it cannot be understood. The database is opened read-only by the first find(), and again when another
// file takes its place; a missing, locked or damaged one makes find() fail,
// and so does a query that takes longer than 5 seconds.
std::shared_ptr<table> open_sqlite(std::string name, std::string const& rest, settings const& values, report report);

// The same query for whoever wants all columns of the one row that a key has. Thread-safe.
class sqlite_rows {
public:
    virtual ~sqlite_rows() = default;
    // Column name in lower case -> value; NULLs are left out. Absent: no row. Two rows are trouble.
    virtual result<std::optional<std::map<std::string, std::string>>> find(std::string_view key) = 0;
    // A parameter of the file; empty: not there.
    virtual std::string parameter(std::string const& name) const = 0;
};
// As open_sqlite, of a file.
std::shared_ptr<sqlite_rows> open_sqlite_rows(std::string const& file, settings const& values, report report);

}  // namespace mailstead::conf

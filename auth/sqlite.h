// SQLite's C interface with owners: a connection and a statement that close themselves. Inside the room auth only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "base/result.h"

namespace mailstead::auth::sqlite {

struct closer {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
    void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
};
using connection = std::unique_ptr<sqlite3, closer>;

// A prepared statement. bind() counts from 1, column() from 0; text is copied.
class statement {
public:
    statement() = default;
    // Throws std::logic_error when the SQL itself is wrong, sees to it that other trouble shows at the first step().
    statement(sqlite3* db, std::string_view sql);

    statement& bind(int at, std::string_view text);
    statement& bind(int at, std::int64_t number);
    statement& bind_null(int at);
    statement& bind(int at, std::optional<std::string> const& text);
    statement& bind(int at, std::optional<std::int64_t> number);

    // SQLITE_ROW, SQLITE_DONE or an error code.
    int step() noexcept;
    void reset() noexcept;

    std::string text(int column) const;
    std::int64_t number(int column) const;
    std::optional<std::string> optional_text(int column) const;
    std::optional<std::int64_t> optional_number(int column) const;

private:
    std::unique_ptr<sqlite3_stmt, closer> statement_;
    int trouble_ = SQLITE_OK;
};

// Runs SQL that gives no rows; the SQLite result code.
int run(sqlite3* db, char const* sql) noexcept;

}  // namespace mailstead::auth::sqlite

// SQLite with result<T>: a connection and its prepared statements. One thread at a time; calls block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mta/queue/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace mailstead::mta::queue {

// SQLITE_FULL is errc::no_space; everything else keeps SQLite's extended number and text.
base::error_code sqlite_error(int extended_code) noexcept;

// A prepared statement; values are bound without copying and must live until reset(). Column views are valid until
// the next step() or reset().
class statement {
public:
    statement() = default;
    static result<statement> prepare(sqlite3* db, char const* sql);

    statement& bind(int at, std::int64_t value) noexcept;
    statement& bind_text(int at, std::string_view value) noexcept;
    statement& bind_blob(int at, std::string_view value) noexcept;
    statement& bind_null(int at) noexcept;

    // True: a row is there. False: the end; the statement is reset then, and after a failure.
    result<bool> step();
    // For statements without rows: steps to the end.
    result<void> run();
    void reset() noexcept;

    std::int64_t number(int column) const noexcept;
    std::string_view bytes(int column) const noexcept;    // of a text or blob; empty for NULL
    bool is_null(int column) const noexcept;

private:
    struct finalize {
        void operator()(sqlite3_stmt*) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, finalize> handle_;
};

// Resets a statement that a reader leaves before its end: an open one would hold the log back.
class reset_at_end {
public:
    explicit reset_at_end(statement& one) noexcept : one_(one) {}
    ~reset_at_end() { one_.reset(); }
    reset_at_end(reset_at_end const&) = delete;

private:
    statement& one_;
};

struct close_sqlite {
    void operator()(sqlite3*) const noexcept;
};
using sqlite_handle = std::unique_ptr<sqlite3, close_sqlite>;

// Opens without SQLite's own mutex. `vfs`: empty for the system's.
result<sqlite_handle> open_sqlite(std::string const& path, int flags, std::string const& vfs);
result<void> execute(sqlite3* db, char const* sql);

}  // namespace mailstead::mta::queue

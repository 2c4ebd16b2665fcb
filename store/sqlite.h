// SQLite as the index uses it: one connection, statements prepared once, result<T> for errors. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace mailstead::store {

using base::result;

// Bytes bound as a BLOB.
struct blob {
    std::string_view bytes;
};

// A prepared statement on loan: put back, reset, when it goes.
class statement {
public:
    explicit statement(sqlite3_stmt* of) noexcept : of_(of) {}
    statement(statement&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    statement& operator=(statement&&) = delete;
    ~statement();

    template <class... Values>
    statement& bind(Values const&... values) {
        int at = 0;
        (put(++at, values), ...);
        return *this;
    }
    // True: a row is there. False: done.
    result<bool> step();
    // Runs to the end and resets, ready to be bound again.
    result<void> run();

    std::int64_t integer(int column) const noexcept;
    std::string_view text(int column) const noexcept;  // also of a blob; valid until the next step
    bool is_null(int column) const noexcept;

private:
    void put(int at, std::int64_t value);
    void put(int at, std::uint64_t value) { put(at, static_cast<std::int64_t>(value)); }
    void put(int at, std::uint32_t value) { put(at, static_cast<std::int64_t>(value)); }
    void put(int at, int value) { put(at, static_cast<std::int64_t>(value)); }
    void put(int at, std::string_view value);  // the bytes must live until the statement is reset
    void put(int at, std::string const& value) { put(at, std::string_view(value)); }
    void put(int at, blob value);
    void put(int at, std::nullptr_t);

    sqlite3_stmt* of_;
};

class database {
public:
    // Opens or makes the file with the house rules: exclusive lock before the first access (so no -shm), WAL, small
    // cache, untrusted schema, defensive. `vfs`: SQLite's file system of that name; empty: the system's.
    static result<std::unique_ptr<database>> open(std::string const& path, std::string const& vfs = {});
    // Whether there is such a file. False also where that cannot be told.
    static bool is_there(std::string const& path, std::string const& vfs = {});
    ~database();
    database(database const&) = delete;

    result<void> run(char const* sql);  // one or more statements without result
    // `sql` must be a literal: it is the key of the statement cache.
    result<statement> prepare(char const* sql);
    // What the next commits wait for: true, the disk (FULL); false, nothing (NORMAL: durable with a later one).
    result<void> set_synced(bool synced);
    result<std::int64_t> integer(char const* sql);

private:
    explicit database(sqlite3* db) noexcept : db_(db) {}
    sqlite3* db_;
    std::unordered_map<char const*, sqlite3_stmt*> prepared_;
    std::optional<bool> synced_;
};

}  // namespace mailstead::store

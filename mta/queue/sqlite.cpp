// The calls of sqlite3.h behind result<T>.
#include "mta/queue/sqlite.h"

#include <sqlite3.h>

namespace mailstead::mta::queue {
namespace {

class sqlite_category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "sqlite"; }
    std::string message(int value) const override { return sqlite3_errstr(value); }
};

}  // namespace

base::error_code sqlite_error(int extended_code) noexcept {
    static sqlite_category const category;
    if ((extended_code & 0xff) == SQLITE_FULL) return errc::no_space;
    return {extended_code, category};
}

void statement::finalize::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

result<statement> statement::prepare(sqlite3* db, char const* sql) {
    sqlite3_stmt* handle = nullptr;
    int const code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return sqlite_error(code);
    statement out;
    out.handle_.reset(handle);
    return out;
}

statement& statement::bind(int at, std::int64_t value) noexcept {
    sqlite3_bind_int64(handle_.get(), at, value);
    return *this;
}

statement& statement::bind_text(int at, std::string_view value) noexcept {
    auto const* data = value.data() ? value.data() : "";    // a null pointer would bind NULL
    sqlite3_bind_text64(handle_.get(), at, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

statement& statement::bind_blob(int at, std::string_view value) noexcept {
    auto const* data = value.data() ? value.data() : "";
    sqlite3_bind_blob64(handle_.get(), at, data, value.size(), SQLITE_STATIC);
    return *this;
}

statement& statement::bind_null(int at) noexcept {
    sqlite3_bind_null(handle_.get(), at);
    return *this;
}

result<bool> statement::step() {
    int const code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    sqlite3_reset(handle_.get());
    if (code == SQLITE_DONE) return false;
    return {boost::system::in_place_error, sqlite_error(code)};    // an error_code alone would read as a bool
}

result<void> statement::run() {
    auto const row = step();
    if (!row) return row.error();
    reset();
    return {};
}

void statement::reset() noexcept { sqlite3_reset(handle_.get()); }

std::int64_t statement::number(int column) const noexcept { return sqlite3_column_int64(handle_.get(), column); }

std::string_view statement::bytes(int column) const noexcept {
    auto const* data = static_cast<char const*>(sqlite3_column_blob(handle_.get(), column));
    if (!data) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

bool statement::is_null(int column) const noexcept {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

void close_sqlite::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

result<sqlite_handle> open_sqlite(std::string const& path, int flags, std::string const& vfs) {
    sqlite3* handle = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     vfs.empty() ? nullptr : vfs.c_str());
    sqlite_handle out(handle);
    if (code != SQLITE_OK) return sqlite_error(code);
    return out;
}

result<void> execute(sqlite3* db, char const* sql) {
    int const code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(code);
    return {};
}

}  // namespace mailstead::mta::queue

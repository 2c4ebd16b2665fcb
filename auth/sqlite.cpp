// See sqlite.h.
#include "auth/sqlite.h"

#include <stdexcept>

namespace mailstead::auth::sqlite {

statement::statement(sqlite3* db, std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    trouble_ = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    statement_.reset(raw);
    if (trouble_ == SQLITE_ERROR) throw std::logic_error(sqlite3_errmsg(db));
}

statement& statement::bind(int at, std::string_view text) {
    // A null pointer would bind NULL; an empty string is not that.
    auto const* data = text.data() ? text.data() : "";
    sqlite3_bind_text64(statement_.get(), at, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

statement& statement::bind(int at, std::int64_t number) {
    sqlite3_bind_int64(statement_.get(), at, number);
    return *this;
}

statement& statement::bind_null(int at) {
    sqlite3_bind_null(statement_.get(), at);
    return *this;
}

statement& statement::bind(int at, std::optional<std::string> const& text) {
    return text ? bind(at, std::string_view(*text)) : bind_null(at);
}

statement& statement::bind(int at, std::optional<std::int64_t> number) { return number ? bind(at, *number) : bind_null(at); }

int statement::step() noexcept { return trouble_ != SQLITE_OK ? trouble_ : sqlite3_step(statement_.get()); }

void statement::reset() noexcept {
    if (!statement_) return;
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::string statement::text(int column) const {
    auto const* data = reinterpret_cast<char const*>(sqlite3_column_text(statement_.get(), column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return data ? std::string(data, size) : std::string();
}

std::int64_t statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::optional<std::string> statement::optional_text(int column) const {
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
    return text(column);
}

std::optional<std::int64_t> statement::optional_number(int column) const {
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
    return number(column);
}

int run(sqlite3* db, char const* sql) noexcept { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr); }

}  // namespace mailstead::auth::sqlite

// The thin layer over SQLite's C interface.
#include "store/sqlite.h"

#include <sqlite3.h>

#include <cerrno>

#include "store/error.h"

namespace mailstead::store {
namespace {

// Milliseconds: the account's last connection may be on its way out while the next one opens.
constexpr int close_patience = 5000;

base::error_code error_of(sqlite3* db, int code) {
    switch (code & 0xff) {
    case SQLITE_FULL: return base::from_errno(ENOSPC);
    case SQLITE_NOMEM: return base::from_errno(ENOMEM);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return make_error_code(errc::busy);
    case SQLITE_READONLY: return base::from_errno(EROFS);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: {
        int const number = sqlite3_system_errno(db);
        return base::from_errno(number != 0 ? number : EIO);
    }
    default: return make_error_code(errc::damaged);
    }
}

}  // namespace

statement::~statement() {
    if (!of_) return;
    sqlite3_reset(of_);
    sqlite3_clear_bindings(of_);
}

result<bool> statement::step() {
    int const code = sqlite3_step(of_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return {boost::system::in_place_error, error_of(sqlite3_db_handle(of_), code)};
}

result<void> statement::run() {
    for (;;) {
        auto const more = step();
        if (!more) return more.error();
        if (!*more) break;
    }
    sqlite3_reset(of_);
    return {};
}

std::int64_t statement::integer(int column) const noexcept { return sqlite3_column_int64(of_, column); }
bool statement::is_null(int column) const noexcept { return sqlite3_column_type(of_, column) == SQLITE_NULL; }

std::string_view statement::text(int column) const noexcept {
    auto const* bytes = static_cast<char const*>(sqlite3_column_blob(of_, column));
    auto const size = sqlite3_column_bytes(of_, column);
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(size)) : std::string_view{};
}

void statement::put(int at, std::int64_t value) { sqlite3_bind_int64(of_, at, value); }
void statement::put(int at, std::nullptr_t) { sqlite3_bind_null(of_, at); }
void statement::put(int at, std::string_view value) {
    sqlite3_bind_text(of_, at, value.data() ? value.data() : "", static_cast<int>(value.size()), SQLITE_STATIC);
}
void statement::put(int at, blob value) {
    sqlite3_bind_blob(of_, at, value.bytes.data() ? value.bytes.data() : "", static_cast<int>(value.bytes.size()),
                      SQLITE_STATIC);
}

result<std::unique_ptr<database>> database::open(std::string const& path, std::string const& vfs) {
    sqlite3* db = nullptr;
    int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    int const code = sqlite3_open_v2(path.c_str(), &db, flags, vfs.empty() ? nullptr : vfs.c_str());
    std::unique_ptr<database> out(new database(db));
    if (code != SQLITE_OK) return error_of(db, code);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, close_patience);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    auto const ready =
        out->run("PRAGMA locking_mode=EXCLUSIVE;"  // must come before the first access: then WAL needs no -shm
                 "PRAGMA cache_size=-256;"
                 "PRAGMA temp_store=MEMORY;"
                 "PRAGMA journal_mode=WAL;"
                 "PRAGMA journal_size_limit=4194304");
    if (!ready) return ready.error();
    return out;
}

bool database::is_there(std::string const& path, std::string const& vfs) {
    auto* const files = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
    int there = 0;
    return files && files->xAccess(files, path.c_str(), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && there != 0;
}

database::~database() {
    for (auto const& [sql, prepared] : prepared_) sqlite3_finalize(prepared);
    sqlite3_close(db_);
}

result<void> database::run(char const* sql) {
    int const code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error_of(db_, code);
    return {};
}

result<statement> database::prepare(char const* sql) {
    auto& slot = prepared_[sql];
    if (!slot) {
        int const code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &slot, nullptr);
        if (code != SQLITE_OK) return error_of(db_, code);
    }
    return statement(slot);
}

result<void> database::set_synced(bool synced) {
    if (synced_ == synced) return {};
    auto const done = run(synced ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    if (done) synced_ = synced;
    return done;
}

result<std::int64_t> database::integer(char const* sql) {
    auto asked = prepare(sql);
    if (!asked) return asked.error();
    auto const row = asked->step();
    if (!row) return row.error();
    return *row ? asked->integer(0) : 0;
}

}  // namespace mailstead::store

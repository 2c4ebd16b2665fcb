#include "mta/smtp_client/cache_file.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "base/log.h"

namespace mailstead::mta::smtp_client {
namespace {

using queue::result;

constexpr int busy_milliseconds = 2000;    // a tool that reads it

bool is_damage(base::error_code const& why) {
    auto const code = why.value() & 0xff;
    return why.category() == queue::sqlite_error(SQLITE_CORRUPT).category() && (code == SQLITE_CORRUPT || code == SQLITE_NOTADB);
}

// A FIFO would hold SQLite up for ever.
std::optional<base::error_code> unusable(std::string const& path) {
    struct stat found{};
    if (path == ":memory:") return std::nullopt;
    if (::lstat(path.c_str(), &found) != 0) return errno == ENOENT ? std::nullopt : std::optional(base::last_error());
    if (!S_ISREG(found.st_mode)) return base::from_errno(EINVAL);
    return std::nullopt;
}

result<std::int64_t> number(sqlite3* db, char const* sql) {
    auto asked = queue::statement::prepare(db, sql);
    if (!asked) return asked.error();
    auto const row = asked->step();
    if (!row) return row.error();
    return asked->number(0);
}

result<void> look_at(sqlite3* db, cache_form const& form) {
    auto const whose = number(db, "PRAGMA application_id");
    auto const version = whose ? number(db, "PRAGMA user_version") : whose;
    auto const tables = version ? number(db, "SELECT count(*) FROM sqlite_master") : version;
    if (!tables) return tables.error();
    bool const is_new = *whose == 0 && *version == 0 && *tables == 0;
    if (!is_new && (*whose != form.application || *version != form.version)) return queue::make_error_code(queue::errc::damaged);
    auto checked = queue::statement::prepare(db, "PRAGMA quick_check(1)");
    if (!checked) return checked.error();
    auto const row = checked->step();
    if (!row) return row.error();
    if (checked->bytes(0) != "ok") return queue::make_error_code(queue::errc::damaged);
    return {};
}

// A lost write costs a question: no sync. The old journal is enough, and a tool can read beside it.
result<void> prepare(sqlite3* db, cache_form const& form) {
    if (auto const known = look_at(db, form); !known) return known;
    auto const setup = fmt::format("PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-256;"
                                   "BEGIN; PRAGMA application_id={}; PRAGMA user_version={}; {} COMMIT;",
                                   form.application, form.version, form.tables);
    return queue::execute(db, setup.c_str());
}

}  // namespace

result<queue::sqlite_handle> open_cache_file(std::string const& path, cache_form const& form) {
    if (auto const why = unusable(path)) return *why;
    auto db = queue::open_sqlite(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, {});
    if (!db) return db.error();
    sqlite3_busy_timeout(db->get(), busy_milliseconds);
    auto const made = prepare(db->get(), form);
    if (made) return db;
    if (is_damage(made.error())) return queue::make_error_code(queue::errc::damaged);
    return made.error();
}

result<void> put_aside(std::string const& path, char const* cost) {
    auto const aside = path + ".damaged";
    base::log::warning("smtp", "{} is damaged or none of ours, and is put aside as {}: {}", path, aside, cost);
    if (std::rename(path.c_str(), aside.c_str()) != 0) return base::last_error();
    std::remove((path + "-journal").c_str());
    return {};
}

}  // namespace mailstead::mta::smtp_client

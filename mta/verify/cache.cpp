#include "mta/verify/cache.h"

#include <sqlite3.h>

#include <utility>

#include "base/ascii.h"

namespace mailstead::mta::verify {
namespace {

constexpr std::int64_t application = 0x4d537666, version = 1;    // "MSvf". Durable: do not change; a new form takes a new number
// A lost write costs a probe: no sync.
constexpr char const* setup = R"(
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    PRAGMA application_id = 0x4d537666;
    PRAGMA user_version = 1;
    CREATE TABLE IF NOT EXISTS address (name TEXT PRIMARY KEY, status INTEGER NOT NULL, probed INTEGER NOT NULL,
                                        updated INTEGER NOT NULL, text TEXT NOT NULL) WITHOUT ROWID;
)";

queue::result<std::int64_t> number(sqlite3* db, char const* sql) {
    auto asked = queue::statement::prepare(db, sql);
    if (!asked) return asked.error();
    auto const row = asked->step();
    if (!row) return row.error();
    return asked->number(0);
}

// A new file, or one that this version has made.
queue::result<void> look_at(sqlite3* db) {
    auto const whose = number(db, "PRAGMA application_id");
    auto const form = whose ? number(db, "PRAGMA user_version") : whose;
    auto const tables = form ? number(db, "SELECT count(*) FROM sqlite_master") : form;
    if (!tables) return tables.error();
    bool const is_new = *whose == 0 && *form == 0 && *tables == 0;
    if (!is_new && (*whose != application || *form != version)) return queue::make_error_code(queue::errc::damaged);
    return {};
}

// Only the domain: what the local part's case means is its own server's affair.
std::string folded(std::string const& address) {
    auto const at = address.rfind('@');
    if (at == address.npos) return address;
    return address.substr(0, at) + base::lowered(std::string_view(address).substr(at));
}

}  // namespace

queue::result<cache> cache::open(std::string const& path) {
    cache out;
    auto db = queue::open_sqlite(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, {});
    if (!db) return db.error();
    out.db_ = std::move(*db);
    if (auto const known = look_at(out.db_.get()); !known) return known.error();
    auto const made = queue::execute(out.db_.get(), setup);
    if (!made) return made.error();
    for (auto const& [into, sql] : std::initializer_list<std::pair<queue::statement*, char const*>>{
             {&out.find_, "SELECT status, probed, updated, text FROM address WHERE name = ?1"},
             {&out.put_, "INSERT OR REPLACE INTO address VALUES (?1, ?2, ?3, ?4, ?5)"},
             {&out.erase_, "DELETE FROM address WHERE name = ?1"},
             {&out.clean_, "DELETE FROM address WHERE CASE status WHEN 0 THEN updated < ?1 ELSE max(updated, probed) < ?2 END"},
             {&out.count_, "SELECT count(*), changes() FROM address"}}) {
        auto prepared = queue::statement::prepare(out.db_.get(), sql);
        if (!prepared) return prepared.error();
        *into = std::move(*prepared);
    }
    return out;
}

queue::result<std::optional<record>> cache::find(std::string const& address) {
    auto const name = folded(address);
    queue::reset_at_end const reset(find_);
    auto const there = find_.bind_text(1, name).step();
    if (!there) return there.error();
    if (!*there) return std::optional<record>();
    record out;
    auto const status = find_.number(0);
    if (status < 0 || status > static_cast<std::int64_t>(status::unknown)) return std::optional<record>();
    out.status = static_cast<verify::status>(status);
    out.probed = find_.number(1);
    out.updated = find_.number(2);
    out.text = find_.bytes(3);
    return std::optional(std::move(out));
}

queue::result<void> cache::put(std::string const& address, record const& one) {
    auto const name = folded(address);
    return put_.bind_text(1, name).bind(2, static_cast<std::int64_t>(one.status)).bind(3, one.probed).bind(4, one.updated)
        .bind_text(5, one.text).run();
}

queue::result<void> cache::erase(std::string const& address) {
    auto const name = folded(address);
    return erase_.bind_text(1, name).run();
}

queue::result<cache::counts> cache::clean(rules const& how, std::int64_t now) {
    auto const done = clean_.bind(1, now - how.positive_expire.count()).bind(2, now - how.negative_expire.count()).run();
    if (!done) return done.error();
    queue::reset_at_end const reset(count_);
    auto const there = count_.step();
    if (!there) return there.error();
    return counts{count_.number(0), count_.number(1)};
}

}  // namespace mailstead::mta::verify

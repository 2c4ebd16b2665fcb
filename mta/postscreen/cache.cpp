#include "mta/postscreen/cache.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/log.h"

namespace mailstead::mta::postscreen {
namespace {

// user_version 1. Do not change: bump the number, and make the old table anew.
constexpr int version = 1;
// A lost power supply may cost the last rows, never the file: nobody has been promised anything.
constexpr char const* wanted = R"(
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-1024;
CREATE TABLE IF NOT EXISTS clients(address TEXT PRIMARY KEY, pregreet INTEGER NOT NULL, dnsbl INTEGER NOT NULL,
  pipelining INTEGER NOT NULL, non_smtp INTEGER NOT NULL, bare_newline INTEGER NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS clients_by_end ON clients(last);
)";

bool is_damage(base::error_code const& why) {
    auto const code = why.value() & 0xff;
    return why.category() == queue::sqlite_error(SQLITE_CORRUPT).category() && (code == SQLITE_CORRUPT || code == SQLITE_NOTADB);
}

// A FIFO would hold SQLite up for ever.
std::optional<base::error_code> unusable(std::string const& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return errno == ENOENT ? std::nullopt : std::optional(base::last_error());
    if (!S_ISREG(found.st_mode)) return base::from_errno(EINVAL);
    return std::nullopt;
}

}  // namespace

result<std::shared_ptr<cache>> cache::open(std::string const& directory) {
    auto const path = directory + "/clients.sqlite";
    if (auto const why = unusable(path)) return *why;
    auto made = attempt(path);
    if (made || !is_damage(made.error())) return made;
    auto const aside = path + ".damaged";
    base::log::warning("postscreen", "{} is damaged and is put aside as {}: clients are examined once more", path, aside);
    if (std::rename(path.c_str(), aside.c_str()) != 0) return base::last_error();
    std::remove((path + "-wal").c_str());
    std::remove((path + "-shm").c_str());
    return attempt(path);
}

result<std::shared_ptr<cache>> cache::attempt(std::string const& path) {
    std::shared_ptr<cache> out(new cache(path));
    auto db = queue::open_sqlite(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, {});
    if (!db) return db.error();
    out->db_ = std::move(*db);
    sqlite3_busy_timeout(out->db_.get(), 2000);
    if (auto const done = out->prepare(); !done) return done.error();
    return out;
}

result<void> cache::prepare() {
    auto known = queue::statement::prepare(db_.get(), "PRAGMA user_version");
    if (!known) return known.error();
    auto const row = known->step();
    if (!row) return row.error();
    bool const foreign = *row && known->number(0) != 0 && known->number(0) != version;
    known->reset();
    if (foreign)
        if (auto const done = queue::execute(db_.get(), "DROP TABLE IF EXISTS clients"); !done) return done.error();
    if (auto const done = queue::execute(db_.get(), wanted); !done) return done.error();
    auto const stamp = "PRAGMA user_version=" + std::to_string(version);
    if (auto const done = queue::execute(db_.get(), stamp.c_str()); !done) return done.error();
    for (auto const& [sql, into] : std::initializer_list<std::pair<char const*, queue::statement cache::*>>{
             {"SELECT pregreet, dnsbl, pipelining, non_smtp, bare_newline FROM clients WHERE address=?", &cache::find_},
             {"INSERT OR REPLACE INTO clients VALUES(?,?,?,?,?,?,?)", &cache::keep_},
             {"DELETE FROM clients WHERE address IN (SELECT address FROM clients WHERE last<? LIMIT ?)", &cache::drop_},
             {"SELECT count(*) FROM clients", &cache::count_}}) {
        auto made = queue::statement::prepare(db_.get(), sql);
        if (!made) return made.error();
        this->*into = std::move(*made);
    }
    return {};
}

result<std::optional<passes>> cache::find(std::string_view address) {
    std::lock_guard const lock(mutex_);
    queue::reset_at_end const later(find_);
    auto const row = find_.bind_text(1, address).step();
    if (!row) return row.error();
    std::optional<passes> out;
    if (!*row) return out;
    out.emplace();
    for (std::size_t i = 0; i < test_count; ++i) (*out)[i] = find_.number(static_cast<int>(i));
    return out;
}

result<void> cache::keep(std::string_view address, passes const& until) {
    std::lock_guard const lock(mutex_);
    queue::reset_at_end const later(keep_);
    keep_.bind_text(1, address);
    for (std::size_t i = 0; i < test_count; ++i) keep_.bind(static_cast<int>(i) + 2, until[i]);
    keep_.bind(static_cast<int>(test_count) + 2, *std::max_element(until.begin(), until.end()));
    return keep_.run();
}

result<cache::swept> cache::sweep(std::int64_t now, std::chrono::seconds retention, int piece) {
    std::lock_guard const lock(mutex_);
    queue::reset_at_end const later(drop_), and_later(count_);
    if (auto const done = drop_.bind(1, now - retention.count()).bind(2, piece).run(); !done) return done.error();
    swept out;
    out.dropped = sqlite3_changes64(db_.get());
    out.done = out.dropped < piece;
    if (!out.done) return out;
    auto const row = count_.step();
    if (!row) return row.error();
    out.retained = count_.number(0);
    return out;
}

}  // namespace mailstead::mta::postscreen

// How queue.db is opened: what it must be, made or brought up to date, and what a killed server left in it.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/random.h>

#include <array>

#include <fmt/format.h>

#include "base/fs.h"
#include "base/log.h"
#include "mta/queue/store_db.h"

namespace mailstead::mta::queue {
namespace {

// 2: the mark `clean`. A program of version 1 would leave it standing although it was killed with messages in delivery.
constexpr std::int64_t schema_version = 2;
constexpr std::int64_t application_id = 0x4d537471;                   // "MStq"
constexpr char application[] = "PRAGMA application_id=0x4d537471";

// number: AUTOINCREMENT keeps the highest number ever used, so that none is used twice. The text is the last column:
// reading the others does not touch its pages.
constexpr char schema[] = R"(
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE message(number INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, extents BLOB,
                     envelope BLOB NOT NULL, body BLOB);
CREATE TABLE status(number INTEGER PRIMARY KEY, state INTEGER NOT NULL, next_attempt INTEGER NOT NULL,
                    attempts INTEGER NOT NULL, uncertain INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
                    relay TEXT NOT NULL);
CREATE INDEX due ON status(next_attempt) WHERE state = 1;
CREATE TABLE progress(number INTEGER NOT NULL, recipient INTEGER NOT NULL, fate INTEGER NOT NULL, status TEXT NOT NULL,
                      reason TEXT NOT NULL, relay TEXT NOT NULL, remote_reply INTEGER NOT NULL,
                      PRIMARY KEY(number, recipient)) WITHOUT ROWID;
)";

// Which blocks of segments are in use is asked at each start. Queues made before it was thought of get it then.
constexpr char far_index[] = "CREATE INDEX IF NOT EXISTS far ON message(number) WHERE extents IS NOT NULL";

// cache_spill=OFF: the log is written by COMMIT alone, so a full disk shows there and the batch can be rolled back.
constexpr char pragmas[] = R"(
PRAGMA synchronous=FULL;
PRAGMA secure_delete=OFF;
PRAGMA wal_autocheckpoint=0;
PRAGMA journal_size_limit=-1;
PRAGMA cache_size=-4096;
PRAGMA cache_spill=OFF;
PRAGMA temp_store=MEMORY;
PRAGMA trusted_schema=OFF;
)";

int remember_pages(void* pages, sqlite3*, char const*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

// Blocks that exist and were written before need no metadata in the journal of the file system: half the cost of a sync.
result<void> write_in_full(std::string const& path, std::uint64_t bytes) {
    auto& files = base::system_files();
    auto fd = files.open(AT_FDCWD, path, O_WRONLY | O_APPEND);
    if (!fd) return fd.error();
    auto const info = files.status(fd->get());
    if (!info) return info.error();
    auto at = static_cast<std::uint64_t>(info->st_size);
    if (at >= bytes) return {};
    std::string const zeros(256 * 1024, '\0');
    while (at < bytes) {
        auto const part = std::min<std::uint64_t>(zeros.size(), bytes - at);
        if (auto wrote = files.write_all(fd->get(), std::string_view(zeros).substr(0, part)); !wrote) return wrote;
        at += part;
    }
    return files.sync(fd->get());
}

result<std::int64_t> single_number(sqlite3* db, char const* sql) {
    auto query = statement::prepare(db, sql);
    if (!query) return query.error();
    auto const row = query->step();
    if (!row) return row.error();
    if (!*row) return errc::not_found;
    return query->number(0);
}

bool is_filled(std::string const& path) {
    auto const info = base::system_files().status(AT_FDCWD, path);
    return info && (!S_ISREG(info->st_mode) || info->st_size > 0);
}

// A new queue would write over the texts of the old one, and SQLite over its log.
bool is_missing(std::string const& directory) {
    if (is_filled(directory + "/queue.db")) return false;
    auto const segments = base::system_files().list(AT_FDCWD, directory + "/segments");
    return is_filled(directory + "/queue.db-wal") || (segments && !segments->empty());
}

// SQLite would open a file that it may not write, and with a log that has the first page it would not look at the file's own.
// Before it has the file: closing a descriptor takes the locks of the process along.
result<void> look_at_start(std::string const& path, store_db::purpose why) {
    static constexpr std::string_view magic("SQLite format 3\0", 16);
    auto& files = base::system_files();
    auto const fd = files.open(AT_FDCWD, path, (why == store_db::purpose::serve ? O_RDWR : O_RDONLY) | O_NONBLOCK);
    if (!fd && fd.error() == base::from_errno(ENOENT)) return {};
    if (!fd) return fd.error();
    std::array<char, 16> start{};
    auto const got = files.read_at(fd->get(), start, 0);
    if (!got || *got == 0) return {};
    return std::string_view(start.data(), *got) == magic ? result<void>() : sqlite_error(SQLITE_NOTADB);
}

}  // namespace

result<std::unique_ptr<store_db>> store_db::open(std::string const& directory, options const& wanted, purpose why,
                                                 std::int64_t now) {
    auto const path = directory + "/queue.db";
    int const flags = SQLITE_OPEN_READWRITE | (why == purpose::serve ? SQLITE_OPEN_CREATE : 0);
    if (wanted.vfs.empty() && is_missing(directory)) return errc::missing;
    if (auto ours = look_at_start(path, why); wanted.vfs.empty() && !ours) return ours.error();
    auto db = open_sqlite(path, flags, wanted.vfs);
    if (!db) return db.error();
    std::unique_ptr<store_db> out(new store_db(std::move(*db), wanted));
    if (auto ready = out->set_up(path, why, now); !ready) return ready.error();
    if (why == purpose::serve && wanted.wal_bytes > 0) {
        if (auto full = write_in_full(path + "-wal", wanted.wal_bytes); !full) return full.error();
    }
    return out;
}

result<void> store_db::set_up(std::string const& path, purpose why, std::int64_t now) {
    auto* db = db_.get();
    // The mode stands before the first access: SQLite then needs no shared memory file, and a second server fails here.
    if (auto set = execute(db, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA page_size=4096"); !set) return set;
    // Nothing is written before it is ours.
    auto const version = single_number(db, "PRAGMA user_version");
    auto const owner = single_number(db, "PRAGMA application_id");
    auto const tables = single_number(db, "SELECT count(*) FROM sqlite_schema");
    for (auto const* one : {&version, &owner, &tables})
        if (!*one) return one->error();
    if (*version == 0 ? *tables > 0 || why == purpose::inspect : *owner != application_id) return errc::foreign;
    if (*version > schema_version) return errc::newer;
    if (auto set = execute(db, "PRAGMA journal_mode=WAL"); !set) return set;
    if (auto set = execute(db, pragmas); !set) return set;
    if (options_.max_pages > 0) {
        auto const limit = fmt::format("PRAGMA max_page_count={}", options_.max_pages);
        if (auto set = execute(db, limit.c_str()); !set) return set;
    }
    int keep = 1;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_wal_hook(db, remember_pages, &wal_pages_);

    if (*version == 0) {
        if (auto made = make_schema(); !made) return made;
    }
    if (auto whole = look_at_file(path); !whole) return whole;
    if (why == purpose::serve && *version != 0 && *version < schema_version) {
        if (auto done = migrate(path, *version); !done) return done;
    }
    if (why == purpose::serve) {
        if (auto made = execute(db, far_index); !made) return made;
    }
    if (auto read = read_meta(); !read) return read;
    if (why == purpose::serve) {
        if (auto done = recover(now); !done) return done;
    }
    return prepare();
}

// A file that was cut short is shorter than its pages; so is one whose newest pages are in the log. Only then all are read.
result<void> store_db::look_at_file(std::string const& path) {
    if (!options_.vfs.empty()) return {};
    auto const info = base::system_files().status(AT_FDCWD, path);
    if (!info) return info.error();
    auto const pages = single_number(db_.get(), "PRAGMA page_count");
    if (!pages) return pages.error();
    if (info->st_size >= *pages * 4096) return {};
    auto look = statement::prepare(db_.get(), "PRAGMA quick_check(1)");
    if (!look) return look.error();
    auto const row = look->step();
    if (!row) return row.error();
    if (*row && look->bytes(0) == "ok") return {};
    return sqlite_error(SQLITE_CORRUPT);
}

// One transaction: a crash in the middle leaves no half made file.
result<void> store_db::make_schema() {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number) return base::last_error();
    auto* db = db_.get();
    if (auto ok = execute(db, "BEGIN"); !ok) return ok;
    if (auto ok = execute(db, schema); !ok) return ok;
    auto const fill = fmt::format("INSERT INTO meta VALUES('queue_number', {}); {}; PRAGMA user_version={}",
                                  static_cast<std::int64_t>(number), application, schema_version);
    if (auto ok = execute(db, fill.c_str()); !ok) return ok;
    return execute(db, "COMMIT");
}

// From an older version, one transaction; before it a copy is made, for whoever wants to go back. The version number is raised
// last, so what a crash interrupts is done again.
result<void> store_db::migrate(std::string const& path, std::int64_t from) {
    auto const copy = fmt::format("{}.version-{}", path, from);
    if (auto made = copy_to(copy); !made) return made;
    // Who wrote the mark, and who has run since, nobody knows.
    auto const change = fmt::format("BEGIN; DELETE FROM meta WHERE name='clean'; PRAGMA user_version={}; COMMIT", schema_version);
    if (auto done = execute(db_.get(), change.c_str()); !done) return done;
    base::log::info("qmgr", "{}: brought from version {} to {}; as it was before it is kept as {}", path, from, schema_version, copy);
    return {};
}

result<void> store_db::read_meta() {
    auto const number = single_number(db_.get(), "SELECT value FROM meta WHERE name='queue_number'");
    if (!number) return number.error();
    queue_number_ = static_cast<std::uint64_t>(*number);
    auto const last = single_number(db_.get(), "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name='message'");
    if (!last) return last.error();
    last_number_ = static_cast<std::uint64_t>(*last);
    return read_forwarded();
}

// active -> deferred, due now, with the mark that an attempt ended unknown: of those without a status row it was the
// first attempt. A server that ended in order has left none: then the whole of a long queue need not be looked at.
result<void> store_db::recover(std::int64_t now) {
    auto* db = db_.get();
    auto const clean = single_number(db, "SELECT count(*) FROM meta WHERE name='clean'");
    if (!clean) return clean.error();
    if (*clean != 0) return execute(db, "DELETE FROM meta WHERE name='clean'");    // it holds for this start only
    if (auto ok = execute(db, "BEGIN"); !ok) return ok;
    auto const again = fmt::format("UPDATE status SET state=1, uncertain=uncertain|{}, next_attempt={} WHERE state=0", uncertain_bit, now);
    auto const first = fmt::format("INSERT INTO status SELECT number, 1, {}, 0, 1, '', '', '' FROM message m "
                                   "WHERE NOT EXISTS (SELECT 1 FROM status s WHERE s.number = m.number)", now);
    for (auto const* move : {&again, &first}) {
        if (auto ok = execute(db, move->c_str()); !ok) return ok;
        recovered_ += static_cast<std::uint64_t>(sqlite3_changes(db));
    }
    return execute(db, "COMMIT");
}

void store_db::leave_clean() noexcept {
    if (active_.empty() && !in_doubt_) (void)execute(db_.get(), "INSERT OR REPLACE INTO meta VALUES('clean', 1)");
}

}  // namespace mailstead::mta::queue

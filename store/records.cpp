#include "store/records.h"

#include <fcntl.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "store/index.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

constexpr std::size_t lists_kept = 256;
constexpr int records_version = 2;    // PRAGMA user_version: raise it with every change to the tables

constexpr char schema[] = R"(
CREATE TABLE annotations(
    mailbox TEXT NOT NULL,
    user TEXT NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY(mailbox, user, name)) WITHOUT ROWID;
CREATE TABLE access(
    mailbox TEXT NOT NULL,
    identifier TEXT NOT NULL,
    rights TEXT NOT NULL,
    PRIMARY KEY(mailbox, identifier)) WITHOUT ROWID;
CREATE TABLE grants(
    identifier TEXT NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY(identifier, owner)) WITHOUT ROWID;
CREATE TABLE quotas(
    account TEXT PRIMARY KEY,
    storage INTEGER,
    messages INTEGER,
    mailboxes INTEGER) WITHOUT ROWID;
CREATE TABLE renames(
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL,
    separator TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;
)";

constexpr char step_2[] = R"(
CREATE TABLE renames(
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL,
    separator TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;
)";

result<void> make_tables(database& db, std::string const& path) {
    auto const version = db.integer("PRAGMA user_version");
    if (!version) return version.error();
    if (*version == records_version) return {};
    if (*version > records_version) {
        base::log::error("index", "{} has version {}, and this program knows up to {}: left alone", path, *version, records_version);
        return make_error_code(errc::newer);
    }
    if (*version != 0 && *version != 1) return make_error_code(errc::damaged);
    if (auto const begun = db.run("BEGIN IMMEDIATE"); !begun) return begun;
    if (auto const made = db.run(*version == 0 ? schema : step_2); !made) return made;
    return db.run("COMMIT");
}

result<std::unique_ptr<database>> open_with_tables(std::string const& path, std::string const& vfs) {
    auto db = database::open(path, vfs);
    if (!db) return db;
    if (auto const synced = (*db)->set_synced(true); !synced) return synced.error();
    if (auto const made = make_tables(**db, path); !made) return made.error();
    return db;
}

// Whose rows hold annotations of that name: everybody's stand under "".
std::string_view holder_of(std::string_view name, std::string_view user) noexcept {
    return name.starts_with("/private/") ? user : std::string_view();
}

template <class Row, class Read, class... Values>
result<std::vector<Row>> rows(database& db, char const* sql, Read read, Values const&... values) {
    auto asked = db.prepare(sql);
    if (!asked) return asked.error();
    asked->bind(values...);
    std::vector<Row> out;
    for (;;) {
        auto const more = asked->step();
        if (!more) return more.error();
        if (!*more) return out;
        out.push_back(read(*asked));
    }
}

template <class... Values>
result<void> run(database& db, char const* sql, Values const&... values) {
    auto asked = db.prepare(sql);
    if (!asked) return asked.error();
    return asked->bind(values...).run();
}

std::string text_of(statement const& row) { return std::string(row.text(0)); }

result<std::int64_t> count(database& db, char const* sql, std::string_view mailbox, std::string_view user) {
    auto const found = rows<std::int64_t>(db, sql, [](statement const& row) { return row.integer(0); }, mailbox, user);
    if (!found) return found.error();
    return found->empty() ? 0 : found->front();
}

constexpr char count_annotations[] = "SELECT count(*) FROM annotations WHERE mailbox=? AND user=?";

result<void> apply(database& db, std::string_view mailbox, std::string_view user, annotation_change const& change) {
    auto const holder = holder_of(change.name, user);
    if (!change.value) return run(db, "DELETE FROM annotations WHERE mailbox=? AND user=? AND name=?", mailbox, holder, change.name);
    return run(db, "INSERT OR REPLACE INTO annotations VALUES(?,?,?,?)", mailbox, holder, change.name, blob{*change.value});
}

result<void> forget_below(database& db, std::string_view name, std::string const& below) {
    for (auto const* sql : {"DELETE FROM annotations WHERE mailbox=?1 OR substr(mailbox, 1, length(?2))=?2",
                            "DELETE FROM access WHERE mailbox=?1 OR substr(mailbox, 1, length(?2))=?2"})
        if (auto const done = run(db, sql, name, below); !done) return done;
    return {};
}

std::optional<std::uint64_t> limit_in(statement const& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return static_cast<std::uint64_t>(row.integer(column));
}

}  // namespace

records::records(std::shared_ptr<index_pool> pool, std::string path) : pool_(std::move(pool)), path_(std::move(path)) {}
records::~records() { close(); }

void records::close() {
    std::lock_guard const hold(lock_);
    if (db_ && pool_) pool_->closed(*this);
    db_.reset();
}

bool records::is_there() const {
    return path_ == ":memory:" || database::is_there(path_, pool_ ? pool_->settings().vfs : std::string());
}

result<database*> records::opened() {
    if (db_) {
        if (pool_) pool_->touched(*this);
        return db_.get();
    }
    auto& files = base::system_files();
    auto const slash = path_.rfind('/');
    if (slash != path_.npos)
        if (auto const made = files.make_dirs_synced(path_.substr(0, slash), 0700); !made) return made.error();
    auto const vfs = pool_ ? pool_->settings().vfs : std::string();
    auto db = open_with_tables(path_, vfs);
    if (!db && db.error() == make_error_code(errc::damaged)) {
        // Nobody has a right that is not written down: beginning anew takes rights away, and gives none.
        auto const aside = fmt::format("{}.damaged-{}", path_, base::unix_seconds(base::system_clock().now()));
        base::log::error("index", "{} is damaged: set aside as {}; its annotations and access lists are lost", path_, aside);
        if (auto const moved = files.rename(AT_FDCWD, path_, AT_FDCWD, aside, base::on_existing::refuse); !moved) return moved.error();
        (void)files.rename(AT_FDCWD, path_ + "-wal", AT_FDCWD, aside + "-wal", base::on_existing::replace);
        db = open_with_tables(path_, vfs);
    }
    if (!db) return db.error();
    db_ = std::move(*db);
    there_ = true;
    if (pool_) pool_->opened(*this);
    return db_.get();
}

// What was never written is empty, and no file is made for it.
template <class Work>
auto records::read(Work work) -> decltype(work(std::declval<database&>())) {
    std::lock_guard const hold(lock_);
    there_ = there_ || is_there();
    if (!there_) return decltype(work(std::declval<database&>()))();
    auto const db = opened();
    if (!db) return {boost::system::in_place_error, db.error()};
    if (auto const settled = settle(**db); !settled) return {boost::system::in_place_error, settled.error()};
    return work(**db);
}

template <class Work>
auto records::write(Work work) -> decltype(work(std::declval<database&>())) {
    std::lock_guard const hold(lock_);
    auto const db = opened();
    if (!db) return db.error();
    lists_.clear();
    if (auto const settled = settle(**db); !settled) return settled.error();
    if (auto const begun = (*db)->run("BEGIN IMMEDIATE"); !begun) return begun.error();
    auto done = work(**db);
    auto const settled = (*db)->run(done ? "COMMIT" : "ROLLBACK");
    if (settled) return done;
    // After a failed write or sync the connection's idea of the file is not to be trusted.
    if (pool_) pool_->closed(*this);
    db_.reset();
    return done ? settled.error() : done.error();
}

result<std::vector<annotation>> records::annotations(std::string_view mailbox, std::string_view user) {
    return read([&](database& db) {
        auto const one = [](statement const& row) { return annotation{std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1))}; };
        return rows<annotation>(db, "SELECT name, length(value) FROM annotations WHERE mailbox=? AND user IN (?, '') ORDER BY name", one,
                                mailbox, user);
    });
}

result<std::optional<std::string>> records::annotation_value(std::string_view mailbox, std::string_view user, std::string_view name) {
    return read([&](database& db) -> result<std::optional<std::string>> {
        auto found = rows<std::string>(db, "SELECT value FROM annotations WHERE mailbox=? AND user=? AND name=?", text_of, mailbox,
                                       holder_of(name, user), name);
        if (!found) return found.error();
        if (found->empty()) return std::optional<std::string>();
        return std::optional(std::move(found->front()));
    });
}

result<void> records::annotate(std::string_view mailbox, std::string_view user, std::span<annotation_change const> changes,
                               std::size_t most) {
    return write([&](database& db) -> result<void> {
        std::int64_t before[2] = {0, 0};
        std::string_view const holders[2] = {user, ""};
        for (int i = 0; i < 2; ++i) {
            auto const counted = count(db, count_annotations, mailbox, holders[i]);
            if (!counted) return counted.error();
            before[i] = *counted;
        }
        for (auto const& change : changes)
            if (auto const done = apply(db, mailbox, user, change); !done) return done;
        for (int i = 0; i < 2; ++i) {
            auto const after = count(db, count_annotations, mailbox, holders[i]);
            if (!after) return after.error();
            if (*after > before[i] && *after > static_cast<std::int64_t>(most)) return make_error_code(errc::too_many_annotations);
        }
        return {};
    });
}

// Asked for with every call on somebody else's mailbox.
result<std::vector<access_entry>> records::access(std::string_view mailbox) {
    {
        std::lock_guard const hold(lock_);
        if (auto const known = lists_.find(mailbox); known != lists_.end()) return known->second;
    }
    return read([&](database& db) {
        auto const one = [](statement const& row) {
            return access_entry{std::string(row.text(0)), rights::parse(row.text(1)).value_or(rights())};
        };
        auto list = rows<access_entry>(db, "SELECT identifier, rights FROM access WHERE mailbox=? ORDER BY identifier", one, mailbox);
        if (lists_.size() >= lists_kept) lists_.clear();
        if (list) lists_.emplace(mailbox, *list);
        return list;
    });
}

result<void> records::set_access(std::string_view mailbox, std::string_view identifier, rights to) {
    return write([&](database& db) -> result<void> {
        if (to.empty()) return run(db, "DELETE FROM access WHERE mailbox=? AND identifier=?", mailbox, identifier);
        if (auto const done = run(db, "INSERT OR REPLACE INTO access VALUES(?,?,?)", mailbox, identifier, to.plain()); !done) return done;
        auto const all = rows<std::int64_t>(db, "SELECT count(*) FROM access WHERE mailbox=?",
                                            [](statement const& row) { return row.integer(0); }, mailbox);
        if (!all) return all.error();
        if (all->front() > static_cast<std::int64_t>(access_limit)) return make_error_code(errc::too_many_annotations);
        return {};
    });
}

result<void> records::copy_access(std::string_view from, std::string_view to) {
    return write([&](database& db) -> result<void> {
        if (auto const done = run(db, "DELETE FROM access WHERE mailbox=?", to); !done) return done;
        return run(db, "INSERT INTO access SELECT ?2, identifier, rights FROM access WHERE mailbox=?1", from, to);
    });
}

result<std::vector<std::string>> records::guarded() {
    return read([](database& db) { return rows<std::string>(db, "SELECT DISTINCT mailbox FROM access", text_of); });
}

result<void> records::forget(std::string_view mailbox) {
    auto const any = read([&](database& db) {
        return rows<std::int64_t>(db,
                                  "SELECT 1 FROM annotations WHERE mailbox=?1 UNION ALL SELECT 1 FROM access WHERE mailbox=?1 LIMIT 1",
                                  [](statement const&) { return 1; }, mailbox);
    });
    if (!any) return any.error();
    if (any->empty()) return {};
    return write([&](database& db) -> result<void> {
        if (auto const done = run(db, "DELETE FROM annotations WHERE mailbox=?", mailbox); !done) return done;
        return run(db, "DELETE FROM access WHERE mailbox=?", mailbox);
    });
}

result<void> records::rename(std::string_view from, std::string_view to, char separator) {
    {
        std::lock_guard const hold(lock_);
        there_ = there_ || is_there();
        if (!there_) return {};
    }
    auto const below = std::string(from) + separator;
    return write([&](database& db) -> result<void> {
        if (auto const done = forget_below(db, to, std::string(to) + separator); !done) return done;
        if (auto const done = run(db, "DELETE FROM renames WHERE old=?", from); !done) return done;
        for (auto const* sql : {"UPDATE annotations SET mailbox=?2 || substr(mailbox, length(?1)+1) WHERE mailbox=?1 OR substr(mailbox, 1, length(?3))=?3",
                                "UPDATE access SET mailbox=?2 || substr(mailbox, length(?1)+1) WHERE mailbox=?1 OR substr(mailbox, 1, length(?3))=?3"})
            if (auto const done = run(db, sql, from, to, below); !done) return done;
        return {};
    });
}

void records::settle_by(has_moved how) {
    std::lock_guard const hold(lock_);
    has_moved_ = std::move(how);
}

result<records::renaming> records::begin_rename(std::string_view from, std::string_view to, char separator) {
    {
        std::lock_guard const hold(lock_);
        there_ = there_ || is_there();
        if (!there_) return renaming(nullptr, from, to, separator);
        ++renaming_;
    }
    renaming out(this, from, to, separator);
    auto const noted = write([&](database& db) -> result<void> {
        if (auto const done = forget_below(db, to, std::string(to) + separator); !done) return done;
        return run(db, "INSERT OR REPLACE INTO renames VALUES(?,?,?)", from, to, std::string_view(&separator, 1));
    });
    if (!noted) return noted.error();
    return out;
}

records::renaming::~renaming() {
    if (of_) of_->end_rename();
}

void records::end_rename() {
    std::lock_guard const hold(lock_);
    --renaming_;
    unsettled_ = true;
}

result<void> records::renaming::finish() { return of_ ? of_->rename(from_, to_, separator_) : result<void>(); }

// Under lock_. While a rename is under way its files say nothing yet.
result<void> records::settle(database& db) {
    if (!unsettled_ || renaming_ > 0 || !has_moved_) return {};
    auto const one = [](statement const& row) { return begun_rename{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))}; };
    auto const begun = rows<begun_rename>(db, "SELECT old, new, separator FROM renames", one);
    if (!begun) return begun.error();
    if (!begun->empty()) {
        lists_.clear();
        if (auto const open = db.run("BEGIN IMMEDIATE"); !open) return open;
        for (auto const& each : *begun)
            if (auto const done = settle(db, each); !done) return (void)db.run("ROLLBACK"), done;
        if (auto const done = db.run("COMMIT"); !done) return (void)db.run("ROLLBACK"), done;
    }
    unsettled_ = false;
    return {};
}

// What has moved takes what is kept of it along; the rest stays where it is.
result<void> records::settle(database& db, begun_rename const& of) {
    auto const names = rows<std::string>(db,
                                         "SELECT mailbox FROM annotations WHERE mailbox=?1 OR substr(mailbox, 1, length(?2))=?2 "
                                         "UNION SELECT mailbox FROM access WHERE mailbox=?1 OR substr(mailbox, 1, length(?2))=?2",
                                         text_of, of.from, of.from + of.separator);
    if (!names) return names.error();
    for (auto const& name : *names) {
        auto const now = of.to + name.substr(of.from.size());
        if (!has_moved_(name, now)) continue;
        for (auto const* sql : {"UPDATE annotations SET mailbox=?2 WHERE mailbox=?1", "UPDATE access SET mailbox=?2 WHERE mailbox=?1"})
            if (auto const done = run(db, sql, name, now); !done) return done;
    }
    return run(db, "DELETE FROM renames WHERE old=?", of.from);
}

result<void> records::copy_annotations(std::string_view from, std::string_view to) {
    auto const any = read([&](database& db) {
        return rows<std::string>(db, "SELECT name FROM annotations WHERE mailbox=? LIMIT 1", text_of, from);
    });
    if (!any) return any.error();
    if (any->empty()) return {};
    return write([&](database& db) {
        return run(db, "INSERT OR REPLACE INTO annotations SELECT ?2, user, name, value FROM annotations WHERE mailbox=?1", from, to);
    });
}

result<void> records::note_grant(std::string_view identifier, std::string_view owner) {
    return write([&](database& db) { return run(db, "INSERT OR IGNORE INTO grants VALUES(?,?)", identifier, owner); });
}

result<void> records::drop_grant(std::string_view identifier, std::string_view owner) {
    return write([&](database& db) { return run(db, "DELETE FROM grants WHERE identifier=? AND owner=?", identifier, owner); });
}

result<bool> records::may_share(std::string_view owner, std::string_view user) {
    auto const found = read([&](database& db) {
        return rows<std::string>(db, "SELECT owner FROM grants WHERE owner=? AND identifier IN (?, 'anyone') LIMIT 1", text_of, owner, user);
    });
    if (!found) return {boost::system::in_place_error, found.error()};
    return !found->empty();
}

result<std::vector<std::string>> records::owners_sharing(std::string_view user, std::size_t most) {
    return read([&](database& db) {
        return rows<std::string>(db, "SELECT DISTINCT owner FROM grants WHERE identifier IN (?1, 'anyone') AND owner<>?1 ORDER BY owner LIMIT ?2",
                                 text_of, user, static_cast<std::int64_t>(most));
    });
}

result<std::vector<std::string>> records::owners() {
    return read([](database& db) { return rows<std::string>(db, "SELECT DISTINCT owner FROM grants ORDER BY owner", text_of); });
}

result<void> records::forget_user(std::string_view user) {
    if (user.empty()) return {};    // that is everybody
    {
        std::lock_guard const hold(lock_);
        there_ = there_ || is_there();
        if (!there_) return {};
    }
    return write([&](database& db) -> result<void> {
        for (auto const* sql : {"DELETE FROM annotations WHERE user=?1", "DELETE FROM access WHERE identifier IN (?1, '-' || ?1)",
                                "DELETE FROM grants WHERE identifier=?1 OR owner=?1", "DELETE FROM quotas WHERE account=?1"})
            if (auto const done = run(db, sql, user); !done) return done;
        return {};
    });
}

result<void> records::clear() {
    {
        std::lock_guard const hold(lock_);
        there_ = there_ || is_there();
        if (!there_) return {};
    }
    return write([](database& db) { return db.run("DELETE FROM annotations; DELETE FROM access"); });
}

result<std::vector<kept_annotation>> records::all_annotations() {
    auto const one = [](statement const& row) {
        return kept_annotation{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))};
    };
    return read([&](database& db) {
        return rows<kept_annotation>(db, "SELECT mailbox, user, name, value FROM annotations ORDER BY mailbox, user, name", one);
    });
}

result<std::vector<kept_access>> records::all_access() {
    auto const one = [](statement const& row) {
        return kept_access{std::string(row.text(0)), {std::string(row.text(1)), rights::parse(row.text(2)).value_or(rights())}};
    };
    return read([&](database& db) {
        return rows<kept_access>(db, "SELECT mailbox, identifier, rights FROM access ORDER BY mailbox, identifier", one);
    });
}

result<bool> records::copy_to(std::string const& path) {
    return read([&](database& db) -> result<bool> {
        auto copy = db.prepare("VACUUM INTO ?");
        if (!copy) return {boost::system::in_place_error, copy.error()};
        if (auto const done = copy->bind(path).run(); !done) return {boost::system::in_place_error, done.error()};
        return true;
    });
}

result<std::vector<std::pair<std::string, quota_limits>>> records::quotas() {
    using row_type = std::pair<std::string, quota_limits>;
    return read([](database& db) {
        auto const one = [](statement const& row) {
            quota_limits limits;
            limits.storage = limit_in(row, 1);
            limits.messages = limit_in(row, 2);
            limits.mailboxes = limit_in(row, 3);
            return row_type(std::string(row.text(0)), limits);
        };
        return rows<row_type>(db, "SELECT account, storage, messages, mailboxes FROM quotas", one);
    });
}

result<void> records::set_quota(std::string_view account, quota_limits const& limits) {
    return write([&](database& db) {
        // -1 is no limit: nullif() makes it NULL.
        auto const number = [](std::optional<std::uint64_t> const& limit) { return limit ? static_cast<std::int64_t>(*limit) : std::int64_t{-1}; };
        return run(db, "INSERT OR REPLACE INTO quotas VALUES(?, nullif(?,-1), nullif(?,-1), nullif(?,-1))", account, number(limits.storage),
                   number(limits.messages), number(limits.mailboxes));
    });
}

}  // namespace mailstead::store

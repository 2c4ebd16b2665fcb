// index.db: opening, the statements behind each question, and the transaction behind each change.
#include "store/index.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "base/ascii.h"
#include "base/fs.h"
#include "base/log.h"
#include "store/hash.h"
#include "store/index_schema.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

// Keyword names hold no control characters, so a line each.
std::string joined(std::vector<std::string> const& names) {
    std::string out;
    for (auto const& name : names) (out += name) += '\n';
    return out;
}

std::vector<std::string> separated(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::uint32_t narrow(std::int64_t value) noexcept { return static_cast<std::uint32_t>(value); }
std::uint64_t wide(std::int64_t value) noexcept { return static_cast<std::uint64_t>(value); }

// A name and a UIDVALIDITY together are never given again. An index that is made anew gives the same.
std::string object_id_of(std::string_view name, std::uint32_t uidvalidity) {
    return "F" + base::hex(sha256(fmt::format("{} {}", uidvalidity, name))).substr(0, 24);
}

mailbox_row read_mailbox(statement const& row) {
    mailbox_row out;
    out.id = row.integer(0);
    out.name = row.text(1);
    out.uidvalidity = narrow(row.integer(2));
    out.uidnext = narrow(row.integer(3));
    out.ceiling = narrow(row.integer(4));
    out.modseq = wide(row.integer(5));
    out.applied = wide(row.integer(6));
    out.recent_from = narrow(row.integer(7));
    out.stamp = row.text(8);
    out.keywords = separated(row.text(9));
    out.object = row.text(10);
    if (out.object.empty()) out.object = object_id_of(out.name, out.uidvalidity);    // of a mailbox older than these ids
    return out;
}

index_row read_message(statement const& row) {
    index_row out;
    out.what.uid = narrow(row.integer(0));
    out.name = row.text(1);
    out.place = static_cast<std::uint8_t>(row.integer(2));
    out.what.flags = narrow(row.integer(3));
    out.what.keywords = wide(row.integer(4));
    out.what.modseq = wide(row.integer(5));
    out.what.internal_date = row.integer(6);
    out.what.size = wide(row.integer(7));
    return out;
}

template <class Row, class Read>
result<std::vector<Row>> all_rows(statement& asked, Read read) {
    std::vector<Row> out;
    for (;;) {
        auto const more = asked.step();
        if (!more) return more.error();
        if (!*more) return out;
        out.push_back(read(asked));
    }
}

// A copy of the index as it was before its tables change; an older copy gives way.
result<void> keep_copy(database& db, std::string const& path, std::int64_t version) {
    auto const copy = fmt::format("{}.version-{}", path, version);
    (void)base::system_files().unlink(AT_FDCWD, copy);
    auto write = db.prepare("VACUUM INTO ?");
    if (!write) return write.error();
    return write->bind(copy).run();
}

result<void> make_tables(database& db, std::string const& path) {
    auto const version = db.integer("PRAGMA user_version");
    if (!version) return version.error();
    if (*version == index_version) return {};
    // A newer program's index is not ours to guess at, nor to rebuild.
    if (*version > index_version) {
        base::log::error("index", "{} has version {}, and this program knows up to {}: left alone", path, *version, index_version);
        return make_error_code(errc::newer);
    }
    if (*version < 0) return make_error_code(errc::damaged);
    if (auto const synced = db.set_synced(true); !synced) return synced;
    if (*version != 0)
        if (auto const kept = keep_copy(db, path, *version); !kept) return kept;
    if (auto const begun = db.run("BEGIN IMMEDIATE"); !begun) return begun;
    if (*version == 0)
        if (auto const made = db.run(index_schema); !made) return made;
    if (*version == 1)
        if (auto const made = db.run(index_step_2); !made) return made;
    if (*version == 1 || *version == 2)
        if (auto const made = db.run(index_step_3); !made) return made;
    if (*version >= 1 && *version <= 3)
        if (auto const made = db.run(index_step_4); !made) return made;
    return db.run("COMMIT");
}

// The next UIDVALIDITY: seconds since 1970 where that is larger, so that an account whose index and text copies were
// all lost does not repeat itself either.
result<std::uint32_t> next_uidvalidity(database& db, std::uint32_t above, std::int64_t now) {
    auto const last = db.integer("SELECT value FROM account WHERE key='uidvalidity'");
    if (!last) return last.error();
    return static_cast<std::uint32_t>(std::max({*last + 1, std::int64_t{above} + 1, now}));
}

result<void> note_uidvalidity(database& db, std::uint32_t used) {
    auto put = db.prepare(
        "INSERT INTO account VALUES('uidvalidity', ?) ON CONFLICT(key) DO UPDATE SET value=max(value, excluded.value)");
    if (!put) return put.error();
    return put->bind(used).run();
}

result<mailbox_row> insert_mailbox(database& db, mailbox_row row) {
    auto put = db.prepare(
        "INSERT INTO mailboxes(name, uidvalidity, uidnext, ceiling, modseq, applied, recent_from, stamp, keywords, object)"
        " VALUES(?,?,?,?,?,?,?,?,?,?) RETURNING id");
    if (!put) return put.error();
    auto const keywords = joined(row.keywords);
    if (row.object.empty()) row.object = object_id_of(row.name, row.uidvalidity);
    put->bind(row.name, row.uidvalidity, row.uidnext, row.ceiling, row.modseq, row.applied, row.recent_from, row.stamp,
              keywords, row.object);
    auto const made = put->step();
    if (!made) return made.error();
    row.id = put->integer(0);
    if (auto const done = put->run(); !done) return done.error();
    if (auto const noted = note_uidvalidity(db, row.uidvalidity); !noted) return noted.error();
    return row;
}

result<void> write_mailbox(database& db, mailbox_row const& row) {
    auto put = db.prepare("UPDATE mailboxes SET uidnext=?, ceiling=?, modseq=?, applied=?, recent_from=?, stamp=?, "
                          "keywords=? WHERE id=?");
    if (!put) return put.error();
    auto const keywords = joined(row.keywords);
    return put->bind(row.uidnext, row.ceiling, row.modseq, row.applied, row.recent_from, row.stamp, keywords, row.id)
        .run();
}

result<void> write_added(database& db, std::int64_t id, std::vector<index_row> const& rows, std::int64_t now) {
    if (rows.empty()) return {};
    auto put = db.prepare("INSERT INTO messages VALUES(?,?,?,?,?,?,?,?,?,nullif(?,''),nullif(?,''),?)");
    if (!put) return put.error();
    for (auto const& row : rows) {
        auto const& m = row.what;
        put->bind(id, m.uid, row.name, int{row.place}, m.flags, m.keywords, m.modseq, m.internal_date, m.size,
                  row.uidl, row.email, std::min(row.saved.value_or(now), now));
        if (auto const done = put->run(); !done) return done;
    }
    return {};
}

result<void> write_changed(database& db, std::int64_t id, std::vector<index_row> const& rows) {
    if (rows.empty()) return {};
    auto put =
        db.prepare("UPDATE messages SET name=?, place=?, flags=?, keywords=?, modseq=?, size=?, uidl=coalesce(nullif(?,''),uidl), "
                   "email=coalesce(nullif(?,''),email) WHERE mailbox=? AND uid=?");
    if (!put) return put.error();
    for (auto const& row : rows) {
        auto const& m = row.what;
        put->bind(row.name, int{row.place}, m.flags, m.keywords, m.modseq, m.size, row.uidl, row.email, id, m.uid);
        if (auto const done = put->run(); !done) return done;
    }
    return {};
}

result<void> write_expunged(database& db, std::int64_t id, std::vector<expunged_row> const& rows) {
    if (rows.empty()) return {};
    auto drop = db.prepare("DELETE FROM messages WHERE mailbox=? AND uid=?");
    if (!drop) return drop.error();
    auto log = db.prepare("INSERT OR REPLACE INTO expunged VALUES(?,?,?,?,nullif(?,''),?,?,?,?)");
    if (!log) return log.error();
    for (auto const& row : rows) {
        if (auto const done = drop->bind(id, row.uid).run(); !done) return done;
        log->bind(id, row.uid, row.modseq, row.base, row.delivery, row.size, blob{row.hash}, row.at, int{row.pending});
        if (auto const done = log->run(); !done) return done;
    }
    return {};
}

result<void> write_forgotten(database& db, std::int64_t id, std::vector<std::string> const& bases) {
    if (bases.empty()) return {};
    auto put = db.prepare("UPDATE expunged SET pending=0 WHERE mailbox=? AND base=? AND pending");
    if (!put) return put.error();
    for (auto const& base : bases)
        if (auto const done = put->bind(id, base).run(); !done) return done;
    return {};
}

result<void> forget_all(database& db, std::int64_t id) {
    auto put = db.prepare("UPDATE expunged SET pending=0 WHERE mailbox=? AND pending");
    if (!put) return put.error();
    return put->bind(id).run();
}

result<void> write_change(database& db, index_change const& change, std::int64_t now) {
    auto const id = change.after.id;
    if (change.forget_all)
        if (auto const done = forget_all(db, id); !done) return done;
    if (auto const done = write_added(db, id, change.added, now); !done) return done;
    if (auto const done = write_changed(db, id, change.changed); !done) return done;
    if (auto const done = write_expunged(db, id, change.expunged); !done) return done;
    if (auto const done = write_forgotten(db, id, change.forgotten); !done) return done;
    return write_mailbox(db, change.after);
}

result<void> prune_log(database& db, std::int64_t before) {
    for (auto const* sql :
         {"DELETE FROM expunged WHERE at < ? AND NOT pending", "DELETE FROM announced WHERE at < ?"}) {
        auto drop = db.prepare(sql);
        if (!drop) return drop.error();
        if (auto const done = drop->bind(before).run(); !done) return done;
    }
    return {};
}

constexpr char select_mailbox[] = "SELECT id, name, uidvalidity, uidnext, ceiling, modseq, applied, recent_from, "
                                  "stamp, keywords, object FROM mailboxes WHERE name=?";
constexpr char select_by_id[] = "SELECT id, name, uidvalidity, uidnext, ceiling, modseq, applied, recent_from, stamp, "
                                "keywords, object FROM mailboxes WHERE id=?";

template <class Key>
result<std::optional<mailbox_row>> select_one(database& db, char const* sql, Key const& key) {
    auto asked = db.prepare(sql);
    if (!asked) return asked.error();
    auto const row = asked->bind(key).step();
    if (!row) return row.error();
    if (!*row) return std::optional<mailbox_row>();
    return std::optional(read_mailbox(*asked));
}

result<std::unique_ptr<database>> open_with_tables(std::string const& path, std::string const& vfs) {
    auto db = database::open(path, vfs);
    if (!db) return db;
    if (auto const made = make_tables(**db, path); !made) return made.error();
    return db;
}

}  // namespace

std::string index_path(std::string const& index_directory, std::string_view account) {
    auto const hash = base::hex(sha256(account));
    std::string escaped;
    for (unsigned char const c : account) {
        bool const plain = base::is_alpha(static_cast<char>(c)) || base::is_digit(static_cast<char>(c)) ||
                           std::string_view("@._+-").find(static_cast<char>(c)) != std::string_view::npos;
        if (plain && !(c == '.' && escaped.empty()))
            escaped += static_cast<char>(c);
        else
            escaped += fmt::format("%{:02X}", c);
    }
    if (escaped.empty() || escaped.size() > 200) escaped = '%' + hash;
    return index_directory + '/' + hash.substr(0, 2) + '/' + escaped;
}

index::index(std::shared_ptr<index_pool> pool, std::string const& account)
    : pool_(std::move(pool)), directory_(index_path(pool_->settings().directory, account)),
      facts_(pool_, directory_), records_(pool_, directory_ + "/account.db"), texts_(pool_, directory_) {}

index::~index() { close(); }

std::int64_t index::oldest_kept() const {
    return base::unix_seconds(pool_->time().now()) - pool_->settings().log_kept.count();
}

void index::close() {
    std::lock_guard const hold(lock_);
    if (!db_) return;
    pool_->closed(*this);
    db_.reset();
}

result<database*> index::opened() {
    if (db_) {
        pool_->touched(*this);
        return db_.get();
    }
    if (auto const made = base::system_files().make_dirs_synced(directory_, 0700); !made) return made.error();
    auto const path = directory_ + "/index.db";
    auto db = open_with_tables(path, pool_->settings().vfs);
    if (!db && db.error() == make_error_code(errc::damaged)) {
        // The text copies in the mailboxes bring the uids back; what is damaged is kept for whoever wants to look.
        auto& files = base::system_files();
        auto const aside = fmt::format("{}.damaged-{}", path, base::unix_seconds(pool_->time().now()));
        base::log::error("index", "{} is damaged: set aside as {}, rebuilding", path, aside);
        if (auto const moved = files.rename(AT_FDCWD, path, AT_FDCWD, aside, base::on_existing::refuse); !moved)
            return moved.error();
        (void)files.rename(AT_FDCWD, path + "-wal", AT_FDCWD, aside + "-wal", base::on_existing::replace);
        db = open_with_tables(path, pool_->settings().vfs);
    }
    if (!db) return db.error();
    if (auto const lazy = (*db)->set_synced(false); !lazy) return lazy.error();
    if (auto const pruned = prune_log(**db, oldest_kept()); !pruned) return pruned.error();
    db_ = std::move(*db);
    pool_->opened(*this);
    return db_.get();
}

std::uint64_t index::text_limit() const noexcept { return pool_->settings().text_limit; }

template <class Work>
auto index::with(Work work) -> decltype(work(std::declval<database&>())) {
    std::lock_guard const hold(lock_);
    auto const db = opened();
    if (!db) return db.error();
    return work(**db);
}

template <class Work>
auto index::in_transaction(durability how, Work work) -> decltype(work(std::declval<database&>())) {
    std::lock_guard const hold(lock_);
    auto const db = opened();
    if (!db) return db.error();
    if (auto const set = (*db)->set_synced(how == durability::synced); !set) return set.error();
    if (auto const begun = (*db)->run("BEGIN IMMEDIATE"); !begun) return begun.error();
    auto done = work(**db);
    auto const committed = done ? (*db)->run("COMMIT") : base::result<void>(done.error());
    if (committed) return done;
    // After a failed write or sync the connection's idea of the file is not to be trusted: a new one reads the disk.
    pool_->closed(*this);
    db_.reset();
    return committed.error();
}

result<std::vector<mailbox_row>> index::mailboxes() {
    return with([](database& db) -> result<std::vector<mailbox_row>> {
        auto asked = db.prepare("SELECT id, name, uidvalidity, uidnext, ceiling, modseq, applied, recent_from, stamp, "
                                "keywords, object FROM mailboxes");
        if (!asked) return asked.error();
        return all_rows<mailbox_row>(*asked, read_mailbox);
    });
}

result<void> index::copy_to(std::string const& path) {
    return with([&](database& db) -> result<void> {
        auto copy = db.prepare("VACUUM INTO ?");
        if (!copy) return copy.error();
        return copy->bind(path).run();
    });
}

result<std::vector<std::string>> index::damage() {
    return with([](database& db) -> result<std::vector<std::string>> {
        auto asked = db.prepare("PRAGMA quick_check(20)");
        if (!asked) return asked.error();
        auto said = all_rows<std::string>(*asked, [](statement const& row) { return std::string(row.text(0)); });
        if (said && said->size() == 1 && said->front() == "ok") said->clear();
        return said;
    });
}

result<std::optional<mailbox_row>> index::find(std::string_view name) {
    return with([&](database& db) { return select_one(db, select_mailbox, name); });
}

result<mailbox_row> index::create(std::string_view name, std::uint32_t above) {
    return in_transaction(durability::synced, [&](database& db) -> result<mailbox_row> {
        auto const validity = next_uidvalidity(db, above, base::unix_seconds(pool_->time().now()));
        if (!validity) return validity.error();
        mailbox_row row;
        row.name = name;
        row.uidvalidity = *validity;
        return insert_mailbox(db, std::move(row));
    });
}

result<mailbox_row> index::adopt(mailbox_row what) {
    return in_transaction(durability::synced, [&](database& db) { return insert_mailbox(db, std::move(what)); });
}

result<void> index::remove(std::int64_t id) {
    return in_transaction(durability::synced, [&](database& db) -> result<void> {
        // The expunge log of a removed mailbox stays: its deliveries may still be retried.
        for (auto const* sql : {"DELETE FROM messages WHERE mailbox=?", "DELETE FROM mailboxes WHERE id=?",
                                "UPDATE expunged SET pending=0 WHERE mailbox=?"}) {
            auto drop = db.prepare(sql);
            if (!drop) return drop.error();
            if (auto const done = drop->bind(id).run(); !done) return done;
        }
        return {};
    });
}

result<mailbox_row> index::rename(std::int64_t id, std::string_view to, std::uint32_t above) {
    return in_transaction(durability::synced, [&](database& db) -> result<mailbox_row> {
        auto const validity = next_uidvalidity(db, above, base::unix_seconds(pool_->time().now()));
        if (!validity) return validity.error();
        auto const old = select_one(db, select_by_id, id);
        if (!old) return old.error();
        if (!*old) return make_error_code(errc::no_mailbox);
        auto put = db.prepare("UPDATE mailboxes SET name=?, uidvalidity=?, stamp='', object=? WHERE id=?");
        if (!put) return put.error();
        if (auto const done = put->bind(to, *validity, (*old)->object, id).run(); !done) return done.error();
        if (auto const noted = note_uidvalidity(db, *validity); !noted) return noted.error();
        auto row = select_one(db, select_by_id, id);
        if (!row) return row.error();
        if (!*row) return make_error_code(errc::no_mailbox);
        return std::move(**row);
    });
}

result<std::vector<index_row>> index::rows(std::int64_t id) {
    return with([&](database& db) -> result<std::vector<index_row>> {
        auto asked = db.prepare(
            "SELECT uid, name, place, flags, keywords, modseq, date, size FROM messages WHERE mailbox=? ORDER BY uid");
        if (!asked) return asked.error();
        return all_rows<index_row>(asked->bind(id), read_message);
    });
}

result<std::vector<message>> index::messages(std::int64_t id) {
    return with([&](database& db) -> result<std::vector<message>> {
        auto asked = db.prepare("SELECT uid, flags, keywords, modseq, date, size FROM messages WHERE mailbox=? ORDER BY uid");
        if (!asked) return asked.error();
        return all_rows<message>(asked->bind(id), [](statement const& row) {
            return message{narrow(row.integer(0)), narrow(row.integer(1)), wide(row.integer(2)),
                           wide(row.integer(3)),   row.integer(4),         wide(row.integer(5))};
        });
    });
}

namespace {

result<std::optional<index_row>> select_row(database& db, std::int64_t id, std::uint32_t uid) {
    auto asked = db.prepare(
        "SELECT uid, name, place, flags, keywords, modseq, date, size FROM messages WHERE mailbox=? AND uid=?");
    if (!asked) return asked.error();
    auto const there = asked->bind(id, uid).step();
    if (!there) return there.error();
    if (!*there) return std::optional<index_row>();
    return std::optional(read_message(*asked));
}

// How many uids, from the first one on, are worth one walk: ascending, with few others between them.
std::size_t near_together(std::span<std::uint32_t const> uids) noexcept {
    constexpr std::uint32_t gap = 8;
    std::size_t n = 1;
    while (n < uids.size() && uids[n] > uids[n - 1] && uids[n] - uids[n - 1] <= gap) ++n;
    return n;
}

// The rows of uids that are near together.
result<void> select_rows(database& db, std::int64_t id, std::span<std::uint32_t const> uids, std::vector<index_row>& out) {
    auto asked = db.prepare("SELECT uid, name, place, flags, keywords, modseq, date, size FROM messages "
                            "WHERE mailbox=? AND uid BETWEEN ? AND ? ORDER BY uid");
    if (!asked) return asked.error();
    asked->bind(id, uids.front(), uids.back());
    for (auto wanted = uids.begin();;) {
        auto const more = asked->step();
        if (!more) return more.error();
        if (!*more) return {};
        auto const uid = narrow(asked->integer(0));
        while (*wanted < uid) ++wanted;    // the last one is not below any row
        if (*wanted == uid) out.push_back(read_message(*asked));
    }
}

}  // namespace

result<index_row> index::row(std::int64_t id, std::uint32_t uid) {
    return with([&](database& db) -> result<index_row> {
        auto row = select_row(db, id, uid);
        if (!row) return row.error();
        if (!*row) return make_error_code(errc::gone);
        return std::move(**row);
    });
}

result<std::vector<index_row>> index::rows(std::int64_t id, std::span<std::uint32_t const> uids) {
    return with([&](database& db) -> result<std::vector<index_row>> {
        std::vector<index_row> out;
        out.reserve(uids.size());
        while (!uids.empty()) {
            auto const near = uids.first(near_together(uids));
            uids = uids.subspan(near.size());
            if (auto const done = select_rows(db, id, near, out); !done) return done.error();
        }
        return out;
    });
}

result<std::vector<index_row>> index::origins(std::int64_t id, std::span<std::uint32_t const> uids) {
    return with([&](database& db) -> result<std::vector<index_row>> {
        std::vector<index_row> out;
        for (auto const uid : uids) {
            auto asked = db.prepare("SELECT uid, name, place, flags, keywords, modseq, date, size, email, saved FROM messages "
                                    "WHERE mailbox=? AND uid=?");
            if (!asked) return asked.error();
            auto const there = asked->bind(id, uid).step();
            if (!there) return there.error();
            if (!*there) continue;
            auto& row = out.emplace_back(read_message(*asked));
            row.email = asked->text(8);
            row.saved = asked->integer(9);
        }
        return out;
    });
}

result<std::vector<std::pair<std::uint32_t, std::string>>> index::uidls(std::int64_t id) {
    using entry = std::pair<std::uint32_t, std::string>;
    return with([&](database& db) -> result<std::vector<entry>> {
        auto asked = db.prepare("SELECT uid, uidl FROM messages WHERE mailbox=? AND uidl IS NOT NULL ORDER BY uid");
        if (!asked) return asked.error();
        return all_rows<entry>(asked->bind(id),
                               [](statement const& row) { return entry(narrow(row.integer(0)), row.text(1)); });
    });
}

result<std::vector<std::string>> index::pending_unlinks(std::int64_t id) {
    return with([&](database& db) -> result<std::vector<std::string>> {
        auto asked = db.prepare("SELECT base FROM expunged WHERE mailbox=? AND pending");
        if (!asked) return asked.error();
        return all_rows<std::string>(asked->bind(id), [](statement const& row) { return std::string(row.text(0)); });
    });
}

result<std::vector<expunged_row>> index::expunged(std::string_view delivery) {
    return with([&](database& db) -> result<std::vector<expunged_row>> {
        auto asked =
            db.prepare("SELECT uid, modseq, base, delivery, size, hash, at, pending FROM expunged WHERE delivery=?");
        if (!asked) return asked.error();
        return all_rows<expunged_row>(asked->bind(delivery), [](statement const& row) {
            return expunged_row{narrow(row.integer(0)),   wide(row.integer(1)), std::string(row.text(2)),
                                std::string(row.text(3)), wide(row.integer(4)), std::string(row.text(5)),
                                row.integer(6),           row.integer(7) != 0};
        });
    });
}

// Entries younger than oldest_kept() have all their successors; the rest may have gaps.
result<std::optional<uid_set>> index::expunged_since(std::int64_t id, std::uint64_t modseq) {
    return with([&](database& db) -> result<std::optional<uid_set>> {
        std::optional<uid_set> out;
        auto reach = db.prepare("SELECT (SELECT min(modseq) FROM expunged WHERE mailbox=?1 AND at >= ?2), "
                                "(SELECT modseq FROM mailboxes WHERE id=?1)");
        if (!reach) return reach.error();
        auto const found = reach->bind(id, oldest_kept()).step();
        if (!found) return found.error();
        auto const first = wide(reach->integer(0)), last = wide(reach->integer(1));    // 0: none
        if (modseq < last && (first == 0 || modseq + 1 < first)) return out;
        auto asked = db.prepare("SELECT uid FROM expunged WHERE mailbox=? AND modseq > ? ORDER BY uid");
        if (!asked) return asked.error();
        auto const uids = all_rows<std::uint32_t>(asked->bind(id, modseq), [](statement const& row) { return narrow(row.integer(0)); });
        if (!uids) return uids.error();
        out = uid_set::of(*uids);
        return out;
    });
}

result<void> index::announce(std::span<announced_row const> rows) {
    return in_transaction(durability::synced, [&](database& db) -> result<void> {
        auto put = db.prepare("INSERT OR REPLACE INTO announced VALUES(?,?,?,?,?,?,?)");
        if (!put) return put.error();
        for (auto const& row : rows) {
            put->bind(row.delivery, row.mailbox, row.offset, row.length, blob{row.key}, row.date, row.at);
            if (auto const done = put->run(); !done) return done;
        }
        return {};
    });
}

result<std::vector<announced_row>> index::announced(std::string_view mailbox) {
    return with([&](database& db) -> result<std::vector<announced_row>> {
        auto asked =
            db.prepare("SELECT delivery, mailbox, offset, length, key, date, at FROM announced WHERE mailbox=?");
        if (!asked) return asked.error();
        return all_rows<announced_row>(asked->bind(mailbox), [](statement const& row) {
            return announced_row{std::string(row.text(0)), std::string(row.text(1)), wide(row.integer(2)),
                                 wide(row.integer(3)),     std::string(row.text(4)), row.integer(5),
                                 row.integer(6)};
        });
    });
}

result<std::vector<std::string>> index::names_ending(std::string_view delivery) {
    return with([&](database& db) -> result<std::vector<std::string>> {
        auto asked = db.prepare("SELECT name FROM messages WHERE substr(name, -length(?1)) = ?1");
        if (!asked) return asked.error();
        auto const name = [](statement const& row) { return std::string(row.text(0)); };
        return all_rows<std::string>(asked->bind(delivery), name);
    });
}

result<void> index::commit(std::span<index_change const> changes, durability how) {
    return in_transaction(how, [&](database& db) -> result<void> {
        bool checkpoint = false;
        auto const now = base::unix_seconds(pool_->time().now());
        for (auto const& change : changes) {
            if (auto const done = write_change(db, change, now); !done) return done;
            checkpoint |= change.forget_all;
        }
        return checkpoint ? prune_log(db, oldest_kept()) : result<void>();
    });
}

result<void> index::note_measures(std::int64_t id, std::span<message const> rows) {
    if (rows.empty()) return {};
    return in_transaction(durability::lazy, [&](database& db) -> result<void> {
        auto put = db.prepare("UPDATE messages SET date=?, size=? WHERE mailbox=? AND uid=?");
        if (!put) return put.error();
        for (auto const& row : rows)
            if (auto const done = put->bind(row.internal_date, row.size, id, row.uid).run(); !done) return done;
        return {};
    });
}

std::size_t index_pool::open_count() const {
    std::lock_guard const hold(lock_);
    return open_.size();
}

void index_pool::opened(pooled& which) {
    std::vector<std::unique_ptr<database>> closing;  // after the lock: it may wait for the disk
    std::lock_guard const hold(lock_);
    open_.push_front(&which);
    which.place_ = open_.begin();
    for (auto at = std::prev(open_.end()); open_.size() > settings_.open_limit && at != open_.begin();) {
        auto* const victim = *at--;
        std::unique_lock const free(victim->lock_, std::try_to_lock);  // a busy one stays: waiting here could deadlock
        if (!free) continue;
        open_.erase(victim->place_);
        closing.push_back(std::move(victim->db_));
    }
}

void index_pool::touched(pooled& which) {
    std::lock_guard const hold(lock_);
    open_.splice(open_.begin(), open_, which.place_);
}

void index_pool::closed(pooled& which) {
    std::lock_guard const hold(lock_);
    open_.erase(which.place_);
}

}  // namespace mailstead::store

// text.db: synchronous=NORMAL in WAL, so that what a power cut leaves is whole, if older.
#include "store/text_index.h"

#include <fcntl.h>

#include <algorithm>

#include "base/fs.h"
#include "base/log.h"
#include "mime/fuzzy.h"
#include "mime/text.h"
#include "store/error.h"
#include "store/hash.h"
#include "store/index.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

constexpr int text_version = 2;                   // PRAGMA user_version; 1 as in fact_cache.cpp
constexpr std::size_t key_size = 16;
constexpr std::int64_t fewest_dead = 1000;        // fewer are not worth a rebuild
constexpr std::size_t trigrams_asked = 16;        // more cost more than they tell
constexpr std::int64_t no_document = 0;           // of a message that is too long

constexpr char schema[] = R"(
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE mailboxes(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, uidvalidity INTEGER NOT NULL, UNIQUE(name, uidvalidity));
CREATE TABLE documents(id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE);
CREATE TABLE places(document INTEGER NOT NULL, mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, PRIMARY KEY(document, mailbox, uid)) WITHOUT ROWID;
CREATE UNIQUE INDEX places_by_uid ON places(mailbox, uid);
CREATE VIRTUAL TABLE heads USING fts5(text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE bodies USING fts5(text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
PRAGMA user_version = 2;
)";

std::string about_text(std::uint64_t limit) { return std::string(mime::text_version()) + ' ' + std::to_string(limit); }

void quote(std::string& out, std::string_view trigram) {
    out += '"';
    for (char const c : trigram) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

// FTS5's words for it; empty: the text is too short to tell.
std::string match_of(text_query const& what) {
    auto parts = mime::trigrams(what.folded);
    if (parts.size() <= what.may_lack) return {};
    // Whoever lacks no more than that has one of any that are more by one.
    if (what.may_lack > 0) parts.resize(what.may_lack + 1);
    auto const step = what.may_lack > 0 ? 1 : (parts.size() + trigrams_asked - 1) / trigrams_asked;
    std::string out;
    for (std::size_t i = 0; i < parts.size(); i += step) {
        if (!out.empty()) out += what.may_lack > 0 ? " OR " : " AND ";
        quote(out, parts[i]);
    }
    return out;
}

result<void> collect(database& db, char const* sql, std::string const& match, std::int64_t mailbox, std::vector<std::uint32_t>& into) {
    auto asked = db.prepare(sql);
    if (!asked) return asked.error();
    asked->bind(match, mailbox);
    for (;;) {
        auto const more = asked->step();
        if (!more) return more.error();
        if (!*more) return {};
        into.push_back(static_cast<std::uint32_t>(asked->integer(0)));
    }
}

constexpr char in_heads[] = "SELECT p.uid FROM heads CROSS JOIN places p ON p.document=heads.rowid AND p.mailbox=?2 WHERE heads MATCH ?1";
constexpr char in_bodies[] = "SELECT p.uid FROM bodies CROSS JOIN places p ON p.document=bodies.rowid AND p.mailbox=?2 WHERE bodies MATCH ?1";

result<uid_set> matching(database& db, text_query const& what, std::string const& match, std::int64_t mailbox) {
    std::vector<std::uint32_t> uids;
    if (what.in != text_query::where::body)
        if (auto const done = collect(db, in_heads, match, mailbox, uids); !done) return done.error();
    if (what.in != text_query::where::head)
        if (auto const done = collect(db, in_bodies, match, mailbox, uids); !done) return done.error();
    return uid_set::of(std::move(uids));
}

result<std::optional<std::int64_t>> first_number(result<statement> asked) {
    if (!asked) return asked.error();
    auto const there = asked->step();
    if (!there) return there.error();
    return *there ? std::optional(asked->integer(0)) : std::nullopt;
}

result<std::optional<std::int64_t>> document_with(database& db, std::string const& key) {
    auto asked = db.prepare("SELECT id FROM documents WHERE key=?");
    if (asked) asked->bind(blob{key});
    return first_number(std::move(asked));
}

template <class... Values>
result<void> run(database& db, char const* sql, Values const&... values) {
    auto asked = db.prepare(sql);
    if (!asked) return asked.error();
    return asked->bind(values...).run();
}

result<std::int64_t> new_document(database& db, text_entry const& entry) {
    if (auto const done = run(db, "INSERT INTO documents(key) VALUES(?)", blob{entry.key}); !done) return done.error();
    auto const id = db.integer("SELECT last_insert_rowid()");
    if (!id) return id;
    if (auto const done = run(db, "INSERT INTO heads(rowid, text) VALUES(?,?)", *id, entry.text->head); !done) return done.error();
    if (auto const done = run(db, "INSERT INTO bodies(rowid, text) VALUES(?,?)", *id, entry.text->body); !done) return done.error();
    return *id;
}

// False: the document it was to share went meanwhile; the next pass brings it.
result<bool> add_one(database& db, std::int64_t mailbox, text_entry const& entry) {
    auto const failed = [](base::error_code why) { return result<bool>(boost::system::in_place_error, why); };
    auto document = no_document;
    if (!entry.key.empty()) {
        auto const known = document_with(db, entry.key);
        if (!known) return failed(known.error());
        if (!*known && !entry.text) return false;
        auto const id = *known ? result<std::int64_t>(**known) : new_document(db, entry);
        if (!id) return failed(id.error());
        document = *id;
    }
    auto const done = run(db, "INSERT OR IGNORE INTO places VALUES(?,?,?)", document, mailbox, entry.uid);
    return done ? result<bool>(true) : failed(done.error());
}

result<void> remove_one(database& db, std::int64_t mailbox, std::uint32_t uid) {
    auto asked = db.prepare("SELECT document FROM places WHERE mailbox=? AND uid=?");
    if (asked) asked->bind(mailbox, uid);
    auto const document = first_number(std::move(asked));
    if (!document) return document.error();
    if (!*document) return {};
    if (auto const done = run(db, "DELETE FROM places WHERE mailbox=? AND uid=?", mailbox, uid); !done) return done;
    return run(db, "DELETE FROM documents WHERE id=?1 AND NOT EXISTS (SELECT 1 FROM places WHERE document=?1)", **document);
}

}  // namespace

std::string key_of_text(std::string_view message) { return sha256(message).substr(0, key_size); }

text_index::text_index(std::shared_ptr<index_pool> pool, std::string directory) : pool_(std::move(pool)), directory_(std::move(directory)) {}

text_index::~text_index() {
    std::lock_guard const hold(lock_);
    if (db_) pool_->closed(*this);
    db_.reset();
}

result<bool> text_index::is_ours(database& db) {
    auto asked = db.prepare("SELECT value FROM about WHERE key='texts'");
    if (!asked) return {boost::system::in_place_error, asked.error()};
    auto const there = asked->step();
    if (!there) return there;
    return *there && asked->text(0) == about_text(pool_->settings().text_limit);
}

result<void> text_index::make() {
    auto db = database::open(directory_ + "/text.db");
    if (!db) return db.error();
    if (auto const done = (*db)->run("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-2048"); !done) return done;
    auto const version = (*db)->integer("PRAGMA user_version");
    if (!version) return version.error();
    if (*version == 0) {
        if (auto const done = (*db)->run("BEGIN IMMEDIATE"); !done) return done;
        if (auto const done = (*db)->run(schema); !done) return done;
        auto const about = about_text(pool_->settings().text_limit);
        if (auto const done = run(**db, "INSERT INTO about VALUES('texts', ?)", about); !done) return done;
        if (auto const done = (*db)->run("COMMIT"); !done) return done;
    }
    auto const ours = *version == 0 || *version == text_version ? is_ours(**db) : result<bool>(false);
    if (!ours) return ours.error();
    if (!*ours) return make_error_code(errc::damaged);
    seen_.clear();
    db_ = std::move(*db);
    pool_->opened(*this);
    return {};
}

void text_index::drop() {
    if (db_) pool_->closed(*this);
    db_.reset();
    seen_.clear();
    for (auto const* name : {"/text.db", "/text.db-wal"}) (void)base::system_files().unlink(AT_FDCWD, directory_ + name);
}

database* text_index::opened(missing how) {
    if (!pool_->settings().keep_texts) return nullptr;
    if (db_) {
        pool_->touched(*this);
        return db_.get();
    }
    if (how == missing::left && !base::system_files().status(AT_FDCWD, directory_ + "/text.db")) return nullptr;
    auto done = base::system_files().make_dirs_synced(directory_, 0700);
    if (done) done = make();
    if (!done && done.error() == make_error_code(errc::damaged)) {
        base::log::info("index", "{}/text.db is made anew", directory_);
        drop();
        if (how == missing::left) return nullptr;
        done = make();
    }
    return done ? db_.get() : nullptr;
}

result<std::int64_t> text_index::id_of(database& db, text_mailbox const& which, missing how) {
    auto asked = db.prepare("SELECT id FROM mailboxes WHERE name=? AND uidvalidity=?");
    if (asked) asked->bind(which.name, which.uidvalidity);
    auto const found = first_number(std::move(asked));
    if (!found) return found.error();
    if (*found) return **found;
    if (how == missing::left) return 0;
    if (auto const done = run(db, "INSERT INTO mailboxes(name, uidvalidity) VALUES(?,?)", which.name, which.uidvalidity); !done) return done.error();
    return db.integer("SELECT last_insert_rowid()");
}

result<text_index::seen> text_index::load(database& db, std::int64_t id) {
    if (auto const there = seen_.find(id); there != seen_.end()) return there->second;
    auto asked = db.prepare("SELECT uid, document FROM places WHERE mailbox=? ORDER BY uid");
    if (!asked) return asked.error();
    asked->bind(id);
    std::vector<std::uint32_t> known, too_long;
    for (;;) {
        auto const more = asked->step();
        if (!more) return more.error();
        if (!*more) break;
        (asked->integer(1) == no_document ? too_long : known).push_back(static_cast<std::uint32_t>(asked->integer(0)));
    }
    return seen_[id] = {std::make_shared<uid_set const>(uid_set::of(std::move(known))), std::make_shared<uid_set const>(uid_set::of(std::move(too_long)))};
}

std::optional<text_answer> text_index::find(text_mailbox const& in, text_query const& what) {
    auto const match = match_of(what);
    if (match.empty()) return std::nullopt;
    std::lock_guard const hold(lock_);
    auto* const db = opened(missing::left);
    if (!db) return std::nullopt;
    auto const id = id_of(*db, in, missing::left);
    auto const known = id && *id != 0 ? load(*db, *id) : result<seen>(make_error_code(errc::no_mailbox));
    auto may_hold = known ? matching(*db, what, match, *id) : result<uid_set>(known.error());
    if (may_hold) return text_answer{known->known, std::move(*may_hold)};
    if (may_hold.error() == make_error_code(errc::damaged)) drop();
    return std::nullopt;
}

result<text_index::seen> text_index::seen_of(text_mailbox const& which) {
    std::lock_guard const hold(lock_);
    auto* const db = opened(missing::made);
    if (!db) return make_error_code(errc::busy);
    auto const id = id_of(*db, which, missing::made);
    auto out = id ? load(*db, *id) : result<seen>(id.error());
    if (!out && out.error() == make_error_code(errc::damaged)) drop();
    return out;
}

result<std::vector<bool>> text_index::has(std::span<std::string const> keys) {
    std::lock_guard const hold(lock_);
    auto* const db = opened(missing::made);
    if (!db) return make_error_code(errc::busy);
    std::vector<bool> out;
    for (auto const& key : keys) {
        auto const there = document_with(*db, key);
        if (!there) return there.error();
        out.push_back(there->has_value());
    }
    return out;
}

template <class Work>
result<void> text_index::in_transaction(Work work) {
    std::lock_guard const hold(lock_);
    auto* const db = opened(missing::made);
    if (!db) return make_error_code(errc::busy);
    auto done = db->run("BEGIN IMMEDIATE");
    if (done) done = work(*db);
    if (done) done = db->run("COMMIT");
    if (done) return done;
    seen_.clear();
    if (done.error() == make_error_code(errc::damaged)) {
        drop();
    } else {
        pool_->closed(*this);    // a full disk: what is there stays good
        db_.reset();
    }
    return done;
}

result<void> text_index::add(text_mailbox const& to, std::span<text_entry const> entries) {
    return in_transaction([&](database& db) -> result<void> {
        auto const id = id_of(db, to, missing::made);
        if (!id) return id.error();
        auto const loaded = load(db, *id);
        if (!loaded) return loaded.error();
        uid_set known = *loaded->known, too_long = *loaded->too_long;
        for (auto const& entry : entries) {
            auto const done = add_one(db, *id, entry);
            if (!done) return done.error();
            if (*done) (entry.key.empty() ? too_long : known).add(entry.uid);
        }
        seen_[*id] = {std::make_shared<uid_set const>(std::move(known)), std::make_shared<uid_set const>(std::move(too_long))};
        return {};
    });
}

result<void> text_index::forget(text_mailbox const& from, uid_set const& uids) {
    return in_transaction([&](database& db) -> result<void> {
        auto const id = id_of(db, from, missing::made);
        if (!id) return id.error();
        seen_.erase(*id);
        for (auto const& range : uids.ranges())
            for (std::uint64_t uid = range.first; uid <= range.last; ++uid)
                if (auto const done = remove_one(db, *id, static_cast<std::uint32_t>(uid)); !done) return done;
        return {};
    });
}

result<void> text_index::tidy(std::span<text_mailbox const> living) {
    std::int64_t dead = 0, given = 0;
    auto const done = in_transaction([&](database& db) -> result<void> {
        std::vector<std::int64_t> gone;
        {
            auto asked = db.prepare("SELECT id, name, uidvalidity FROM mailboxes");
            if (!asked) return asked.error();
            for (;;) {
                auto const more = asked->step();
                if (!more) return more.error();
                if (!*more) break;
                auto const is_it = [&](auto const& m) { return m.name == asked->text(1) && m.uidvalidity == asked->integer(2); };
                if (std::none_of(living.begin(), living.end(), is_it)) gone.push_back(asked->integer(0));
            }
        }
        for (auto const id : gone) {
            seen_.erase(id);
            if (auto const out = run(db, "DELETE FROM places WHERE mailbox=?", id); !out) return out;
            if (auto const out = run(db, "DELETE FROM mailboxes WHERE id=?", id); !out) return out;
        }
        if (!gone.empty())
            if (auto const out = run(db, "DELETE FROM documents WHERE NOT EXISTS (SELECT 1 FROM places WHERE document=documents.id)"); !out) return out;
        auto const last = db.integer("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name='documents'");
        auto const left = db.integer("SELECT count(*) FROM documents");
        if (!last || !left) return last ? left.error() : last.error();
        given = *last;
        dead = *last - *left;
        return {};
    });
    if (!done || dead < fewest_dead || dead * 4 <= given) return done;
    base::log::info("index", "{}/text.db is made anew: {} of {} texts are gone", directory_, dead, given);
    std::lock_guard const hold(lock_);
    drop();
    return done;
}

}  // namespace mailstead::store

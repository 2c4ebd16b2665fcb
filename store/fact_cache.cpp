// cache.db without any sync: each row carries a hash of its own, so what a power cut garbles is not believed.
#include "store/fact_cache.h"

#include <fcntl.h>

#include "base/fs.h"
#include "base/log.h"
#include "store/facts_codec.h"
#include "store/hash.h"
#include "store/index.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

constexpr int cache_version = 2;            // PRAGMA user_version; 1 may have facts of texts in mboxes that have moved since
constexpr std::size_t recent_kept = 512;
constexpr std::size_t check_size = 8;
constexpr char schema[] = "CREATE TABLE facts(key BLOB PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;"
                          "PRAGMA user_version = 2";

std::uint64_t id_of(std::int64_t mailbox, std::uint32_t uid) noexcept {
    return static_cast<std::uint64_t>(mailbox) << 32 | uid;
}

std::string check_of(fact_key const& key, std::string_view bytes) {
    std::string all = key.bytes + std::to_string(key.size) + ' ';
    return sha256(all.append(bytes)).substr(0, check_size);
}

std::shared_ptr<facts const> read(statement const& row, fact_key const& key) {
    auto const stored = row.text(1);
    if (static_cast<std::uint64_t>(row.integer(0)) != key.size || stored.size() < check_size) return nullptr;
    auto const bytes = stored.substr(check_size);
    if (stored.substr(0, check_size) != check_of(key, bytes)) return nullptr;
    auto made = decode_facts(bytes);
    return made ? std::make_shared<facts const>(std::move(*made)) : nullptr;
}

result<std::vector<std::shared_ptr<facts const>>> read_all(database& db, std::span<fact_key const> keys) {
    std::vector<std::shared_ptr<facts const>> out;
    for (auto const& key : keys) {
        auto asked = db.prepare("SELECT size, bytes FROM facts WHERE key=?");
        if (!asked) return asked.error();
        auto const there = asked->bind(blob{key.bytes}).step();
        if (!there) return there.error();
        out.push_back(*there ? read(*asked, key) : nullptr);
    }
    return out;
}

}  // namespace

fact_key make_fact_key(std::int64_t date, std::string_view name, std::uint64_t size) {
    fact_key out{{}, size};
    auto const order = static_cast<std::uint32_t>(date);
    for (int shift = 24; shift >= 0; shift -= 8) out.bytes += static_cast<char>(order >> shift);
    out.bytes += sha256(name).substr(0, 12);
    return out;
}

fact_cache::fact_cache(std::shared_ptr<index_pool> pool, std::string directory)
    : pool_(std::move(pool)), directory_(std::move(directory)) {}

fact_cache::~fact_cache() {
    std::lock_guard const hold(lock_);
    if (db_) pool_->closed(*this);
    db_.reset();
}

std::shared_ptr<facts const> fact_cache::recent(std::int64_t mailbox, std::uint32_t uid) {
    std::lock_guard const hold(quick_);
    auto const at = by_id_.find(id_of(mailbox, uid));
    if (at == by_id_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, at->second);
    return at->second->second;
}

void fact_cache::remember(std::int64_t mailbox, std::uint32_t uid, std::shared_ptr<facts const> what) {
    std::lock_guard const hold(quick_);
    auto const [at, fresh] = by_id_.try_emplace(id_of(mailbox, uid));
    if (!fresh) {    // more may be known now
        at->second->second = std::move(what);
        return;
    }
    recent_.emplace_front(std::pair(mailbox, uid), std::move(what));
    at->second = recent_.begin();
    if (recent_.size() <= recent_kept) return;
    auto const& [id, oldest] = recent_.back();
    by_id_.erase(id_of(id.first, id.second));
    recent_.pop_back();
}

result<void> fact_cache::make() {
    auto db = database::open(directory_ + "/cache.db");
    if (!db) return db.error();
    if (auto const done = (*db)->run("PRAGMA synchronous=OFF"); !done) return done;
    auto const version = (*db)->integer("PRAGMA user_version");
    if (!version) return version.error();
    if (*version != 0 && *version != cache_version) return make_error_code(errc::damaged);
    if (*version == 0)
        if (auto const made = (*db)->run(schema); !made) return made;
    db_ = std::move(*db);
    pool_->opened(*this);
    return {};
}

void fact_cache::drop() {
    if (db_) pool_->closed(*this);
    db_.reset();
    for (auto const* name : {"/cache.db", "/cache.db-wal"}) (void)base::system_files().unlink(AT_FDCWD, directory_ + name);
}

database* fact_cache::opened() {
    if (!pool_->settings().keep_facts) return nullptr;
    if (db_) {
        pool_->touched(*this);
        return db_.get();
    }
    auto done = base::system_files().make_dirs_synced(directory_, 0700);
    if (done) done = make();
    if (!done && done.error() == make_error_code(errc::damaged)) {
        base::log::info("index", "{}/cache.db is made anew", directory_);
        drop();
        done = make();
    }
    return done ? db_.get() : nullptr;
}

std::vector<std::shared_ptr<facts const>> fact_cache::find(std::span<fact_key const> keys) {
    std::lock_guard const hold(lock_);
    if (auto* const db = opened()) {
        auto const begun = db->run("BEGIN");
        auto found = begun ? read_all(*db, keys) : result<std::vector<std::shared_ptr<facts const>>>(begun.error());
        if (begun) (void)db->run("COMMIT");
        if (found) return std::move(*found);
        drop();
    }
    return std::vector<std::shared_ptr<facts const>>(keys.size());
}

result<void> fact_cache::write(database& db, std::span<cache_step const> steps) {
    auto put = db.prepare("INSERT OR REPLACE INTO facts VALUES(?,?,?)");
    if (!put) return put.error();
    auto remove = db.prepare("DELETE FROM facts WHERE key=?");
    if (!remove) return remove.error();
    for (auto const& step : steps) {
        auto bytes = step.bytes;
        if (step.what == cache_step::kind::remove) {
            if (auto const done = remove->bind(blob{step.key.bytes}).run(); !done) return done;
            continue;
        }
        if (step.what == cache_step::kind::copy) {
            auto const found = read_all(db, std::span(&step.from, 1));
            if (!found) return found.error();
            if (!found->front()) continue;
            bytes = encode(*found->front());
        }
        auto const stored = check_of(step.key, bytes) + bytes;
        put->bind(blob{step.key.bytes}, step.key.size, blob{stored});
        if (auto const done = put->run(); !done) return done;
    }
    return {};
}

void fact_cache::apply(std::span<cache_step const> steps) {
    std::lock_guard const hold(lock_);
    auto* const db = opened();
    if (!db) return;
    auto done = db->run("BEGIN IMMEDIATE");
    if (done) done = write(*db, steps);
    if (done) done = db->run("COMMIT");
    if (done) return;
    if (done.error() == make_error_code(errc::damaged)) return drop();
    pool_->closed(*this);    // a full disk: what is there stays good
    db_.reset();
}

}  // namespace mailstead::store

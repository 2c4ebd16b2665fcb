// cache.db without any sync: each row carries a hash of its own, so what a power cut garbles is not believed.
#include "store/fact_cache.h"

#include <fcntl.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>

#include "base/fs.h"
#include "base/log.h"
#include "store/facts_codec.h"
#include "store/hash.h"
#include "store/index.h"
#include "store/sqlite.h"

namespace mailstead::store {
namespace {

constexpr int cache_version = 3;            // PRAGMA user_version; 1 may have facts of texts in mboxes that have moved since, 2 has shorter keys
constexpr std::size_t recent_kept = 512;
constexpr std::size_t most_addresses = 2000;    // of a message that is kept in memory: each takes some hundred octets
constexpr std::size_t check_size = 8;
constexpr std::size_t hash_size = 12;       // of a key
constexpr std::size_t rest_size = sizeof(std::uint32_t) + hash_size;    // of a key, behind the date
constexpr char schema[] = "CREATE TABLE facts(key BLOB PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;"
                          "PRAGMA user_version = 3";

std::uint64_t id_of(std::int64_t mailbox, std::uint32_t uid) noexcept {
    return static_cast<std::uint64_t>(mailbox) << 32 | uid;
}

bool is_large(facts const& what) noexcept {
    auto const& e = what.envelope;
    return e.from.size() + e.sender.size() + e.reply_to.size() + e.to.size() + e.cc.size() + e.bcc.size() > most_addresses;
}

// Keys begin with it, so that they sort by date.
std::string in_order(std::uint32_t number) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
    return out;
}
std::string date_prefix(std::int64_t date) { return in_order(static_cast<std::uint32_t>(date)); }

// Against what a power cut garbles, not against somebody: a fast hash does.
std::string check_of(fact_key const& key, std::string_view bytes) {
    auto const seed = XXH3_64bits_withSeed(key.bytes.data(), key.bytes.size(), key.size);
    XXH64_canonical_t out;
    XXH64_canonicalFromHash(&out, XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed));
    static_assert(sizeof out.digest == check_size);
    return std::string(reinterpret_cast<char const*>(out.digest), sizeof out.digest);
}

// The facts in a row's `stored`; empty: they are not to be believed, or those of another text.
std::string_view checked(std::string_view stored, std::uint64_t size, fact_key const& key) {
    if (size != key.size || stored.size() < check_size) return {};
    auto const bytes = stored.substr(check_size);
    return stored.substr(0, check_size) == check_of(key, bytes) ? bytes : std::string_view();
}

std::vector<std::size_t> in_key_order(std::span<fact_key const> keys) {
    std::vector<std::size_t> out(keys.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    std::sort(out.begin(), out.end(), [&](auto a, auto b) { return keys[a].bytes < keys[b].bytes; });
    return out;
}

// Rows as they lie in the table.
struct stored_rows {
    struct one { std::size_t key, begin, end; std::uint64_t size; };
    std::vector<one> rows;
    std::string bytes;

    void add(std::size_t key, std::uint64_t size, std::string_view stored) {
        auto const begin = bytes.size();
        bytes += stored;
        rows.push_back({key, begin, bytes.size(), size});
    }
    std::string_view of(one const& row) const { return std::string_view(bytes).substr(row.begin, row.end - row.begin); }
};

constexpr int most_strange = 8;    // rows stepped over, before the next one is looked for

// From the key at `next` on, until a gap: rows of other mailboxes, perhaps.
result<void> walk(statement& asked, std::span<fact_key const> keys, std::span<std::size_t const> order, std::size_t& next, stored_rows& out) {
    int strange = 0;
    while (next < order.size()) {
        auto const there = asked.step();
        if (!there) return there.error();
        if (!*there) {
            next = order.size();
            return {};
        }
        auto const key = asked.text(0);
        while (next < order.size() && keys[order[next]].bytes < key) ++next;
        bool const wanted = next < order.size() && keys[order[next]].bytes == key;
        if (wanted) out.add(order[next++], static_cast<std::uint64_t>(asked.integer(1)), asked.text(2));
        strange = wanted ? 0 : strange + 1;
        if (strange == most_strange) return {};
    }
    return {};
}

result<stored_rows> read_rows(database& db, std::span<fact_key const> keys) {
    stored_rows out;
    out.rows.reserve(keys.size());
    auto const order = in_key_order(keys);
    for (std::size_t next = 0; next < order.size();) {
        auto asked = db.prepare("SELECT key, size, bytes FROM facts WHERE key BETWEEN ? AND ? ORDER BY key");
        if (!asked) return asked.error();
        asked->bind(blob{keys[order[next]].bytes}, blob{keys[order.back()].bytes});
        if (auto const done = walk(*asked, keys, order, next, out); !done) return done.error();
    }
    return out;
}

}  // namespace

fact_key make_fact_key(std::int64_t date, std::uint32_t place, std::string_view name, std::uint64_t size) {
    return {date_prefix(date) + in_order(place) + sha256(name).substr(0, hash_size), size};
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
    if (is_large(*what)) return;
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

template <class Work>
auto fact_cache::with(Work work) -> std::optional<std::decay_t<decltype(*work(std::declval<database&>()))>> {
    std::lock_guard const hold(lock_);
    auto* const db = opened();
    if (!db) return std::nullopt;
    auto out = work(*db);
    if (out) return std::move(*out);
    drop();
    return std::nullopt;
}

void fact_cache::look(std::span<fact_key const> keys, facts_part wanted, reader const& take) {
    if (keys.empty()) return;
    auto const found = with([&](database& db) { return read_rows(db, keys); });
    if (!found) return;
    for (auto const& row : found->rows) {    // without the lock: others may read meanwhile
        auto const bytes = checked(found->of(row), row.size, keys[row.key]);
        if (bytes.empty()) continue;
        auto const made = wanted == facts_part::all ? decode_facts(bytes) : decode_header_facts(bytes);
        if (made) take(row.key, {*made, wanted == facts_part::all});
    }
}

bool fact_cache::knows_any(std::int64_t first_date, std::int64_t last_date) {
    auto const first = date_prefix(first_date), last = date_prefix(last_date) + std::string(rest_size, '\xff');
    auto const found = with([&](database& db) -> result<std::int64_t> {
        auto asked = db.prepare("SELECT 1 FROM facts WHERE key BETWEEN ? AND ? LIMIT 1");
        if (!asked) return asked.error();
        auto const there = asked->bind(blob{first}, blob{last}).step();
        if (!there) return there.error();
        return std::int64_t{*there};
    });
    return found.value_or(0) != 0;
}

std::vector<std::shared_ptr<facts const>> fact_cache::find(std::span<fact_key const> keys) {
    std::vector<std::shared_ptr<facts const>> out(keys.size());
    if (keys.empty()) return out;
    auto const found = with([&](database& db) { return read_rows(db, keys); });
    if (!found) return out;
    for (auto const& row : found->rows) {
        auto made = decode_facts(checked(found->of(row), row.size, keys[row.key]));
        if (made) out[row.key] = std::make_shared<facts const>(std::move(*made));
    }
    return out;
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
            auto const found = read_rows(db, std::span(&step.from, 1));
            if (!found) return found.error();
            if (found->rows.empty()) continue;
            bytes = checked(found->of(found->rows.front()), found->rows.front().size, step.from);
            if (bytes.empty()) continue;
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

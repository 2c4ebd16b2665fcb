// What is known of messages' texts, so that no mail file need be read again: the last few hundred in memory, all in the account's
// cache.db (docs/formats/cache-db.md). That file may be deleted, damaged or of another version at any time: then it is made anew,
// and nothing but time is lost. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/facts.h"
#include "store/pooled.h"

namespace mailstead::store {

class index_pool;

// A message's text, wherever it lies: 20 bytes that no other text has, in the order of dates; and its size, as a check.
struct fact_key {
    std::string bytes;
    std::uint64_t size = 0;
};
// `name`: what names this text in its account for ever. `place`: its place among those of one date, as far as the name tells: what
// is listed together should lie together. `size`: octets on the wire, as the index has them.
fact_key make_fact_key(std::int64_t date, std::uint32_t place, std::string_view name, std::uint64_t size);

struct cache_step {
    enum class kind { put, copy, remove } what = kind::put;
    fact_key key;
    fact_key from;      // of a copy
    std::string bytes;  // as encode() made them
};

class fact_cache final : public pooled {
public:
    // cache.db lies in `directory`, which index::opened() makes. Counts as one open database while it is in use.
    fact_cache(std::shared_ptr<index_pool> pool, std::string directory);
    ~fact_cache() override;

    // In memory; never blocks. Null: not among the last few hundred asked for.
    std::shared_ptr<facts const> recent(std::int64_t mailbox, std::uint32_t uid);
    void remember(std::int64_t mailbox, std::uint32_t uid, std::shared_ptr<facts const> what);

    // [blocking] Calls `take` with the position of each key that is known, in no order; of `wanted` header, also where the
    // structure is not known. Keys that lie together, as those of one time do, are found together.
    struct found {
        facts const& what;
        bool has_structure;
    };
    using reader = std::function<void(std::size_t, found const&)>;
    void look(std::span<fact_key const> keys, facts_part wanted, reader const& take);
    // [blocking] Whether anything may be known of texts of these dates.
    bool knows_any(std::int64_t first_date, std::int64_t last_date);
    // [blocking] For each key its facts, or null.
    std::vector<std::shared_ptr<facts const>> find(std::span<fact_key const> keys);
    // [blocking] In one transaction, in this order. What fails is not tried again: it was for speed only.
    void apply(std::span<cache_step const> steps);

private:
    using slot = std::pair<std::pair<std::int64_t, std::uint32_t>, std::shared_ptr<facts const>>;
    template <class Work>
    auto with(Work work) -> std::optional<std::decay_t<decltype(*work(std::declval<database&>()))>>;    // absent: no cache
    database* opened();
    base::result<void> make();
    void drop();  // the file
    base::result<void> write(database& db, std::span<cache_step const> steps);

    std::shared_ptr<index_pool> const pool_;
    std::string const directory_;

    std::mutex quick_;  // for what follows; held for moments
    std::list<slot> recent_;  // most recently used first
    std::unordered_map<std::uint64_t, std::list<slot>::iterator> by_id_;
};

}  // namespace mailstead::store

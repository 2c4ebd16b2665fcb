#include "mta/smtp_client/sts_cache.h"

#include <utility>

#include "mta/smtp_client/cache_file.h"

namespace mailstead::mta::smtp_client {
namespace {

// "MSst". Durable: do not change; a new form takes a new number.
constexpr cache_form form{0x4d537374, 1, R"(
CREATE TABLE IF NOT EXISTS domain(name TEXT PRIMARY KEY, id TEXT NOT NULL, policy TEXT NOT NULL, fetched INTEGER NOT NULL,
  expires INTEGER NOT NULL, used INTEGER NOT NULL, failed INTEGER NOT NULL, failed_id TEXT NOT NULL) WITHOUT ROWID;)"};

}  // namespace

queue::result<sts_cache> sts_cache::open(std::string const& path) {
    auto made = attempt(path);
    if (made || made.error() != queue::make_error_code(queue::errc::damaged)) return made;
    auto const moved = put_aside(path, "MTA-STS policies are fetched anew");
    if (!moved) return moved.error();
    return attempt(path);
}

queue::result<sts_cache> sts_cache::attempt(std::string const& path) {
    sts_cache out;
    auto db = open_cache_file(path, form);
    if (!db) return db.error();
    out.db_ = std::move(*db);
    for (auto const& [into, sql] : std::initializer_list<std::pair<queue::statement*, char const*>>{
             {&out.find_, "SELECT id, policy, fetched, expires, used, failed, failed_id FROM domain WHERE name = ?1"},
             {&out.put_, "INSERT OR REPLACE INTO domain VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
             {&out.stale_, "SELECT name FROM domain WHERE policy <> '' AND expires > ?1 AND fetched < ?2 AND used >= ?3 ORDER BY fetched LIMIT ?4"},
             {&out.clean_, "DELETE FROM domain WHERE expires <= ?1 AND failed < ?2"}}) {
        auto prepared = queue::statement::prepare(out.db_.get(), sql);
        if (!prepared) return prepared.error();
        *into = std::move(*prepared);
    }
    return out;
}

queue::result<std::optional<sts_record>> sts_cache::find(std::string const& domain) {
    queue::reset_at_end const reset(find_);
    auto const there = find_.bind_text(1, domain).step();
    if (!there) return there.error();
    if (!*there) return std::optional<sts_record>();
    sts_record out;
    out.id = find_.bytes(0);
    out.text = find_.bytes(1);
    out.fetched = find_.number(2);
    out.expires = find_.number(3);
    out.used = find_.number(4);
    out.failed = find_.number(5);
    out.failed_id = find_.bytes(6);
    return std::optional(std::move(out));
}

queue::result<void> sts_cache::put(std::string const& domain, sts_record const& one) {
    return put_.bind_text(1, domain).bind_text(2, one.id).bind_text(3, one.text).bind(4, one.fetched).bind(5, one.expires)
        .bind(6, one.used).bind(7, one.failed).bind_text(8, one.failed_id).run();
}

queue::result<std::vector<std::string>> sts_cache::stale(std::int64_t now, std::int64_t fetched, std::int64_t used, std::size_t most) {
    queue::reset_at_end const reset(stale_);
    stale_.bind(1, now).bind(2, fetched).bind(3, used).bind(4, static_cast<std::int64_t>(most));
    std::vector<std::string> out;
    for (;;) {
        auto const there = stale_.step();
        if (!there) return there.error();
        if (!*there) return out;
        out.emplace_back(stale_.bytes(0));
    }
}

queue::result<void> sts_cache::clean(std::int64_t now, std::int64_t failed) { return clean_.bind(1, now).bind(2, failed).run(); }

}  // namespace mailstead::mta::smtp_client

#include "mta/smtp_client/tls_report_store.h"

#include <sqlite3.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "mta/smtp_client/cache_file.h"

namespace mailstead::mta::smtp_client {
namespace {

using queue::result;
using queue::statement;

// "MStr". Durable: do not change; a new form takes a new number. Lists are lines.
constexpr cache_form form{0x4d537472, 1, R"(
CREATE TABLE IF NOT EXISTS domain(day INTEGER NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY(day, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS policy(id INTEGER PRIMARY KEY, day INTEGER NOT NULL, domain TEXT NOT NULL, type TEXT NOT NULL, strings TEXT NOT NULL,
  mx TEXT NOT NULL, successes INTEGER NOT NULL, failures INTEGER NOT NULL, UNIQUE(day, domain, type, strings, mx));
CREATE TABLE IF NOT EXISTS failure(policy INTEGER NOT NULL, result TEXT NOT NULL, sending TEXT NOT NULL, host TEXT NOT NULL, helo TEXT NOT NULL,
  address TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(policy, result, sending, host, helo, address, reason)) WITHOUT ROWID;)"};

std::string lines_of(std::vector<std::string> const& all) { return fmt::format("{}", fmt::join(all, "\n")); }

std::vector<std::string> list_of(std::string_view lines) {
    std::vector<std::string> out;
    for (auto const one : base::split(lines, "\n")) out.emplace_back(one);
    return out;
}

constexpr char const* add_policy = R"(
INSERT INTO policy(day, domain, type, strings, mx, successes, failures)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE (SELECT count(*) FROM policy WHERE day = ?1 AND domain = ?2) < 100
  OR EXISTS(SELECT 1 FROM policy WHERE day = ?1 AND domain = ?2 AND type = ?3 AND strings = ?4 AND mx = ?5)
ON CONFLICT DO UPDATE SET successes = successes + excluded.successes, failures = failures + excluded.failures RETURNING id)";
constexpr char const* add_failure = R"(
INSERT INTO failure SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 1 WHERE (SELECT count(*) FROM failure WHERE policy IN
  (SELECT id FROM policy WHERE day = ?8 AND domain = ?9)) < 1000
  OR EXISTS(SELECT 1 FROM failure WHERE policy = ?1 AND result = ?2 AND sending = ?3 AND host = ?4 AND helo = ?5 AND address = ?6 AND reason = ?7)
ON CONFLICT DO UPDATE SET count = count + 1)";

}  // namespace

result<tls_report_store> tls_report_store::open(std::string const& path) {
    auto made = attempt(path);
    if (made || made.error() != queue::make_error_code(queue::errc::damaged)) return made;
    auto const moved = put_aside(path, "what was counted for TLS reports is lost");
    if (!moved) return moved.error();
    return attempt(path);
}

result<tls_report_store> tls_report_store::attempt(std::string const& path) {
    tls_report_store out;
    auto db = open_cache_file(path, form);
    if (!db) return db.error();
    out.db_ = std::move(*db);
    return out;
}

result<tls_report_store> tls_report_store::open_to_read(std::string const& path) {
    tls_report_store out;
    auto db = queue::open_sqlite(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, {});
    if (!db) return db.error();
    sqlite3_busy_timeout(db->get(), 2000);
    out.db_ = std::move(*db);
    return out;
}

result<void> tls_report_store::add(std::string const& address, std::vector<tls_session_record> const& all) {
    if (all.empty()) return {};
    if (auto const begun = queue::execute(db_.get(), "BEGIN IMMEDIATE"); !begun) return begun;
    auto const added = add_rows(address, all);
    auto const ended = queue::execute(db_.get(), added ? "COMMIT" : "ROLLBACK");
    return added ? ended : added;
}

result<void> tls_report_store::add_rows(std::string const& address, std::vector<tls_session_record> const& all) {
    auto domain = statement::prepare(db_.get(), "INSERT OR REPLACE INTO domain VALUES (?1, ?2, ?3)");
    if (!domain) return domain.error();
    for (auto const& one : all) {
        auto const known = domain->bind(1, one.day).bind_text(2, one.domain).bind_text(3, address).run();
        if (!known) return known;
        if (auto const added = add_row(one); !added) return added;
    }
    return {};
}

result<void> tls_report_store::add_row(tls_session_record const& one) {
    auto policy = statement::prepare(db_.get(), add_policy);
    if (!policy) return policy.error();
    auto const strings = lines_of(one.strings), mx = lines_of(one.mx);
    bool const failed = !one.result.empty();
    policy->bind(1, one.day).bind_text(2, one.domain).bind_text(3, one.type).bind_text(4, strings).bind_text(5, mx).bind(6, !failed).bind(7, failed);
    auto const there = policy->step();
    if (!there) return there.error();
    if (!*there || !failed) return {};
    auto failure = statement::prepare(db_.get(), add_failure);
    if (!failure) return failure.error();
    return failure->bind(1, policy->number(0)).bind_text(2, one.result).bind_text(3, one.sending_address).bind_text(4, one.host)
        .bind_text(5, one.helo).bind_text(6, one.address).bind_text(7, one.reason).bind(8, one.day).bind_text(9, one.domain).run();
}

result<void> tls_report_store::forget_before(std::int64_t day) {
    for (auto const* sql : {"DELETE FROM failure WHERE policy IN (SELECT id FROM policy WHERE day < ?1)", "DELETE FROM policy WHERE day < ?1",
                            "DELETE FROM domain WHERE day < ?1"}) {
        auto one = statement::prepare(db_.get(), sql);
        if (!one) return one.error();
        if (auto const done = one->bind(1, day).run(); !done) return done;
    }
    return {};
}

result<std::vector<std::string>> tls_report_store::domains(std::int64_t day) {
    auto all = statement::prepare(db_.get(), "SELECT name FROM domain WHERE day = ?1 ORDER BY name");
    if (!all) return all.error();
    std::vector<std::string> out;
    all->bind(1, day);
    for (;;) {
        auto const there = all->step();
        if (!there) return there.error();
        if (!*there) return out;
        out.emplace_back(all->bytes(0));
    }
}

result<std::vector<tls_policy_report>> tls_report_store::policies(std::int64_t day, std::string const& domain) {
    auto all = statement::prepare(db_.get(), "SELECT id, type, strings, mx, successes, failures FROM policy WHERE day = ?1 AND domain = ?2 ORDER BY type, id");
    if (!all) return all.error();
    std::vector<tls_policy_report> out;
    all->bind(1, day).bind_text(2, domain);
    for (;;) {
        auto const there = all->step();
        if (!there) return there.error();
        if (!*there) return out;
        tls_policy_report one;
        one.type = all->bytes(1);
        one.strings = list_of(all->bytes(2));
        one.mx = list_of(all->bytes(3));
        one.successes = static_cast<std::uint64_t>(all->number(4));
        one.failures = static_cast<std::uint64_t>(all->number(5));
        auto details = failures(all->number(0));
        if (!details) return details.error();
        one.details = std::move(*details);
        out.push_back(std::move(one));
    }
}

result<std::vector<tls_failure>> tls_report_store::failures(std::int64_t policy) {
    auto all = statement::prepare(db_.get(), "SELECT result, sending, host, helo, address, reason, count FROM failure WHERE policy = ?1");
    if (!all) return all.error();
    std::vector<tls_failure> out;
    all->bind(1, policy);
    for (;;) {
        auto const there = all->step();
        if (!there) return there.error();
        if (!*there) return out;
        tls_failure one;
        std::string* const texts[] = {&one.result, &one.sending_address, &one.host, &one.helo, &one.address, &one.reason};
        for (int i = 0; i < 6; ++i) *texts[i] = all->bytes(i);
        one.count = static_cast<std::uint64_t>(all->number(6));
        out.push_back(std::move(one));
    }
}

}  // namespace mailstead::mta::smtp_client

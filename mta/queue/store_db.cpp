// The statements of queue.db, and what they do. How it is opened: store_db_open.cpp.
#include "mta/queue/store_db.h"

#include <sqlite3.h>

#include <array>

#include <fmt/format.h>

#include "mta/queue/envelope_blob.h"

namespace mailstead::mta::queue {
namespace {

// Bits of status.uncertain (1: uncertain_bit) and progress.remote_reply. Durable: do not change.
constexpr std::int64_t warned_bit = 2, expired_bit = 4;
constexpr std::int64_t remote_bit = 1, owed_bit = 2, mailbox_bit = 4;

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t as_unsigned(std::int64_t value) { return static_cast<std::uint64_t>(value); }

status_row status_from(statement const& row, int first) {
    status_row out;
    out.state = static_cast<state>(row.number(first));
    out.next_attempt = row.number(first + 1);
    out.attempts = static_cast<std::uint32_t>(row.number(first + 2));
    out.uncertain = (row.number(first + 3) & uncertain_bit) != 0;
    out.warned = (row.number(first + 3) & warned_bit) != 0;
    out.expired = (row.number(first + 3) & expired_bit) != 0;
    out.status = row.bytes(first + 4);
    out.reason = row.bytes(first + 5);
    out.relay = row.bytes(first + 6);
    return out;
}

// Columns: number, size, envelope, extents, then those of status.
stored_message message_from(statement const& row) {
    stored_message out;
    out.number = as_unsigned(row.number(0));
    out.size = as_unsigned(row.number(1));
    out.envelope = row.bytes(2);
    out.extents = row.bytes(3);
    if (!row.is_null(4)) {
        out.status = status_from(row, 4);
        out.status->number = out.number;
    }
    return out;
}

// Columns: recipient, fate, status, reason, relay, remote_reply.
result<void> add_progress(statement const& row, std::vector<progress>& into) {
    auto const at = as_unsigned(row.number(0));
    if (at > 1000000) return errc::damaged;    // no envelope is that long
    if (at >= into.size()) into.resize(at + 1);
    progress one;
    one.fate = static_cast<fate>(row.number(1));
    one.status = row.bytes(2);
    one.reason = row.bytes(3);
    one.relay = row.bytes(4);
    one.remote_reply = (row.number(5) & remote_bit) != 0;
    one.owed = (row.number(5) & owed_bit) != 0;
    one.into_mailbox = (row.number(5) & mailbox_bit) != 0;
    into[at] = std::move(one);
    return {};
}

#define MESSAGE_COLUMNS                                                                                                \
    "m.number, m.size, m.envelope, m.extents, s.state, s.next_attempt, s.attempts, s.uncertain, s.status, s.reason, "  \
    "s.relay"

}  // namespace

struct store_db::statements {
    statement begin, commit, rollback, insert, remove_message, remove_status, remove_progress, set_status, set_progress,
        due, activate, make_due, make_one_due, hold_deferred, expire, release, next_due, find, text, page, view,
        progress_of, progress_after, extents, count_all, count_states, mark_taken, forget_taken, taken_files,
        mark_forwarded, forwarded_as, forget_forwarded;
};

store_db::store_db(sqlite_handle db, options const& wanted)
    : db_(std::move(db)), options_(wanted), sql_(std::make_unique<statements>()) {}

store_db::~store_db() { sql_.reset(); }

result<void> store_db::prepare() {
    struct entry {
        statement statements::*into;
        char const* sql;
    };
    static constexpr entry table[] = {
        {&statements::begin, "BEGIN"},
        {&statements::commit, "COMMIT"},
        {&statements::rollback, "ROLLBACK"},
        {&statements::insert, "INSERT INTO message VALUES(?1, ?2, ?3, ?4, ?5)"},
        {&statements::remove_message, "DELETE FROM message WHERE number=?1"},
        {&statements::remove_status, "DELETE FROM status WHERE number=?1"},
        {&statements::remove_progress, "DELETE FROM progress WHERE number=?1"},
        {&statements::set_status, "INSERT OR REPLACE INTO status VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
        {&statements::set_progress, "INSERT OR REPLACE INTO progress VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
        {&statements::due, "SELECT " MESSAGE_COLUMNS " FROM status s CROSS JOIN message m USING(number) "
                           "WHERE s.state=1 AND s.next_attempt<=?1 ORDER BY s.next_attempt LIMIT ?2"},
        {&statements::activate, "UPDATE status SET state=0 WHERE number=?1"},
        {&statements::make_due, "UPDATE status SET next_attempt=?1 WHERE state=1 AND next_attempt>?1"},
        {&statements::make_one_due, "UPDATE status SET next_attempt=?1 WHERE state=1 AND number=?2"},
        {&statements::hold_deferred, "UPDATE status SET state=2 WHERE number=?1 AND state=1"},
        {&statements::expire, "UPDATE status SET uncertain=uncertain|4, next_attempt=iif(state=1, min(next_attempt, ?2), next_attempt) "
                             "WHERE number=?1 AND state IN (1, 2) AND uncertain&4=0"},
        {&statements::release, "UPDATE status SET state=1, next_attempt=?2 WHERE number=?1 AND state=2"},
        {&statements::next_due, "SELECT min(next_attempt) FROM status WHERE state=1"},
        {&statements::find, "SELECT " MESSAGE_COLUMNS " FROM message m LEFT JOIN status s USING(number) "
                            "WHERE m.number=?1"},
        {&statements::text, "SELECT body FROM message WHERE number=?1"},
        {&statements::page, "SELECT " MESSAGE_COLUMNS " FROM message m LEFT JOIN status s USING(number) "
                            "WHERE m.number>?1 ORDER BY m.number LIMIT ?2"},
        {&statements::view, "SELECT m.number, m.size, m.envelope, s.state, s.reason, s.uncertain FROM message m LEFT JOIN status s USING(number) "
                            "WHERE m.number>?1 ORDER BY m.number"},
        {&statements::progress_after, "SELECT recipient, fate, status, reason, relay, remote_reply, number FROM progress "
                                      "WHERE number>?1 ORDER BY number, recipient"},
        {&statements::progress_of, "SELECT recipient, fate, status, reason, relay, remote_reply FROM progress "
                                   "WHERE number=?1"},
        {&statements::extents, "SELECT m.number, extents, coalesce(s.state=3, 0) AS corrupt FROM message m LEFT JOIN status s "
                               "USING(number) WHERE extents IS NOT NULL ORDER BY corrupt, m.number"},
        {&statements::mark_taken, "INSERT OR REPLACE INTO meta VALUES('maildrop/' || ?1, 0)"},
        {&statements::forget_taken, "DELETE FROM meta WHERE name='maildrop/' || ?1"},
        {&statements::mark_forwarded, "INSERT OR REPLACE INTO meta VALUES('forward/' || ?1, ?2)"},
        {&statements::forwarded_as, "SELECT value FROM meta WHERE name='forward/' || ?1"},
        {&statements::forget_forwarded, "DELETE FROM meta WHERE name>='forward/' || ?1 || '-' AND name<'forward/' || ?1 || '.'"},
        {&statements::taken_files, "SELECT substr(name, 10) FROM meta WHERE name>='maildrop/' AND name<'maildrop0'"},
        {&statements::count_all, "SELECT count(*) FROM message"},
        {&statements::count_states, "SELECT state, count(*) FROM status GROUP BY state"},
    };
    for (auto const& [into, text] : table) {
        auto made = statement::prepare(db_.get(), text);
        if (!made) return made.error();
        (*sql_).*into = std::move(*made);
    }
    return {};
}

result<void> store_db::begin() { return sql_->begin.run(); }

result<void> store_db::commit() {
    auto const done = sql_->commit.run();
    if (!done) return done;
    for (auto const number : forgotten_) forwarded_.erase(number);
    forgotten_.clear();
    return {};
}

void store_db::rollback() noexcept {
    forgotten_.clear();
    in_doubt_ = true;
    // SQLite may have rolled back by itself.
    if (sqlite3_get_autocommit(db_.get()) == 0) (void)sql_->rollback.run();
}

result<void> store_db::insert(new_message const& one) {
    auto& sql = sql_->insert;
    sql.bind(1, as_signed(one.number)).bind(2, as_signed(one.size)).bind_blob(4, one.envelope);
    if (one.extents.empty()) sql.bind_null(3).bind_blob(5, one.body);
    else sql.bind_blob(3, one.extents).bind_null(5);
    active_.insert(one.number);
    return sql.run();
}

result<void> store_db::set_status(status_row const& row) {
    sql_->set_status.bind(1, as_signed(row.number)).bind(2, static_cast<std::int64_t>(row.state));
    sql_->set_status.bind(3, row.next_attempt).bind(4, row.attempts).bind(5, (row.uncertain ? uncertain_bit : 0) | (row.warned ? warned_bit : 0) | (row.expired ? expired_bit : 0));
    sql_->set_status.bind_text(6, row.status).bind_text(7, row.reason).bind_text(8, row.relay);
    if (row.state == state::active) active_.insert(row.number);
    else active_.erase(row.number);
    return sql_->set_status.run();
}

result<void> store_db::set_progress(std::uint64_t number, std::uint32_t recipient, queue::progress const& what) {
    auto& sql = sql_->set_progress;
    sql.bind(1, as_signed(number)).bind(2, recipient).bind(3, static_cast<std::int64_t>(what.fate));
    sql.bind_text(4, what.status).bind_text(5, what.reason).bind_text(6, what.relay);
    sql.bind(7, (what.remote_reply ? remote_bit : 0) | (what.owed ? owed_bit : 0) | (what.into_mailbox ? mailbox_bit : 0));
    return sql.run();
}

result<void> store_db::remove(std::uint64_t number, rows which) {
    if (forwarded_.contains(number)) {
        if (auto ok = forget_forwarded(number); !ok) return ok;
    }
    active_.erase(number);
    if (which == rows::fresh) return sql_->remove_message.bind(1, as_signed(number)).run();
    for (auto* sql : {&sql_->remove_message, &sql_->remove_status, &sql_->remove_progress}) {
        if (auto ok = sql->bind(1, as_signed(number)).run(); !ok) return ok;
    }
    return {};
}

result<std::vector<stored_message>> store_db::take_due(std::int64_t now, std::size_t limit, std::size_t recipients) {
    std::vector<stored_message> out;
    envelope_summary seen;
    {
        reset_at_end const guard(sql_->due);
        sql_->due.bind(1, now).bind(2, static_cast<std::int64_t>(limit));
        for (std::size_t taken = 0; taken < recipients;) {
            auto const row = sql_->due.step();
            if (!row) return row.error();
            if (!*row) break;
            out.push_back(message_from(sql_->due));
            taken += summarize_envelope(out.back().envelope, seen) ? seen.addresses.size() : 1;
        }
    }
    for (auto& one : out) {
        active_.insert(one.number);
        if (auto ok = sql_->activate.bind(1, as_signed(one.number)).run(); !ok) return ok.error();
        if (auto ok = read_progress(one); !ok) return ok.error();
    }
    return out;
}

result<void> store_db::make_due(std::int64_t now, std::optional<std::uint64_t> only) {
    if (!only) return sql_->make_due.bind(1, now).run();
    if (auto ok = sql_->make_one_due.bind(1, now).bind(2, as_signed(*only)).run(); !ok) return ok;
    if (sqlite3_changes(db_.get()) == 0) return errc::not_found;
    return {};
}

result<void> store_db::hold(std::uint64_t number) {
    if (auto ok = sql_->hold_deferred.bind(1, as_signed(number)).run(); !ok) return ok;
    if (sqlite3_changes(db_.get()) == 0) return errc::not_found;
    return {};
}

result<void> store_db::expire(std::uint64_t number, std::int64_t now) {
    if (auto ok = sql_->expire.bind(1, as_signed(number)).bind(2, now).run(); !ok) return ok;
    if (sqlite3_changes(db_.get()) == 0) return errc::not_found;
    return {};
}

result<void> store_db::release(std::uint64_t number, std::int64_t now) {
    if (auto ok = sql_->release.bind(1, as_signed(number)).bind(2, now).run(); !ok) return ok;
    if (sqlite3_changes(db_.get()) == 0) return errc::not_found;
    return {};
}

result<void> store_db::mark_taken(std::string_view file) { return sql_->mark_taken.bind_text(1, file).run(); }

result<void> store_db::forget_taken(std::string_view file) { return sql_->forget_taken.bind_text(1, file).run(); }

result<void> store_db::mark_forwarded(forward_mark const& what, std::uint64_t as) {
    if (what.branch.queue != queue_number_) return {};
    auto const name = to_string(what);
    if (auto ok = sql_->mark_forwarded.bind_text(1, name).bind(2, as_signed(as)).run(); !ok) return ok;
    forwarded_.insert(what.branch.message);
    return {};
}

result<std::optional<std::uint64_t>> store_db::forwarded_as(forward_mark const& what) {
    std::optional<std::uint64_t> out;
    if (!forwarded_.contains(what.branch.message)) return out;
    auto const name = to_string(what);
    reset_at_end const guard(sql_->forwarded_as);
    auto const row = sql_->forwarded_as.bind_text(1, name).step();
    if (!row) return row.error();
    if (*row) out = as_unsigned(sql_->forwarded_as.number(0));
    return out;
}

result<void> store_db::forget_forwarded(std::uint64_t number) {
    auto const prefix = fmt::format("{:016x}-{:x}", queue_number_, number);
    if (auto ok = sql_->forget_forwarded.bind_text(1, prefix).run(); !ok) return ok;
    forgotten_.push_back(number);
    return {};
}

result<void> store_db::read_forwarded() {
    auto all = statement::prepare(db_.get(), "SELECT substr(name, 9) FROM meta WHERE name>='forward/' AND name<'forward0'");
    if (!all) return all.error();
    for (;;) {
        auto const row = all->step();
        if (!row) return row.error();
        if (!*row) return {};
        if (auto const mark = parse_forward_mark(all->bytes(0))) forwarded_.insert(mark->branch.message);
    }
}

result<std::vector<std::string>> store_db::taken_files() {
    std::vector<std::string> out;
    reset_at_end const guard(sql_->taken_files);
    for (;;) {
        auto const row = sql_->taken_files.step();
        if (!row) return row.error();
        if (!*row) return out;
        out.emplace_back(sql_->taken_files.bytes(0));
    }
}

result<std::optional<std::int64_t>> store_db::next_due() {
    reset_at_end const guard(sql_->next_due);
    auto const row = sql_->next_due.step();
    if (!row) return row.error();
    if (!*row || sql_->next_due.is_null(0)) return std::optional<std::int64_t>();
    return std::optional<std::int64_t>(sql_->next_due.number(0));
}

result<std::optional<stored_message>> store_db::find(std::uint64_t number) {
    std::optional<stored_message> out;
    {
        reset_at_end const guard(sql_->find);
        auto const row = sql_->find.bind(1, as_signed(number)).step();
        if (!row) return row.error();
        if (!*row) return out;
        out = message_from(sql_->find);
    }
    if (auto ok = read_progress(*out); !ok) return ok.error();
    return out;
}

result<std::string> store_db::text(std::uint64_t number) {
    reset_at_end const guard(sql_->text);
    auto const row = sql_->text.bind(1, as_signed(number)).step();
    if (!row) return row.error();
    if (!*row) return errc::not_found;
    return std::string(sql_->text.bytes(0));
}

result<std::vector<stored_message>> store_db::page(std::uint64_t after, std::size_t limit) {
    std::vector<stored_message> out;
    {
        reset_at_end const guard(sql_->page);
        sql_->page.bind(1, as_signed(after)).bind(2, static_cast<std::int64_t>(limit));
        for (;;) {
            auto const row = sql_->page.step();
            if (!row) return row.error();
            if (!*row) break;
            out.push_back(message_from(sql_->page));
        }
    }
    for (auto& one : out) {
        if (auto ok = read_progress(one); !ok) return ok.error();
    }
    return out;
}

result<void> store_db::read_progress(stored_message& into) {
    if (!into.status) return {};
    auto& sql = sql_->progress_of;
    reset_at_end const guard(sql);
    sql.bind(1, as_signed(into.number));
    for (;;) {
        auto const row = sql.step();
        if (!row) return row.error();
        if (!*row) return {};
        if (add_progress(sql, into.recipients)) continue;
        // Rows that cannot be make it a damaged message, as an envelope does that cannot be read; the others go on.
        into.envelope.clear();
        into.recipients.clear();
        return {};
    }
}

// The progress rows of all messages beside a walk over the messages: one statement, where one for each message would cost
// as much as the messages.
class store_db::progress_walk {
public:
    progress_walk(statement& sql, std::uint64_t after) : sql_(sql), guard_(sql) { sql_.bind(1, as_signed(after)); }

    // The rows of `number`, which is higher than the last one asked for.
    result<std::span<progress const>> rows_of(std::uint64_t number) {
        rows_.clear();
        if (!begun_) {
            if (auto ok = step(); !ok) return ok.error();
        }
        while (at_ <= number) {
            if (at_ == number) {
                (void)add_progress(sql_, rows_);    // damage is told when the message is taken up
            }
            if (auto ok = step(); !ok) return ok.error();
        }
        return std::span<progress const>(rows_);
    }

private:
    result<void> step() {
        begun_ = true;
        auto const row = sql_.step();
        if (!row) return row.error();
        at_ = *row ? as_unsigned(sql_.number(6)) : UINT64_MAX;
        return {};
    }

    statement& sql_;
    reset_at_end guard_;
    std::uint64_t at_ = 0;    // where the statement stands
    bool begun_ = false;
    std::vector<progress> rows_;
};

result<std::optional<std::uint64_t>> store_db::look_through(std::uint64_t after,
                                                            std::function<bool(message_view const&)> const& look) {
    auto& sql = sql_->view;
    reset_at_end const guard(sql);
    sql.bind(1, as_signed(after));
    progress_walk progress(sql_->progress_after, after);
    for (;;) {
        auto const row = sql.step();
        if (!row) return row.error();
        if (!*row) return std::optional<std::uint64_t>();
        message_view one;
        one.number = as_unsigned(sql.number(0));
        one.size = as_unsigned(sql.number(1));
        one.envelope = sql.bytes(2);
        bool const has_status = !sql.is_null(3);
        if (has_status) {
            one.state = static_cast<state>(sql.number(3));
            one.reason = sql.bytes(4);
            one.expired = (sql.number(5) & expired_bit) != 0;
        }
        auto const rows = progress.rows_of(one.number);
        if (!rows) return rows.error();
        if (has_status) one.recipients = *rows;
        if (!look(one)) return std::optional<std::uint64_t>(one.number);
    }
}

result<std::vector<store_db::place>> store_db::all_extents() {
    std::vector<place> out;
    reset_at_end const guard(sql_->extents);
    for (;;) {
        auto const row = sql_->extents.step();
        if (!row) return row.error();
        if (!*row) return out;
        out.push_back({as_unsigned(sql_->extents.number(0)), std::string(sql_->extents.bytes(1)), sql_->extents.number(2) != 0});
    }
}

result<state_counts> store_db::counts() {
    state_counts out;
    {
        reset_at_end const guard(sql_->count_all);
        auto const row = sql_->count_all.step();
        if (!row) return row.error();
        out.active = as_unsigned(sql_->count_all.number(0));
    }
    reset_at_end const guard(sql_->count_states);
    for (;;) {
        auto const row = sql_->count_states.step();
        if (!row) return row.error();
        if (!*row) return out;
        auto const many = as_unsigned(sql_->count_states.number(1));
        switch (static_cast<state>(sql_->count_states.number(0))) {
        case state::deferred: out.deferred = many; break;
        case state::hold: out.hold = many; break;
        case state::corrupt: out.corrupt = many; break;
        case state::active: continue;
        }
        out.active -= many;
    }
}

result<bool> store_db::checkpoint_if_long() {
    if (wal_pages_ < static_cast<int>(options_.wal_pages)) return false;
    // No reader is open, so PASSIVE moves every page and the next commit writes the log from its start.
    int const code = sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK) return {boost::system::in_place_error, sqlite_error(code)};
    wal_pages_ = 0;
    return true;
}

}  // namespace mailstead::mta::queue

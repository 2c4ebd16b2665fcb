// Lookups in an SQLite database: see sqlite.h.
#include "conf/tables/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>
#include <mutex>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/lookup.h"
#include "conf/tables/fold.h"
#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

using clock = std::chrono::steady_clock;

constexpr int lock_patience_ms = 1'000;
constexpr auto query_patience = std::chrono::seconds(5);
constexpr int steps_between_looks = 10'000;  // of SQLite's machine
constexpr std::size_t longest_result = 1 << 20;
constexpr std::uint64_t source_limit = 1 << 20;

struct query_settings {
    std::string database;
    sql_template query;
    sql_template format;
    match_list domains;
    bool has_domains = false;
    std::size_t expansion_limit = 0;
};

// Where a parameter of the table stands: its own file, or main.cf under a prefix.
using parameter_source = std::function<std::string(std::string const& name)>;

struct closes {
    void operator()(sqlite3* database) const noexcept { ::sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const noexcept { ::sqlite3_finalize(statement); }
};

// The statement is ready for the next lookup however this one ends.
struct reset_at_end {
    sqlite3_stmt* statement;
    ~reset_at_end() {
        ::sqlite3_reset(statement);
        ::sqlite3_clear_bindings(statement);
    }
};

// One open database with its statement. Used by one thread at a time.
class connection {
public:
    connection(sql_template const& query, std::string& why) : query_(query), why_(why) {}

    bool open(std::string const& path) {
        // SQLite itself would wait for a FIFO's writer.
        auto const file = open_regular(path);
        if (!file) return fail(file.error().message());
        struct stat status {};
        if (::fstat(file->get(), &status) != 0) return fail(base::last_error().message());
        device_ = status.st_dev;
        inode_ = status.st_ino;
        sqlite3* made = nullptr;
        int const code = ::sqlite3_open_v2(path.c_str(), &made, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
        database_.reset(made);
        if (code != SQLITE_OK) return fail(::sqlite3_errstr(code));
        ::sqlite3_busy_timeout(made, lock_patience_ms);
        ::sqlite3_limit(made, SQLITE_LIMIT_LENGTH, static_cast<int>(longest_result));
        ::sqlite3_db_config(made, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        ::sqlite3_progress_handler(made, steps_between_looks, is_over, this);
        sqlite3_stmt* statement = nullptr;
        auto const& sql = query_.sql();
        deadline_ = clock::now() + query_patience;
        if (::sqlite3_prepare_v3(made, sql.c_str(), static_cast<int>(sql.size() + 1), SQLITE_PREPARE_PERSISTENT,
                                 &statement, nullptr) != SQLITE_OK)
            return fail(fmt::format("SQL prepare failed: {}", ::sqlite3_errmsg(made)));
        statement_.reset(statement);
        if (statement == nullptr || ::sqlite3_column_count(statement) == 0 || ::sqlite3_stmt_readonly(statement) == 0)
            return fail("the query is not one that only reads");
        return true;
    }

    // False when another file has taken the place of the one that is open.
    bool is_current(std::string const& path) const noexcept {
        struct stat status {};
        return ::stat(path.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
    }

    // Calls `row` with the first column of each row until it says false. False, with why, on trouble.
    template <class Row>
    bool run(std::vector<std::string> const& parameters, Row row) {
        return each(parameters, [&row](sqlite3_stmt* statement) {
            auto const value = text_of(statement, 0);
            return !value || row(*value);    // NULL is nothing
        });
    }

    static std::optional<std::string_view> text_of(sqlite3_stmt* statement, int column) {
        auto const* text = reinterpret_cast<char const*>(::sqlite3_column_text(statement, column));
        if (text == nullptr) return std::nullopt;
        return std::string_view(text, static_cast<std::size_t>(::sqlite3_column_bytes(statement, column)));
    }

    // Calls `row` with the statement at each row until it says false. False, with why, on trouble.
    template <class Row>
    bool each(std::vector<std::string> const& parameters, Row row) {
        auto* const statement = statement_.get();
        reset_at_end const reset{statement};
        deadline_ = clock::now() + query_patience;
        for (std::size_t i = 0; i < parameters.size(); ++i)
            if (::sqlite3_bind_text(statement, static_cast<int>(i + 1), parameters[i].data(),
                                    static_cast<int>(parameters[i].size()), SQLITE_STATIC) != SQLITE_OK)
                return fail(::sqlite3_errmsg(database_.get()));
        while (true) {
            int const code = ::sqlite3_step(statement);
            if (code == SQLITE_DONE) return true;
            if (code == SQLITE_INTERRUPT) return fail(too_long());
            if (code != SQLITE_ROW) return fail(fmt::format("SQL step failed: {}", ::sqlite3_errmsg(database_.get())));
            if (!row(statement)) return true;
        }
    }

private:
    bool fail(std::string text) {
        why_ = std::move(text);
        return false;
    }
    static std::string too_long() {
        return fmt::format("the query took longer than {} seconds and was given up", query_patience.count());
    }
    static int is_over(void* self) noexcept { return clock::now() > static_cast<connection*>(self)->deadline_ ? 1 : 0; }

    sql_template const& query_;
    std::string& why_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
    clock::time_point deadline_;
    std::unique_ptr<sqlite3, closes> database_;
    std::unique_ptr<sqlite3_stmt, closes> statement_;  // closed before its database
};

class sqlite_table final : public table {
public:
    sqlite_table(std::string name, query_settings how, conf::report report)
        : name_(std::move(name)), how_(std::move(how)), report_(std::move(report)) {}

    result<std::optional<std::string>> find(std::string_view given) override {
        std::optional<std::string> const nothing;
        if (given.empty() || given.find('\0') != given.npos) return nothing;  // no text of SQL has a NUL in it
        auto const key = folded(given);
        auto const fits = in_domains(key);
        if (!fits) return fits.error();
        auto const parameters = how_.query.fill(key, key);
        // A result that needs more of the key than there is cannot come either.
        if (!*fits || !parameters || !how_.format.fill("x@x", key)) return nothing;
        std::lock_guard const lock(mutex_);
        if (connection_ && !connection_->is_current(how_.database)) connection_.reset();
        if (!connection_) {
            connection_.emplace(how_.query, why_);
            if (!connection_->open(how_.database)) return failed();
        }
        return rows(*parameters, key);
    }
    bool is_blocking() const noexcept override { return true; }
    std::string const& name() const noexcept override { return name_; }

private:
    // `domain`: only user@domain of these is looked for.
    result<bool> in_domains(std::string_view key) const {
        if (!how_.has_domains) return true;
        auto const at = key.rfind('@');
        if (at == key.npos || at == 0 || at + 1 == key.size()) return false;
        return how_.domains.matches(key.substr(at + 1));
    }

    result<std::optional<std::string>> rows(std::vector<std::string> const& parameters, std::string const& key) {
        std::string out;
        std::size_t count = 0;
        std::string over;
        auto const take = [&](std::string_view value) {
            auto const text = value.empty() ? std::nullopt : how_.format.text(value, key);
            if (!text) return true;
            if (how_.expansion_limit > 0 && ++count > how_.expansion_limit)
                over = fmt::format("Expansion limit exceeded for key '{:.100}'", key);
            if (!out.empty()) out += ',';
            out += *text;
            if (out.size() > longest_result) over = "result too long";
            return over.empty();
        };
        if (!connection_->run(parameters, take)) return failed();
        if (!over.empty()) {
            why_ = over;
            return failed();
        }
        if (out.empty()) return std::optional<std::string>();
        return std::optional(std::move(out));
    }

    // The next lookup begins anew: the file may have been repaired.
    base::error_code failed() {
        connection_.reset();
        report_({{}, 0, severity::error, fmt::format("{}: {}: {}", name_, how_.database, why_)});
        return errc::lookup_failed;
    }

    std::string name_;
    query_settings how_;
    conf::report report_;
    std::mutex mutex_;
    std::string why_;
    std::optional<connection> connection_;
};

class sqlite_row_query final : public sqlite_rows {
public:
    sqlite_row_query(std::string name, query_settings how, parameter_source get, conf::report report)
        : name_(std::move(name)), how_(std::move(how)), get_(std::move(get)), report_(std::move(report)) {}

    result<std::optional<std::map<std::string, std::string>>> find(std::string_view given) override {
        std::optional<std::map<std::string, std::string>> out;
        if (given.empty() || given.find('\0') != given.npos) return out;
        auto const key = folded(given);
        auto const parameters = how_.query.fill(key, key);
        if (!parameters) return out;
        std::lock_guard const lock(mutex_);
        if (connection_ && !connection_->is_current(how_.database)) connection_.reset();
        if (!connection_) {
            connection_.emplace(how_.query, why_);
            if (!connection_->open(how_.database)) return failed();
        }
        std::size_t count = 0;
        auto const take = [&](sqlite3_stmt* statement) {
            if (++count == 1) out = row_of(statement);
            return count == 1;
        };
        if (!connection_->each(*parameters, take)) return failed();
        if (count < 2) return out;
        why_ = fmt::format("more than one row for '{:.100}'", key);
        return failed();
    }
    std::string parameter(std::string const& name) const override { return get_(name); }

private:
    static std::map<std::string, std::string> row_of(sqlite3_stmt* statement) {
        std::map<std::string, std::string> out;
        for (int i = 0; i < ::sqlite3_column_count(statement); ++i) {
            auto const value = connection::text_of(statement, i);
            if (value) out[base::lowered(::sqlite3_column_name(statement, i))] = *value;
        }
        return out;
    }
    base::error_code failed() {
        connection_.reset();
        report_({{}, 0, severity::error, fmt::format("{}: {}: {}", name_, how_.database, why_)});
        return errc::lookup_failed;
    }

    std::string name_;
    query_settings how_;
    parameter_source get_;
    conf::report report_;
    std::mutex mutex_;
    std::string why_;
    std::optional<connection> connection_;
};

// `query`, or what the older parameters say together.
std::string query_text(parameter_source const& get) {
    if (auto out = get("query"); !out.empty()) return out;
    auto const field = get("select_field");
    auto const from = get("table");
    auto const where = get("where_field");
    if (field.empty() || from.empty() || where.empty()) return {};
    return fmt::format("SELECT {} FROM {} WHERE {} = '%s' {}", field, from, where, get("additional_conditions"));
}

std::optional<query_settings> read_settings(parameter_source const& get, settings const& values, report const& report,
                                            std::string& why) {
    query_settings out;
    out.database = get("dbpath");
    auto const query = query_text(get);
    if (out.database.empty()) why = "no dbpath";
    else if (query.empty()) why = "no query";
    if (!why.empty()) return std::nullopt;
    auto const format = get("result_format");
    auto read = sql_template::query(query, why);
    auto result = read ? sql_template::format(format.empty() ? "%s" : format, why) : std::nullopt;
    if (!result) return std::nullopt;
    out.query = std::move(*read);
    out.format = std::move(*result);
    auto const limit = get("expansion_limit");
    auto const number = base::number<std::size_t>(limit.empty() ? "0" : limit);
    if (!number) {
        why = fmt::format("bad numerical value expansion_limit = {}", limit);
        return std::nullopt;
    }
    out.expansion_limit = *number;
    auto const domains = get("domain");
    out.has_domains = !domains.empty();
    out.domains = match_list::parse(domains, values, match_list::subdomains::none, report);
    return out;
}

// The table's own file as a source of parameters; absent when it cannot be read.
std::optional<parameter_source> from_file(std::string const& file, report const& report, std::string& why) {
    auto const text = read_regular(file, source_limit);
    if (!text) {
        why = fmt::format("open {}: {}", file, text.error().message());
        return std::nullopt;
    }
    auto const entries = std::make_shared<main_cf>(parse_main_cf(*text, file));
    for (auto const& one : entries->problems) report(one);
    return [entries](std::string const& name) {
        auto const* entry = entries->find(name);
        return entry != nullptr ? entry->value : std::string();
    };
}

}  // namespace

std::shared_ptr<table> open_sqlite(std::string name, std::string const& rest, settings const& values, report report) {
    std::string why;
    bool const is_file = rest.starts_with('/') || rest.starts_with('.');
    std::optional<parameter_source> get;
    if (is_file)
        get = from_file(rest, report, why);
    else
        get = [&values, &rest](std::string const& parameter) {
            auto const full = rest + '_' + parameter;
            return values.is_known(full) ? values.text(full) : std::string();
        };
    auto how = get ? read_settings(*get, values, report, why) : std::nullopt;
    if (!how) {
        report({is_file ? rest : "", 0, severity::error, fmt::format("{}: {}", name, why)});
        return nullptr;
    }
    return std::make_shared<sqlite_table>(std::move(name), std::move(*how), std::move(report));
}

std::shared_ptr<sqlite_rows> open_sqlite_rows(std::string const& file, settings const& values, report report) {
    std::string why;
    auto get = from_file(file, report, why);
    auto how = get ? read_settings(*get, values, report, why) : std::nullopt;
    if (!how) {
        report({file, 0, severity::error, fmt::format("sqlite:{}: {}", file, why)});
        return nullptr;
    }
    return std::make_shared<sqlite_row_query>("sqlite:" + file, std::move(*how), std::move(*get), std::move(report));
}

}  // namespace mailstead::conf

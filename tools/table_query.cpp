// Lookups through conf::open_table, as the server makes them; lists, and what -f and -F need, from the rows themselves.
#include "tools/table_query.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/main_cf.h"
#include "conf/table.h"
#include "conf/table_writer.h"
#include "conf/tables/content.h"
#include "tools/message_keys.h"
#include "tools/table_build.h"
#include "tools/table_input.h"

namespace mailstead::tools {
namespace {

constexpr std::string_view rule_types[] = {"cidr", "pcre", "regexp"};
constexpr std::string_view text_types[] = {"cidr", "inline", "pcre", "regexp", "static", "texthash"};

bool is_one_of(std::string_view type, std::span<std::string_view const> types) noexcept {
    return std::find(types.begin(), types.end(), type) != types.end();
}

// Why `file` cannot be opened for reading; nothing when it can. Opens FIFOs too, without waiting for their other end.
std::optional<std::string> cannot_open(std::string const& file) {
    base::unique_fd const fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    return fd ? std::nullopt : std::optional<std::string>(std::strerror(errno));
}

// A table that cannot answer any question is said to be so before the first one, in Postfix's words.
void check_files(table_name const& name) {
    check_form(name);
    if (auto const index = conf::index_of(name.type, name.name)) {
        // Without the index its source will do.
        auto const why = cannot_open(index->path);
        if (why && cannot_open(name.name)) throw table_fatal(fmt::format("open database {}: {}", index->path, *why));
    } else if (name.type == "texthash") {
        if (auto const why = cannot_open(name.name))
            throw table_fatal(fmt::format("open database {}: {}", name.name, *why));
    } else if (is_one_of(name.type, rule_types) && !name.name.starts_with('{')) {
        if (auto const why = cannot_open(name.name)) throw table_fatal(fmt::format("open {}: {}", name.name, *why));
    }
}

// Rows under their keys; the first of several stays, with -r the last.
conf::table_image image_of(table_run const& run, std::string const& file, conf::table_source source) {
    if (run.want.files) take_files(file, source);
    bool const warns = run.want.on_duplicate == table_request::duplicates::warn;
    conf::table_image out;
    std::size_t next = 0;
    for (auto const& row : source.rows) {
        warn_up_to(run, source.problems, row.line, next);
        if (run.want.on_duplicate == table_request::duplicates::replace)
            out.replace(run.folded(row.key), row.value);
        else if (!out.add(run.folded(row.key), row.value) && warns)
            run.warn(fmt::format("{}, line {}: duplicate entry: \"{}\"", file, row.line, row.key));
    }
    warn_up_to(run, source.problems, std::numeric_limits<int>::max(), next);
    return out;
}

conf::table_image text_image(table_run const& run, std::string const& file, decltype(table_dialect::read) read) {
    auto const input = read_source_file(file);
    return image_of(run, file, read(input.text, file, run.text_kind()));
}

// Words "key=value" and groups "{ key = value }"; the last of the same key stays.
conf::table_image inline_image(table_run const& run, table_name const& name) {
    std::string why;
    auto const inner = conf::inside_braces(name.name, why);
    conf::table_source source;
    for (std::string_view item : inner ? conf::split_list(*inner) : std::vector<std::string>()) {
        if (item.starts_with('{')) item = conf::inside_braces(item, why).value_or(item);
        auto row = conf::split_name_value(item, why);
        // What is wrong with the others is said when the table is opened.
        if (row) source.rows.push_back({1, std::move(row->first), std::move(row->second)});
    }
    if (run.want.files) take_files(name.text(), source);
    conf::table_image out;
    for (auto const& row : source.rows) out.replace(run.folded(row.key), row.value);
    std::size_t next = 0;
    warn_up_to(run, source.problems, 1, next);
    return out;
}

std::string why_not(conf::index_file const& file, base::error_code error) {
    bool const is_berkeley = conf::kind_of_index(file.path) == conf::index_kind::berkeley_db;
    return is_berkeley ? "a Berkeley DB file, which only Postfix can read, and its text is missing" : error.message();
}

// What the server does too: where there is no index that can be read, its source is the table.
conf::table_image indexed_image(table_run const& run, table_name const& name, conf::index_file const& file) {
    auto out = conf::read_index(file);
    if (out) return std::move(*out);
    bool const has_source = ::access(name.name.c_str(), R_OK) == 0;
    if (!has_source) throw table_fatal(fmt::format("open database {}: {}", file.path, why_not(file, out.error())));
    run.warn(fmt::format("{}: no {} that can be read: using the text of {}; run \"{} {}\"", name.text(), file.path,
                         name.name, run.dialect.name, name.text()));
    return text_image(run, name.name, run.dialect.read);
}

// All rows of a table, for the types that have such. Absent for the others.
std::optional<conf::table_image> rows_of(table_run const& run, table_name const& name) {
    if (auto const index = conf::index_of(name.type, name.name)) return indexed_image(run, name, *index);
    if (name.type == "texthash") return text_image(run, name.name, conf::read_rows);
    if (name.type == "inline") return inline_image(run, name);
    return std::nullopt;
}

void warn_of_empty_value(table_run const& run, table_name const& name, std::string_view key) {
    run.warn(fmt::format("table {}: key {}: empty string result is not allowed", name.text(), key));
    run.warn(fmt::format("table {} should return NO RESULT in case of NOT FOUND", name.text()));
}

// One table that is asked, opened at its first question.
class asked_table {
public:
    asked_table(table_run const& run, std::string const& argument) : run_(run), name_(run.name_of(argument)) {}

    // Finds out what is wrong with the table; does nothing the second time. Throws table_fatal.
    void open() {
        if (opened_) return;
        opened_ = true;
        run_.trace(fmt::format("open {} {}", name_.type, name_.name));
        check_files(name_);
        // open_table() folds keys, keeps the first of several rows, and knows nothing of files as values.
        bool const silent = run_.want.on_duplicate != table_request::duplicates::warn && name_.type == "texthash";
        bool const by_rows = !run_.want.fold || run_.want.files || silent;
        // Of inline:, open_table() says what is wrong with it.
        if (by_rows && name_.type != "inline") rows_ = rows_of(run_, name_);
        if (rows_) return;
        auto report = [this](conf::problem const& what) {
            if (what.severity == conf::severity::warning)
                warn(what);
            else
                error_ = what.line > 0 ? fmt::format("{}, line {}: {}", what.file, what.line, what.text) : what.text;
        };
        auto table = conf::open_table(name_.text(), run_.values, report);
        if (!table) throw table_fatal(error_.empty() ? name_.text() + ": " + table.error().message() : error_);
        table_ = std::move(*table);
        if (by_rows) rows_ = rows_of(run_, name_);
    }

    std::optional<std::string> find(std::string const& key) {
        open();
        if (run_.text_kind() == conf::source_text::utf8 && !base::is_utf8(key)) {
            run_.warn(fmt::format("{}: non-UTF-8 key \"{}\": malformed UTF-8 or invalid codepoint", name_.text(),
                                  base::printable(key)));
            return std::nullopt;
        }
        auto out = lookup(key);
        if (out && run_.want.files) out = content_of(key, *out);
        if (out && out->empty()) warn_of_empty_value(run_, name_, key);
        return out;
    }

private:
    void warn(conf::problem const& what) const {
        auto named = what;
        if (is_one_of(name_.type, rule_types) && !named.file.empty())
            named.file = fmt::format("{} map {}", name_.type, named.file);
        run_.warn(named);
    }

    std::optional<std::string> lookup(std::string const& key) {
        if (rows_) {
            auto const* value = rows_->find(run_.folded(key));
            return value != nullptr ? std::optional(*value) : std::nullopt;
        }
        auto out = table_->find(key);
        if (out) return std::move(*out);
        auto const why = error_.empty() ? out.error().message() : error_;
        throw table_fatal(fmt::format("table {}: query error: {}", name_.text(), why));
    }

    // With -F a value is base64, or in tables that are text the names of files.
    std::string content_of(std::string const& key, std::string const& value) const {
        std::string why;
        bool const names_files = !rows_ && is_one_of(name_.type, text_types);
        auto const out = names_files ? read_file_list(value, why) : base::base64_decode(value);
        if (out) return *out;
        if (!names_files) why = fmt::format("malformed BASE64 value: {}", value);
        run_.warn(fmt::format("table {}: key {}: {}", name_.text(), key, why));
        throw table_fatal(fmt::format("table {}: query error", name_.text()));
    }

    table_run const& run_;
    table_name name_;
    bool opened_ = false;
    std::shared_ptr<conf::table> table_;
    std::string error_;                      // the last one that the table reported
    std::optional<conf::table_image> rows_;  // instead of table_
};

using asked_tables = std::vector<std::unique_ptr<asked_table>>;

std::optional<std::string> find(asked_tables const& tables, std::string const& key) {
    for (auto const& table : tables)
        if (auto value = table->find(key)) return value;
    return std::nullopt;
}

// Prints the key's value, if there is one.
bool answer(table_run const& run, asked_tables const& tables, std::string const& key) {
    auto const value = find(tables, key);
    if (value) fmt::print("{}{}{}\n", key, run.dialect.separator, *value);
    return value.has_value();
}

bool query_message(table_run const& run, asked_tables const& tables) {
    auto const input = read_standard_input();
    message_lines wanted;
    wanted.header = run.want.header_keys;
    wanted.body = run.want.body_keys;
    wanted.mime = run.want.mime_keys;
    bool found = false;
    for_each_key(input.text, wanted, [&](std::string_view key) { found |= answer(run, tables, std::string(key)); });
    return found;
}

}  // namespace

bool query_tables(table_run const& run) {
    asked_tables tables;
    for (auto const& argument : run.want.tables) tables.push_back(std::make_unique<asked_table>(run, argument));
    if (*run.want.query != "-") {
        auto const value = find(tables, *run.want.query);
        if (value) fmt::print("{}\n", *value);
        return value.has_value();
    }
    if (run.want.header_keys || run.want.body_keys) return query_message(run, tables);
    bool found = false;
    input_lines lines;
    while (auto const key = lines.next()) found |= answer(run, tables, *key);
    return found;
}

bool list_table(table_run const& run) {
    if (run.want.tables.empty()) return false;
    auto const name = run.name_of(run.want.tables.front());
    if (name.type == "proxy") throw table_fatal("can't sequence maps via the proxy service");
    check_files(name);
    auto const rows = rows_of(run, name);
    if (!rows) {
        asked_table(run, run.want.tables.front()).open();
        throw table_fatal(fmt::format("table {}: sequence operation is not supported", name.text()));
    }
    for (auto const& [key, stored] : rows->rows()) {
        if (key.empty()) run.warn(fmt::format("table {}: empty lookup key value is not allowed", name.text()));
        if (!key.empty() && stored.empty()) warn_of_empty_value(run, name, key);
        auto const value = run.want.files ? base::base64_decode(stored) : std::optional(stored);
        if (value)
            fmt::print("{}{}{}\n", key, run.dialect.separator, *value);
        else
            run.warn(fmt::format("table {}: key {}: malformed BASE64 value: {}", name.text(), key, stored));
    }
    return true;
}

}  // namespace mailstead::tools

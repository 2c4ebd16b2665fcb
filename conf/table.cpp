// The registry of table types.
#include "conf/table.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "conf/tables/combined.h"
#include "conf/tables/content.h"
#include "conf/tables/file_table.h"
#include "conf/tables/network_tables.h"
#include "conf/tables/sqlite.h"
#include "conf/tables/system.h"

namespace mailstead::conf {
namespace {

// A table whose content never changes.
class fixed_table final : public table {
public:
    fixed_table(std::string name, content_ptr held, bool is_pattern)
        : name_(std::move(name)), held_(std::move(held)), pattern_(is_pattern) {}
    result<std::optional<std::string>> find(std::string_view key) override {
        if (key.empty() && !pattern_) return std::optional<std::string>();
        return held_->find(key);
    }
    bool is_pattern() const noexcept override { return pattern_; }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string name_;
    content_ptr held_;
    bool pattern_;
};

// The same for every key, the empty one included.
class always final : public table {
public:
    always(std::string name, std::string value) : name_(std::move(name)), value_(std::move(value)) {}
    result<std::optional<std::string>> find(std::string_view) override { return std::optional(value_); }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string name_;
    std::string value_;
};

class nothing final : public content {
public:
    result<std::optional<std::string>> find(std::string_view) const override { return std::optional<std::string>(); }
};

class trouble final : public content {
public:
    result<std::optional<std::string>> find(std::string_view) const override { return errc::lookup_failed; }
};

// Tables within tables, such as proxy:pipemap:{...}.
constexpr int deepest_table = 20;

result<std::shared_ptr<table>> open_at(std::string_view spec, settings const& values, report const& report, int depth);

// What an opener gets: "type:rest" as `name`, and the rest.
struct request {
    std::string name;
    std::string_view rest;
    conf::settings const& values;
    conf::report const& report;
    int depth;

    std::string_view type() const { return std::string_view(name).substr(0, name.find(':')); }
    std::shared_ptr<table> fixed(content_ptr held, bool is_pattern = false) const {
        if (!held) return nullptr;
        return std::make_shared<fixed_table>(name, std::move(held), is_pattern);
    }
    std::shared_ptr<table> refuse(std::string text) const {
        report({{}, 0, severity::error, std::move(text)});
        return nullptr;
    }
    // The table behind this one.
    std::shared_ptr<table> inner(std::string_view spec) const {
        auto opened = open_at(spec, values, report, depth + 1);
        return opened ? std::move(*opened) : nullptr;
    }
};
using opener = std::shared_ptr<table> (*)(request const&);

std::shared_ptr<table> text(request const& want) {
    return open_text_table(want.name, std::string(want.rest), read_pairs, false, want.report);
}

template <content_reader Reader>
std::shared_ptr<table> rules(request const& want) {
    if (!want.rest.starts_with('{'))
        return open_text_table(want.name, std::string(want.rest), Reader, true, want.report);
    std::string why;
    auto const lines = inline_lines(want.rest, why);
    if (!lines) return want.refuse(fmt::format("{} map: {}", want.type(), why));
    return want.fixed(Reader(*lines, fmt::format("{}:{{...}}", want.type()), want.report), true);
}

std::shared_ptr<table> indexed(request const& want) {
    auto const* suffix = want.type() == "lmdb" ? ".lmdb" : want.type() == "cdb" ? ".cdb" : ".db";
    return open_indexed_table(want.name, std::string(want.rest), suffix, want.report);
}

std::shared_ptr<table> static_value(request const& want) {
    if (!want.rest.starts_with('{')) return std::make_shared<always>(want.name, std::string(want.rest));
    std::string why;
    auto const value = inside_braces(want.rest, why);
    if (!value) return want.refuse(fmt::format("bad static:name syntax: {}", why));
    return std::make_shared<always>(want.name, std::string(*value));
}

std::shared_ptr<table> inline_pairs(request const& want) { return want.fixed(read_inline(want.name, want.report)); }

std::shared_ptr<table> system_database(request const& want) {
    if (auto out = open_unix_table(want.rest)) return out;
    return want.refuse(fmt::format("{}: unknown table: expected unix:passwd.byname or unix:group.byname", want.name));
}

std::shared_ptr<table> environment(request const& want) { return open_environment(want.name); }
std::shared_ptr<table> failing(request const& want) { return want.fixed(std::make_shared<trouble>()); }

std::shared_ptr<table> network_information(request const& want) {
    want.report({{},
                 0,
                 severity::warning,
                 fmt::format("{}: NIS domain name not set - NIS lookups disabled", want.name)});
    return want.fixed(std::make_shared<nothing>());
}

// There is no proxymap process: the table behind it is opened here.
std::shared_ptr<table> behind_proxy(request const& want) { return want.inner(want.rest); }

std::shared_ptr<table> sql(request const& want) {
    return open_sqlite(want.name, std::string(want.rest), want.values, want.report);
}

std::shared_ptr<table> tcp(request const& want) { return open_tcp(want.name, want.rest, want.report); }
std::shared_ptr<table> socketmap(request const& want) { return open_socketmap(want.name, want.rest, want.report); }

// The words of "{a, b}", reported when there is none.
std::vector<std::string> members(request const& want, std::string_view what) {
    std::string why;
    auto const inner = inside_braces(want.rest, why);
    auto out = inner ? split_list(*inner) : std::vector<std::string>();
    if (out.empty())
        (void)want.refuse(
            fmt::format("bad syntax: \"{:.200}\"; need \"{}:{{{}...}}\"", want.name, want.type(), what));
    return out;
}

using joiner = std::shared_ptr<table> (*)(std::string name, std::vector<std::shared_ptr<table>> parts);

template <joiner Join>
std::shared_ptr<table> joined(request const& want) {
    std::vector<std::shared_ptr<table>> parts;
    for (auto const& spec : members(want, "type:name")) {
        parts.push_back(want.inner(spec));
        if (!parts.back()) return nullptr;
    }
    return parts.empty() ? nullptr : Join(want.name, std::move(parts));
}

std::shared_ptr<table> random_value(request const& want) {
    auto values = members(want, "value");
    return values.empty() ? nullptr : make_random(want.name, std::move(values));
}

struct type {
    std::string_view name;
    opener open;
};
constexpr type types[] = {
    {"btree", indexed},
    {"cdb", indexed},
    {"cidr", rules<read_cidr>},
    {"environ", environment},
    {"fail", failing},
    {"hash", indexed},
    {"inline", inline_pairs},
    {"lmdb", indexed},
    {"nis", network_information},
    {"pcre", rules<read_pcre>},
    {"pipemap", joined<make_pipe>},
    {"proxy", behind_proxy},
    {"randmap", random_value},
    {"regexp", rules<read_regexp>},
    {"socketmap", socketmap},
    {"sqlite", sql},
    {"static", static_value},
    {"tcp", tcp},
    {"texthash", text},
    {"unionmap", joined<make_union>},
    {"unix", system_database},
};
constexpr auto names = [] {
    std::array<std::string_view, std::size(types)> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = types[i].name;
    return out;
}();

// "type:name", the type being default_database_type where `spec` has none.
std::string with_type(std::string_view spec, settings const& values) {
    spec = base::trimmed(spec);
    if (spec.find(':') != spec.npos && !spec.starts_with('/')) return std::string(spec);
    return values.text("default_database_type") + ':' + std::string(spec);
}

result<std::shared_ptr<table>> open_at(std::string_view spec, settings const& values, report const& report,
                                       int depth) {
    auto name = with_type(spec, values);
    auto const refuse = [&](std::string text) { report({{}, 0, severity::error, std::move(text)}); };
    if (depth > deepest_table) {
        refuse("tables are nested too deeply");
        return errc::bad_table;
    }
    auto const type_name = name.substr(0, name.find(':'));
    auto const found =
        std::find_if(std::begin(types), std::end(types), [&](type const& one) { return one.name == type_name; });
    if (found == std::end(types)) {
        refuse(fmt::format("unsupported dictionary type: {:.100} (supported: {})", type_name, fmt::join(names, " ")));
        return errc::unsupported_table;
    }
    request want{std::move(name), {}, values, report, depth};
    want.rest = std::string_view(want.name).substr(type_name.size() + 1);
    if (want.rest.empty()) {
        refuse(fmt::format("open dictionary: expecting \"type:name\" form instead of \"{}\"", want.name));
        return errc::bad_table;
    }
    auto out = found->open(want);
    if (!out) return errc::bad_table;
    return out;
}

}  // namespace

result<std::shared_ptr<table>> open_table(std::string_view spec, settings const& values, conf::report report) {
    if (!report) report = [](problem const&) {};
    return open_at(spec, values, report, 0);
}

std::span<std::string_view const> table_types() noexcept { return names; }

}  // namespace mailstead::conf

// The registry of table types.
#include "conf/table.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "conf/tables/content.h"
#include "conf/tables/file_table.h"
#include "conf/tables/system.h"

namespace mailstead::conf {
namespace {

// A table whose content never changes.
class fixed_table final : public table {
public:
    fixed_table(std::string name, content_ptr held, bool is_pattern)
        : name_(std::move(name)), held_(std::move(held)), pattern_(is_pattern) {}
    result<std::optional<std::string>> find(std::string_view key) override {
        if (key.empty()) return std::optional<std::string>();
        return held_->find(key);
    }
    bool is_pattern() const noexcept override { return pattern_; }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string name_;
    content_ptr held_;
    bool pattern_;
};

class always final : public content {
public:
    explicit always(std::string value) : value_(std::move(value)) {}
    result<std::optional<std::string>> find(std::string_view) const override { return std::optional(value_); }

private:
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

// What an opener gets: "type:rest" as `name`, and the rest.
struct request {
    std::string name;
    std::string_view rest;
    conf::settings const& values;
    conf::report const& report;

    std::shared_ptr<table> fixed(content_ptr held, bool is_pattern = false) const {
        if (!held) return nullptr;
        return std::make_shared<fixed_table>(name, std::move(held), is_pattern);
    }
    void complain(severity how, std::string text) const { report({{}, 0, how, std::move(text)}); }
};
using opener = std::shared_ptr<table> (*)(request const&);

template <content_reader Reader, bool IsPattern>
std::shared_ptr<table> text(request const& want) {
    if (!want.rest.starts_with('{'))
        return open_text_table(want.name, std::string(want.rest), Reader, IsPattern, want.report);
    return want.fixed(Reader(inline_lines(want.rest), want.name.substr(0, want.name.find('{')) + "{...}", want.report),
                      IsPattern);
}

std::shared_ptr<table> indexed(request const& want) {
    auto const* suffix = want.name.starts_with("lmdb:") ? ".lmdb" : want.name.starts_with("cdb:") ? ".cdb" : ".db";
    return open_indexed_table(want.name, std::string(want.rest), suffix, want.report);
}

std::shared_ptr<table> static_value(request const& want) {
    auto value = want.rest;
    if (value.starts_with('{') && value.ends_with('}')) value = base::trimmed(value.substr(1, value.size() - 2));
    return want.fixed(std::make_shared<always>(std::string(value)));
}

std::shared_ptr<table> inline_pairs(request const& want) {
    if (!want.rest.starts_with('{') || !want.rest.ends_with('}')) {
        want.complain(severity::error, fmt::format("{}: expected inline:{{ name = value, ... }}", want.name));
        return nullptr;
    }
    return want.fixed(read_inline(want.rest, "inline:{...}", want.report));
}

std::shared_ptr<table> system_database(request const& want) {
    auto out = open_unix_table(want.rest);
    if (!out)
        want.complain(severity::error,
                      fmt::format("{}: unknown table: expected unix:passwd.byname or unix:group.byname", want.name));
    return out;
}

std::shared_ptr<table> environment(request const& want) { return open_environment(want.name); }
std::shared_ptr<table> failing(request const& want) { return want.fixed(std::make_shared<trouble>()); }

std::shared_ptr<table> network_information(request const& want) {
    want.complain(severity::warning, fmt::format("{}: NIS domain name not set - NIS lookups disabled", want.name));
    return want.fixed(std::make_shared<nothing>());
}

// There is no proxymap process: the table behind it is opened here.
std::shared_ptr<table> behind_proxy(request const& want) {
    auto inner = open_table(want.rest, want.values, want.report);
    return inner ? std::move(*inner) : nullptr;
}

struct type {
    std::string_view name;
    opener open;
};
constexpr type types[] = {
    {"btree", indexed},
    {"cdb", indexed},
    {"cidr", text<read_cidr, true>},
    {"environ", environment},
    {"fail", failing},
    {"hash", indexed},
    {"inline", inline_pairs},
    {"lmdb", indexed},
    {"nis", network_information},
    {"pcre", text<read_pcre, true>},
    {"proxy", behind_proxy},
    {"regexp", text<read_regexp, true>},
    {"static", static_value},
    {"texthash", text<read_pairs, false>},
    {"unix", system_database},
};
constexpr auto names = [] {
    std::array<std::string_view, std::size(types)> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = types[i].name;
    return out;
}();

}  // namespace

result<std::shared_ptr<table>> open_table(std::string_view spec, settings const& values, conf::report report) {
    if (!report) report = [](problem const&) {};
    spec = base::trimmed(spec);
    auto colon = spec.find(':');
    std::string name(spec);
    if (colon == spec.npos || spec.starts_with('/')) {
        auto const type = values.text("default_database_type");
        colon = type.size();
        name = type + ':' + name;
    }
    auto const type_name = std::string_view(name).substr(0, colon);
    auto const found =
        std::find_if(std::begin(types), std::end(types), [&](type const& one) { return one.name == type_name; });
    if (found == std::end(types)) {
        report({{},
                0,
                severity::error,
                fmt::format("unsupported dictionary type: {} (supported: {})", type_name, fmt::join(names, " "))});
        return errc::unsupported_table;
    }
    auto const rest = std::string_view(name).substr(colon + 1);
    if (rest.empty()) {
        report({{}, 0, severity::error, fmt::format("{}: open dictionary: expecting \"type:name\" form", name)});
        return errc::bad_table;
    }
    auto out = found->open({name, rest, values, report});
    if (!out) return errc::bad_table;
    return out;
}

std::span<std::string_view const> table_types() noexcept { return names; }

}  // namespace mailstead::conf

// Rows, fields and -o parameters of master.cf, chosen by patterns such as "smtp/inet".
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/load.h"
#include "conf/master_edit.h"
#include "tools/postconf_parts.h"

namespace mailstead::tools::pc {
namespace {

using parts = std::vector<std::string_view>;

bool matches(std::string_view pattern, std::string_view text) noexcept { return pattern == "*" || pattern == text; }

// Parts of "name/type/parameter", as many as `count`; those left out match all. A name may itself hold no slash.
parts pattern_parts(std::string_view word, std::size_t count, std::string_view form) {
    auto out = base::split(word, "/");
    if (out.empty() || out.size() > count) throw fatal(std::string(form));
    out.resize(count, "*");
    return out;
}

// Runs `show(service, parts)` for the services of each pattern asked for, or for all; it says whether anything matched.
template <class Show>
void for_each_match(request const& want, std::size_t count, std::string_view form, conf::master_cf const& services, Show show) {
    auto const rows = services.shown();
    auto words = want.words;
    if (words.empty()) words.emplace_back("*");
    for (auto const& word : words) {
        auto const pattern = pattern_parts(word, count, form);
        bool any = false;
        for (auto const& service : rows)
            if (matches(pattern[0], service.name) && matches(pattern[1], conf::type_name(service.type)))
                any = show(service, pattern) || any;
        if (!any && !want.words.empty()) warn(fmt::format("unmatched request: \"{}\"", word));
    }
}

conf::override_text shown_in(request const& want, conf::settings const& values, conf::service const& service) {
    if (!want.has('x')) return {};
    return [&values, &service](std::string const& value) { return expanded(values.with(service.overrides), value); };
}

std::string full_name(conf::service const& service, std::string_view last) {
    return fmt::format("{}/{}/{}", service.name, conf::type_name(service.type), last);
}

void print_field(request const& want, conf::settings const& values, conf::service const& service, std::size_t column) {
    auto const name = full_name(service, conf::service_fields[column]);
    if (column + 1 < std::size(conf::service_fields)) return print_value(want, name, service.words[column]);
    if (want.has('H')) return print_value(want, name, {});
    auto const head = want.has('h') ? std::string() : name + " = ";
    fmt::print("{}{}\n", head, conf::service_command(service, want.has('f'), head.size(), shown_in(want, values, service)));
}

}  // namespace

conf::master_cf read_services(request const& want) {
    auto services = conf::read_master_cf(want.directory + "/master.cf");
    // A mistake among the options leaves a row that can be shown; of a row that overrides another, both are.
    auto const is_shown = [&](conf::problem const& one) {
        auto const of_line = [&](conf::service const& row) {
            return row.line == one.line && row.standing == conf::standing_of_row::bad_options;
        };
        return std::any_of(services.others.begin(), services.others.end(), of_line);
    };
    for (auto const& one : services.problems) {
        if (one.text.starts_with("overriding earlier entry: ")) continue;
        auto const text = one.line > 0 ? fmt::format("file {}: line {}: {}", one.file, one.line, one.text) : one.text;
        if (one.severity == conf::severity::error && !is_shown(one)) throw fatal(text);
        if (!want.has('d')) warn(text);
    }
    return services;
}

void show_services(request const& want) {
    name_checks const config(want);
    for_each_match(want, 2, "-M option requires service_name[/type]", config.services(), [&](auto const& service, parts const&) {
        fmt::print("{}\n", conf::service_row(service, want.has('f'), shown_in(want, config.values(), service)));
        return true;
    });
}

void show_fields(request const& want) {
    name_checks const config(want);
    constexpr std::string_view form = "-F option requires service_name[/type[/field]]";
    for (auto const& word : want.words) {
        auto const field = pattern_parts(word, 3, form)[2];
        bool const known = std::find(std::begin(conf::service_fields), std::end(conf::service_fields), field) != std::end(conf::service_fields);
        if (!known && field != "*") throw fatal(fmt::format("invalid service attribute name: \"{}\"", field));
    }
    for_each_match(want, 3, form, config.services(), [&](auto const& service, parts const& pattern) {
        for (std::size_t i = 0; i < std::size(conf::service_fields); ++i)
            if (matches(pattern[2], conf::service_fields[i])) print_field(want, config.values(), service, i);
        return true;
    });
}

void show_overrides(request const& want) {
    name_checks const config(want);
    constexpr std::string_view form = "-P option requires service_name[/type[/parameter]]";
    for_each_match(want, 3, form, config.services(), [&](auto const& service, parts const& pattern) {
        bool any = false;
        // Each name once, with the value that counts.
        conf::settings::pairs last;
        for (auto const& [name, value] : service.overrides) {
            std::erase_if(last, [&name = name](auto const& one) { return one.first == name; });
            last.emplace_back(name, value);
        }
        std::sort(last.begin(), last.end());
        for (auto const& [name, value] : last) {
            if (!matches(pattern[2], name)) continue;
            any = true;
            auto const text = want.has('x') ? expanded(config.values().with(service.overrides), value) : value;
            print_value(want, full_name(service, name), text);
        }
        return any;
    });
}

}  // namespace mailstead::tools::pc

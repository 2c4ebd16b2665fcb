// The table of parameters knows what has no effect and why; here is only whether anybody is let down by it.
#include "server/without_effect.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/parameters.h"

namespace mailstead::server {
namespace {

bool same_value(conf::parameter const& row, std::string const& a, std::string const& b) {
    if (row.kind == conf::kind::list) return conf::split_list(a) == conf::split_list(b);
    return base::iequals(a, b);
}

// It is set to something else than what happens anyway. Empty and "0" switch off what is not there.
bool lets_down(conf::parameter const& row, std::string const& value, std::string const& usual) {
    if (row.standing.mark == conf::mark::used && row.standing.reason.empty()) return false;
    return row.standing.matters && !value.empty() && value != "0" && !same_value(row, value, usual);
}

std::string words_for(conf::parameter const& row, std::string_view name) {
    bool const partly = row.standing.mark == conf::mark::used;
    return fmt::format("{} has {} effect: {}", name, partly ? "only a part of its" : "no", row.standing.reason);
}

conf::parameter const* row_of(std::string_view name) noexcept {
    auto const* row = conf::find_parameter(name);
    return row != nullptr ? row : conf::find_transport_parameter(name);
}

}  // namespace

std::vector<conf::problem> without_effect(conf::configuration const& files) {
    std::vector<conf::problem> out;
    if (!files.values) return out;
    auto const& values = *files.values;
    auto const look = [&](conf::settings const& seen, std::string const& name, std::string const& file, int line) {
        auto const* row = row_of(name);
        if (row == nullptr || !lets_down(*row, seen.text(name), seen.expand(seen.raw_default(name)))) return;
        out.push_back({file, line, conf::severity::warning, words_for(*row, name)});
    };
    for (auto const& name : values.set_names()) look(values, name, values.place(name).file, values.place(name).line);
    auto const by_line = [](conf::problem const& a, conf::problem const& b) { return a.line < b.line; };
    std::stable_sort(out.begin(), out.end(), by_line);
    for (auto const& service : files.services.services) {
        if (service.overrides.empty()) continue;
        auto const own = files.values_for(service);
        for (auto const& [name, value] : service.overrides) look(own, name, service.file, service.line);
    }
    return out;
}

std::vector<std::string> quietly_without_effect(conf::configuration const& files) {
    std::vector<std::string> out;
    if (!files.values) return out;
    for (auto const& name : files.values->set_names()) {
        auto const* row = row_of(name);
        if (row != nullptr && row->standing.mark != conf::mark::used && !row->standing.matters) out.push_back(name);
    }
    return out;
}

}  // namespace mailstead::server

// Rows and environment.
#include "server/settings_pipe.h"

#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace mailstead::server {
namespace {

// What import_environment makes of a name: "NAME=value" sets it, "NAME" keeps what we were started with.
std::optional<std::string> imported(std::string_view name, std::vector<std::string> const& rules) {
    for (auto const& rule : rules) {
        auto const equals = rule.find('=');
        if (rule.substr(0, equals) != name) continue;
        if (equals != rule.npos) return rule.substr(equals + 1);
        if (auto const* here = std::getenv(rule.c_str())) return here;
    }
    return std::nullopt;
}

// "{ name = value }" is one item of these lists.
std::string without_braces(std::string text) {
    if (text.size() < 2 || text.front() != '{' || text.back() != '}') return text;
    std::string reason;
    auto const pair = conf::split_name_value(text.substr(1, text.size() - 2), reason);
    return pair ? fmt::format("{}={}", pair->first, pair->second) : std::string();
}

std::vector<std::string> items(conf::settings const& values, char const* name) {
    std::vector<std::string> out;
    for (auto& one : values.list(name)) out.push_back(without_braces(std::move(one)));
    return out;
}

}  // namespace

mta::pipe::services pipe_services(conf::configuration const& files) {
    mta::pipe::services out;
    for (auto const& row : files.services.services) {
        if (row.command != "pipe" || row.type != conf::service_type::unix_stream) continue;
        auto parsed = mta::pipe::parse_pipe(row.arguments);
        mta::pipe::service one;
        one.row = std::move(parsed.what);
        if (!parsed.mistake.empty()) one.mistake = fmt::format("{}:{}: pipe {}: {}", row.file, row.line, row.name, parsed.mistake);
        one.limit = time_limit_of(row, files);
        one.most = static_cast<std::size_t>(row.maxproc ? *row.maxproc : files.values_for(row).number("default_process_limit"));
        out.insert_or_assign(row.name, std::move(one));
    }
    return out;
}

std::chrono::seconds time_limit_of(conf::service const& row, conf::configuration const& files) {
    auto const values = files.values_for(row);
    auto const own = row.name + "_time_limit";
    return values.duration(values.is_set(own) ? own : "command_time_limit");
}

std::vector<std::string> program_environment(conf::configuration const& files) {
    auto const& values = *files.values;
    auto const import = items(values, "import_environment");
    std::vector<std::string> out{"MAIL_CONFIG=" + files.directory, "PATH=/usr/bin:/bin"};
    for (auto const& one : items(values, "export_environment")) {
        auto const name = one.substr(0, one.find('='));
        if (name.empty() || name == "MAIL_CONFIG" || name == "PATH") continue;
        if (name.size() < one.size()) out.push_back(one);
        else if (auto const value = imported(name, import)) out.push_back(fmt::format("{}={}", name, *value));
    }
    return out;
}

}  // namespace mailstead::server

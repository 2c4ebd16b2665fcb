// One directory in, one checked configuration out.
#include "conf/load.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/expand.h"
#include "conf/parameters.h"

namespace mailstead::conf {
namespace {

bool is_directory(char const* path) noexcept {
    struct stat status {};
    return ::stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// "sqlite:NAME" without a file: the query stands in main.cf, as NAME_query and so on.
void add_sql_parameters(std::string const& value, std::set<std::string>& out) {
    static constexpr std::string_view suffixes[] = {"dbpath", "query",       "result_format", "expansion_limit",      "domain",
                                                    "table",  "where_field", "select_field",  "additional_conditions"};
    static constexpr std::string_view type = "sqlite:";
    for (auto at = value.find(type); at != value.npos; at = value.find(type, at + 1)) {
        auto const rest = std::string_view(value).substr(at + type.size());
        auto const name = rest.substr(0, rest.find_first_of(", \t}"));
        if (name.empty() || name.find_first_of("/.{$") == 0) continue;
        for (auto const suffix : suffixes) out.insert(fmt::format("{}_{}", name, suffix));
    }
}

// Names that some value refers to, or that name restriction classes.
std::set<std::string> used_names(main_cf const& entries, master_cf const& services) {
    std::set<std::string> out;
    auto const add = [&](std::string const& name, std::string const& value) {
        for (auto& used : names_in(value)) out.insert(std::move(used));
        add_sql_parameters(value, out);
        if (name != "smtpd_restriction_classes") return;
        for (auto& used : split_list(value)) out.insert(std::move(used));
    };
    for (auto const& entry : entries.entries) add(entry.name, entry.value);
    for (auto const& service : services.services)
        for (auto const& [name, value] : service.overrides) add(name, value);
    return out;
}

// TRANSPORT_suffix counts when master.cf has that transport.
bool is_transport_parameter(std::string_view name, master_cf const& services) noexcept {
    auto const* row = find_transport_parameter(name);
    return row != nullptr && services.transport(name.substr(0, name.size() - row->name.size())) != nullptr;
}

void check_overrides(configuration& all) {
    for (auto const& service : all.services.services) {
        std::vector<problem> found;
        (void)all.values->with(service.overrides, &found);
        for (auto& one : found) {
            one.file = service.file;
            one.line = service.line;
            all.problems.push_back(std::move(one));
        }
    }
}

bool is_listener(std::string_view command) noexcept {
    static constexpr std::string_view listeners[] = {"smtpd", "postscreen", "imapd", "pop3d", "lmtpd", "auth"};
    return std::find(std::begin(listeners), std::end(listeners), command) != std::end(listeners);
}

// What master.cf may say and we do not do: told once for all lines, since a stock master.cf is full of it.
void check_columns(configuration& all) {
    auto const warn = [&](service const& where, std::string text) {
        all.problems.push_back({where.file, where.line, severity::warning, std::move(text)});
    };
    auto const& rows = all.services.services;
    bool const screened = std::any_of(rows.begin(), rows.end(), [](service const& one) { return one.command == "postscreen"; });
    service const* jailed = nullptr;
    for (auto const& service : all.services.services) {
        if (service.chroot.value_or(false) && jailed == nullptr) jailed = &service;
        if (!is_listener(service.command) || service.type == service_type::inet || service.type == service_type::unix_stream) continue;
        if (screened && service.command == "smtpd" && service.type == service_type::pass) continue;    // it gets whom postscreen lets through
        warn(service, fmt::format("{} of type {} is not served; use inet or unix", service.command, type_name(service.type)));
    }
    if (jailed != nullptr) warn(*jailed, "the chroot column is ignored here and below: roles confine themselves");
}

// Two rows that would listen in one place, of which only one can.
void check_places(configuration& all) {
    auto const refuse = [&](service const& where, std::string text) {
        all.problems.push_back({where.file, where.line, severity::error, std::move(text)});
    };
    for (auto const& earlier : all.services.others) {
        if (earlier.standing != standing_of_row::overridden) continue;
        auto const* const last = all.services.find(earlier.name, earlier.type);
        if (last->command != earlier.command)
            refuse(*last, fmt::format("{} {} runs {} here and {} in line {}", last->name, type_name(last->type), last->command,
                                      earlier.command, earlier.line));
    }
    std::map<std::pair<std::string, std::uint16_t>, service const*> taken;
    for (auto const& service : all.services.services) {
        if (!service.endpoint || service.endpoint->port == 0 || !is_listener(service.command)) continue;
        auto host = base::lowered(service.endpoint->host);
        if (host == "localhost") host = "127.0.0.1";
        auto const [place, is_new] = taken.try_emplace({host, service.endpoint->port}, &service);
        if (!is_new)
            refuse(service, fmt::format("{} listens where {} of line {} does", service.name, place->second->name, place->second->line));
    }
}

// Combinations that Postfix warns about too.
void check_together(configuration& all) {
    auto const& values = *all.values;
    if (values.duration("bounce_queue_lifetime") > values.duration("maximal_queue_lifetime"))
        all.problems.push_back(
            {{}, 0, severity::warning, "bounce_queue_lifetime is larger than maximal_queue_lifetime: adjusting"});
    for (auto const& service : all.services.services) {
        if (is_known_command(service.command)) continue;
        all.problems.push_back({service.file, service.line, severity::warning,
                                fmt::format("unknown command \"{}\": the service is not started", service.command)});
    }
}

}  // namespace

std::string default_directory() {
    if (char const* named = std::getenv("MAIL_CONFIG"); named != nullptr && *named != '\0') return named;
    bool const postfix_only = !is_directory("/etc/mailstead") && is_directory("/etc/postfix");
    return postfix_only ? "/etc/postfix" : "/etc/mailstead";
}

std::vector<problem> unused_parameters(main_cf const& entries, master_cf const& services) {
    auto const used = used_names(entries, services);
    std::vector<problem> out;
    auto const look = [&](std::string const& name, std::string const& value, std::string const& file, int line) {
        if (find_parameter(name) != nullptr || used.contains(name) || is_transport_parameter(name, services)) return;
        out.push_back({file, line, severity::warning, fmt::format("unused parameter: {}={}", name, value)});
    };
    for (auto const& entry : entries.entries) look(entry.name, entry.value, entries.file, entry.line);
    for (auto const& service : services.services)
        for (auto const& [name, value] : service.overrides) look(name, value, service.file, service.line);
    return out;
}

configuration load(std::string const& directory) {
    configuration out;
    out.directory = directory;
    while (out.directory.size() > 1 && out.directory.ends_with('/')) out.directory.pop_back();
    auto entries = read_main_cf(out.directory + "/main.cf");
    out.services = read_master_cf(out.directory + "/master.cf");
    out.problems = entries.problems;
    out.problems.insert(out.problems.end(), out.services.problems.begin(), out.services.problems.end());
    check_places(out);
    settings values(entries, out.directory, this_machine(), out.problems);
    auto unused = unused_parameters(entries, out.services);
    std::move(unused.begin(), unused.end(), std::back_inserter(out.problems));
    if (!has_errors(out.problems)) {
        out.values = std::move(values);
        check_overrides(out);
        check_together(out);
        check_columns(out);
    }
    std::stable_partition(out.problems.begin(), out.problems.end(),
                          [](problem const& one) { return one.severity == severity::error; });
    return out;
}

}  // namespace mailstead::conf

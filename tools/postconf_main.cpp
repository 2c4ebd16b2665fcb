// Parameters shown by name or by class, and the warnings about names that Postfix gives with them.
#include <algorithm>
#include <exception>
#include <map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/expand.h"
#include "conf/load.h"
#include "conf/parameters.h"
#include "tools/postconf_parts.h"

namespace mailstead::tools::pc {
namespace {

// The parameters that a transport has by its name, such as relay_destination_rate_delay.
void add_service_names(conf::service const& service, std::set<std::string, std::less<>>& names) {
    static std::set<std::string, std::less<>> const agents = {"smtp", "lmtp", "local", "virtual", "pipe", "error"};
    bool const delivers = agents.contains(service.command);
    bool const runs = service.command == "pipe" || service.command == "spawn";
    for (auto const& row : conf::transport_parameters()) {
        auto name = service.name + std::string(row.name);
        bool const has = row.name == "_time_limit" ? runs : delivers;
        if (has && conf::find_parameter(name) == nullptr) names.insert(std::move(name));
    }
}

std::set<std::string, std::less<>> names_of_services(conf::master_cf const& services) {
    std::set<std::string, std::less<>> out;
    for (auto const& service : services.services) add_service_names(service, out);
    return out;
}

bool is_raw(std::string_view name) noexcept {
    auto const* row = conf::find_parameter(name);
    return row != nullptr && row->kind == conf::kind::raw;
}

void apply_overrides(request const& want, conf::main_cf& entries) {
    for (auto const& [name, value] : want.overrides) {
        std::erase_if(entries.entries, [&name = name](conf::main_cf_entry const& one) { return one.name == name; });
        entries.entries.push_back({name, value, 0});
    }
}

conf::settings values_of(request const& want, conf::main_cf entries) {
    std::vector<conf::problem> ignored;  // postconf shows bad values, it does not judge them
    if (want.has('d')) entries.entries.clear();
    apply_overrides(want, entries);
    return {entries, want.directory, conf::this_machine(), ignored};
}

class parameters_view {
public:
    explicit parameters_view(request const& want) : want_(want), config_(want) {}

    void show() const {
        for (auto const& name : wanted()) print(name);
    }

private:
    std::vector<std::string> wanted() const {
        if (!want_.words.empty()) return known_words();
        std::set<std::string> names;
        auto const& values = config_.values();
        for (auto& name : values.set_names())
            if (belongs(name)) names.insert(std::move(name));
        if (want_.has('n')) {
            if (want_.wants("builtin")) names.insert("config_directory");
            return {names.begin(), names.end()};
        }
        for (auto& name : values.names())
            if (want_.wants("builtin") && !is_former(name)) names.insert(std::move(name));
        if (want_.wants("service")) names.insert(config_.service_names().begin(), config_.service_names().end());
        return {names.begin(), names.end()};
    }

    static bool is_former(std::string_view name) noexcept {
        auto const* row = conf::find_parameter(name);
        return row != nullptr && row->standing.origin == conf::origin::former;
    }

    // A name that is set is listed when it is used and of a class asked for.
    bool belongs(std::string_view name) const {
        if (conf::find_parameter(name) != nullptr && !is_former(name)) return want_.wants("builtin");
        if (config_.is_service_parameter(name)) return want_.wants("service");
        return want_.wants("user") && !config_.is_unused(name);
    }

    std::vector<std::string> known_words() const {
        std::vector<std::string> out;
        auto const& values = config_.values();
        for (auto const& name : want_.words) {
            bool const known = conf::find_parameter(name) != nullptr || config_.is_service_parameter(name) ||
                               (values.is_set(name) && !config_.is_unused(name));
            if (!known)
                warn(name + ": unknown parameter");
            else if (!want_.has('n') || values.is_set(name))
                out.push_back(name);
        }
        return out;
    }

    void print(std::string const& name) const {
        auto value = config_.values().raw(name);
        if (want_.has('x') && !want_.has('H') && !is_raw(name)) value = expanded(config_.values(), value);
        print_value(want_, name, value);
    }

    request const& want_;
    name_checks config_;
};

}  // namespace

name_checks::name_checks(request const& want)
    : want_(want), entries_(conf::read_main_cf(want.directory + "/main.cf")), services_(read_services(want)),
      service_names_(names_of_services(services_)), values_(values_of(want, entries_)), uncaught_(std::uncaught_exceptions()) {
    if (want_.has('d')) return;
    for (auto const& one : entries_.problems) {
        auto const text = fmt::format("{}, line {}: {}", one.file, one.line, one.text);
        if (one.severity == conf::severity::error) throw fatal(one.line > 0 ? text : one.text);
        warn(text);
    }
    apply_overrides(want, entries_);
    for (auto& one : conf::unused_parameters(entries_, services_)) unused_.push_back(std::move(one));
    say_undefined();
}

// The warnings come after the output; not after a failure.
name_checks::~name_checks() {
    if (std::uncaught_exceptions() > uncaught_) return;
    std::fflush(stdout);
    bool const of_services = want_.has('M') || want_.has('F') || want_.has('P');
    for (auto const& one : unused_)
        if (one.file == services_.file || !of_services) warn(fmt::format("{}: {}", one.file, one.text));
}

bool name_checks::is_unused(std::string_view name) const {
    auto const what = fmt::format("unused parameter: {}=", name);
    return std::any_of(unused_.begin(), unused_.end(),
                       [&](conf::problem const& one) { return one.text.starts_with(what); });
}

void name_checks::say_undefined() const {
    std::set<std::string> said;
    auto const look = [&](std::string const& file, std::string const& name, std::string const& value,
                          conf::settings::pairs const& beside) {
        if (is_raw(name)) return;
        auto names = conf::names_in(value);
        if (name == "smtpd_restriction_classes")
            for (auto& one : conf::split_list(value)) names.push_back(std::move(one));
        for (auto const& used : names) {
            auto const same = [&](auto const& pair) { return pair.first == used; };
            bool const defined = conf::find_parameter(used) != nullptr || is_service_parameter(used) || values_.is_set(used) ||
                                 std::any_of(beside.begin(), beside.end(), same);
            if (!defined && said.insert(file + ' ' + used).second) warn(fmt::format("{}: undefined parameter: {}", file, used));
        }
    };
    for (auto const& service : services_.services)
        for (auto const& [name, value] : service.overrides) look(services_.file, name, value, service.overrides);
    for (auto const& entry : entries_.entries) look(entries_.file, entry.name, entry.value, {});
}

void show_parameters(request const& want) { parameters_view(want).show(); }

}  // namespace mailstead::tools::pc

#include "mta/milter/service.h"

#include <netdb.h>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mta::milter {
namespace {

constexpr std::pair<std::string_view, fallback> fallbacks[] = {
    {"accept", fallback::accept}, {"reject", fallback::reject},         {"tempfail", fallback::tempfail},
    {"quarantine", fallback::quarantine}, {"shutdown", fallback::hang_up},
};

void set_action(service& of, std::string_view text) {
    of.default_action = text;
    of.otherwise = fallback::unknown;
    for (auto const& [word, meant] : fallbacks)
        if (base::iequals(word, text)) of.otherwise = meant;
}

// "6", or "4, no_header_reply": a version, and what filters of that version may have besides.
void set_protocol(service& of, std::string_view text) {
    of.version = 0;
    of.protocol = 0;
    of.protocol_trouble.clear();
    for (auto const word : base::split(text, ", \t\r\n")) {
        auto const version = base::number<std::uint32_t>(word);
        auto const known = version ? protocol::of_version(*version) : 0;
        if (base::iequals(word, "no_header_reply")) {
            of.protocol |= protocol::silent_headers;
        } else if (known != 0 && of.version == 0) {
            of.version = *version;
            of.protocol |= known;
        } else {
            of.protocol_trouble = fmt::format("bad protocol information: {}", base::printable(word));
        }
    }
    if (of.version == 0 && of.protocol_trouble.empty()) of.protocol_trouble = "no protocol version information";
}

// "10", "10s", "2m", "1h", "1d", "1w".
std::optional<std::chrono::seconds> duration(std::string_view text) {
    std::int64_t unit = 1;
    constexpr std::pair<char, std::int64_t> units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    for (auto const& [letter, seconds] : units) {
        if (text.empty() || base::to_lower(text.back()) != letter) continue;
        unit = seconds;
        text.remove_suffix(1);
        break;
    }
    auto const number = base::number<std::uint32_t>(text);
    if (!number || *number == 0) return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(*number) * unit);
}

std::optional<std::uint16_t> port_of(std::string const& text) {
    if (auto const number = base::number<std::uint16_t>(text)) return number;
    auto const* known = ::getservbyname(text.c_str(), "tcp");
    if (!known) return std::nullopt;
    return ntohs(static_cast<std::uint16_t>(known->s_port));
}

void set_inet(service& of, std::string_view endpoint) {
    auto const colon = endpoint.rfind(':');
    auto const port = port_of(std::string(colon == endpoint.npos ? endpoint : endpoint.substr(colon + 1)));
    of.host = colon == endpoint.npos ? "" : endpoint.substr(0, colon);
    if (of.host.starts_with('[') && of.host.ends_with(']')) of.host = of.host.substr(1, of.host.size() - 2);
    if (of.host.empty()) of.host = "localhost";
    if (port) of.port = *port;
    else of.trouble = fmt::format("bad host or port in Milter service: {}", base::printable(of.name));
}

void set_place(service& of, std::string_view text, std::string const& directory) {
    of.name = text;
    auto const colon = text.find(':');
    auto const transport = text.substr(0, colon);
    auto const endpoint = colon == text.npos ? std::string_view() : text.substr(colon + 1);
    if (transport.empty() || endpoint.empty()) {
        of.trouble = fmt::format("Milter service needs transport:endpoint instead of \"{}\"", base::printable(text));
    } else if (transport == "inet") {
        set_inet(of, endpoint);
    } else if (transport == "unix" || transport == "local") {
        of.path = endpoint;
        if (!of.path.starts_with('/')) of.path = directory + '/' + of.path;
    } else {
        of.trouble = fmt::format("invalid transport name: {} in Milter service: {}", base::printable(transport), base::printable(text));
    }
}

bool set_option(service& of, std::string_view text) {
    auto const equals = text.find('=');
    if (equals == text.npos) return false;
    auto const name = base::trimmed(text.substr(0, equals));
    auto const value = base::trimmed(text.substr(equals + 1));
    auto const time = duration(value);
    if (name == "connect_timeout" && time) of.connect_timeout = *time;
    else if (name == "command_timeout" && time) of.command_timeout = *time;
    else if (name == "content_timeout" && time) of.content_timeout = *time;
    else if (name == "default_action") set_action(of, value);
    else if (name == "protocol") set_protocol(of, value);
    else return false;
    return true;
}

// What one pair of braces encloses; all of it, when it is no such group: "{a}={b}" is none.
std::string_view inside(std::string_view text) noexcept {
    if (!text.starts_with('{')) return text;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] != '}' || --depth > 0) continue;
        return i + 1 == text.size() ? base::trimmed(text.substr(1, i - 1)) : text;
    }
    return text;
}

service parse_service(std::string_view word, service const& usual, std::string const& directory) {
    auto out = usual;
    auto const parts = word.starts_with('{') ? conf::split_list(inside(word)) : std::vector<std::string>{std::string(word)};
    if (parts.empty()) {
        out.name = word;
        out.trouble = fmt::format("empty milter definition: \"{}\"", base::printable(word));
        return out;
    }
    set_place(out, parts.front(), directory);
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (!set_option(out, inside(parts[i])) && out.trouble.empty())
            out.trouble = fmt::format("milter service syntax error: {}", base::printable(parts[i]));
    return out;
}

constexpr std::string_view macro_parameters[stages] = {
    "milter_connect_macros", "milter_helo_macros",        "milter_mail_macros",          "milter_rcpt_macros",
    "milter_data_macros",    "milter_end_of_data_macros", "milter_end_of_header_macros", "milter_unknown_command_macros",
};

}  // namespace

std::string canonical_macro(std::string_view name) {
    if (name.starts_with('{')) return std::string(name);
    return fmt::format("{{{}}}", name);
}

setup::setup(conf::settings const& values, std::string_view names, conf::report const& report)
    : hostname(values.text("myhostname")), daemon_name(values.text("milter_macro_daemon_name")), version(values.text("milter_macro_v")),
      queue_directory_(values.text("queue_directory")), place_(values.place(names)), parameter_(names) {
    local_transport = values.text("local_transport");
    virtual_transport = values.text("virtual_transport");
    relay_transport = values.text("relay_transport");
    default_transport = values.text("default_transport");
    usual_.connect_timeout = values.duration("milter_connect_timeout");
    usual_.command_timeout = values.duration("milter_command_timeout");
    usual_.content_timeout = values.duration("milter_content_timeout");
    set_action(usual_, values.text("milter_default_action"));
    set_protocol(usual_, values.text("milter_protocol"));
    services = parse(values.text(names), report);
    for (std::size_t i = 0; i < stages; ++i) macros[i] = values.list(macro_parameters[i]);
    for (auto const& item : values.list("milter_macro_defaults")) {
        auto const pair = inside(item);
        auto const equals = pair.find('=');
        if (equals == pair.npos) {
            if (report) report({place_.file, place_.line, conf::severity::warning, fmt::format("milter_macro_defaults: \"{}\" is no name=value", item)});
            continue;
        }
        defaults[canonical_macro(base::trimmed(pair.substr(0, equals)))] = base::trimmed(pair.substr(equals + 1));
    }
    if (names == "smtpd_milters") by_client = conf::maps::open(values.text("smtpd_milter_maps"), values, report);
}

std::vector<service_ptr> setup::parse(std::string_view list, conf::report const& report) const {
    std::vector<service_ptr> out;
    for (auto const& word : conf::split_list(list)) {
        auto made = parse_service(word, usual_, queue_directory_);
        auto const tell = [&](std::string const& why) {
            if (report) report({place_.file, place_.line, conf::severity::warning, fmt::format("{}: milter {}: {}", parameter_, made.name, why)});
        };
        if (!made.trouble.empty()) tell(made.trouble);
        if (!made.protocol_trouble.empty()) tell(made.protocol_trouble);
        if (made.otherwise == fallback::unknown) tell("unrecognized default action: " + base::printable(made.default_action));
        out.push_back(std::make_shared<service const>(std::move(made)));
    }
    return out;
}

base::result<std::vector<service_ptr>> setup::for_client(std::string const& address) const {
    if (by_client.empty()) return services;
    auto const found = by_client.find(address);
    if (!found) return found.error();
    if (!*found) return services;
    if (base::iequals(**found, "DISABLE")) return std::vector<service_ptr>();
    return parse(**found, {});
}

}  // namespace mailstead::mta::milter

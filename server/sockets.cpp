// From master.cf to bound sockets.
#include "server/sockets.h"

#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "net/listener.h"

namespace mailstead::server {
namespace {

struct command_role {
    std::string_view command;
    role_name role;
};
// The commands of master.cf that listen; Postfix's other lines are transports or need no process of ours.
constexpr command_role served[] = {
    {"smtpd", role_name::mta},   {"postscreen", role_name::mta}, {"imapd", role_name::store}, {"pop3d", role_name::store},
    {"lmtpd", role_name::store}, {"auth", role_name::auth},   {"spawn", role_name::exec},
};

struct internal_socket {
    std::string_view path;
    std::string_view command;
    role_name role;
};
constexpr internal_socket internals[] = {
    {"private/auth", "auth", role_name::auth},
    {"private/lmtp-in", "lmtpd", role_name::store},
    {"public/showq", "showq", role_name::mta},
    {"public/pickup", "pickup", role_name::mta},
    {"public/smtp-local", "smtp-local", role_name::mta},
    {"private/forward", "forward", role_name::mta},
    {"private/control", "control", role_name::mta},
    {"private/introspect", "introspect", role_name::mta},
    {"private/exec", "exec", role_name::exec},
    {"private/store-admin", "store-admin", role_name::store},
};

// Where every user of the machine may knock: the peer's uid says who it is.
bool is_for_users(std::string_view command) { return command == "pickup" || command == "smtp-local" || command == "showq"; }

std::string inet_label(std::string const& host, std::uint16_t port) {
    return host.find(':') == host.npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

// The addresses a service without host listens on: inet_interfaces within inet_protocols.
std::vector<std::string> own_addresses(conf::settings const& values) {
    std::vector<std::string> out;
    bool v4 = false, v6 = false;
    for (auto const& word : values.list("inet_protocols")) {
        v4 |= word == "ipv4" || word == "all";
        v6 |= word == "ipv6" || word == "all";
    }
    auto const add = [&](std::string const& address) {
        bool const is_v6 = address.find(':') != address.npos;
        if (is_v6 ? v6 : v4) out.push_back(address);
    };
    for (auto const& word : values.list("inet_interfaces")) {
        if (word == "all") {
            add("0.0.0.0");
            add("::");
        } else if (word == "loopback-only" || word == "localhost") {
            add("127.0.0.1");
            add("::1");
        } else {
            add(word.starts_with('[') ? word.substr(1, word.size() - 2) : word);
        }
    }
    return out;
}

service_socket inet_socket(conf::service const& entry, role_name role, std::string host, conf::settings const& values) {
    if (base::iequals(host, "localhost")) host = "127.0.0.1";
    auto const port = entry.endpoint->port;
    service_socket out{"inet:" + inet_label(host, port), entry.command, entry.command + " " + inet_label(host, port), role,
                       host, port, {}, values, false};
    return out;
}

service_socket unix_socket(std::string_view command, std::string const& relative, role_name role, conf::settings const& values) {
    service_socket out{"unix:" + relative, std::string(command), std::string(command) + " " + relative, role, {}, 0,
                       values.text("queue_directory") + "/" + relative, values, false};
    return out;
}

// The maxproc column. A session is no process here, so "-" means default_process_limit only where Postfix's
// administrators expect it, for smtpd, and where there is a process for each: mail programs stay connected all day.
std::size_t most_sessions(conf::service const& entry, conf::settings const& values) {
    if (entry.command == "postscreen") return 0;    // its one process serves all clients; postscreen_pre_queue_limit holds
    if (entry.maxproc) return static_cast<std::size_t>(*entry.maxproc);
    return entry.command == "smtpd" || entry.command == "spawn" ? static_cast<std::size_t>(values.number("default_process_limit")) : 0;
}

void add_service(std::vector<service_socket>& out, conf::configuration const& files, conf::service const& entry, role_name role) {
    auto const values = files.values_for(entry);
    auto const first = out.size();
    if (entry.type == conf::service_type::unix_stream) {
        out.push_back(unix_socket(entry.command, entry.socket_path(), role, values));
    } else if (entry.type == conf::service_type::inet && entry.endpoint) {
        auto hosts = entry.endpoint->host.empty() ? own_addresses(values) : std::vector{entry.endpoint->host};
        for (auto& host : hosts) out.push_back(inet_socket(entry, role, std::move(host), values));
    }
    for (auto i = first; i < out.size(); ++i) {
        out[i].line = fmt::format("{} {}", entry.name, conf::type_name(entry.type));
        out[i].most = most_sessions(entry, values);
        out[i].origin = entry.line > 0 ? fmt::format("{}:{}", entry.file, entry.line) : entry.file;
    }
}

}  // namespace

std::vector<service_socket> sockets_of(conf::configuration const& files) {
    std::vector<service_socket> out;
    for (auto const& entry : files.services.services)
        for (auto const& [command, role] : served)
            if (entry.command == command) add_service(out, files, entry, role);
    for (auto const& [path, command, role] : internals) {
        auto const key = fmt::format("unix:{}", path);
        auto const same = [&](service_socket const& s) { return s.key == key; };
        if (std::any_of(out.begin(), out.end(), same)) continue;
        out.push_back(unix_socket(command, std::string(path), role, *files.values));
        out.back().internal = true;
        if (!is_for_users(command)) continue;
        out.back().line = fmt::format("{} unix", path);
        out.back().most = static_cast<std::size_t>(files.values->number("default_process_limit"));
    }
    return out;
}

std::optional<service_socket> service_behind(conf::configuration const& files, service_socket const& screen) {
    auto const name = screen.values.text("smtpd_service_name");
    auto const* const entry = files.services.find(name, conf::service_type::pass);
    if (entry == nullptr || entry->command != "smtpd") return std::nullopt;
    auto const values = files.values_for(*entry);
    service_socket out{"pass:" + name, entry->command, entry->command + " " + name, screen.role, {}, 0, {}, values, true};
    out.line = fmt::format("{} {}", entry->name, conf::type_name(entry->type));
    out.most = most_sessions(*entry, values);
    out.origin = fmt::format("{}:{}", entry->file, entry->line);
    return out;
}

opened open_socket(service_socket const& wanted) {
    auto fd = wanted.path.empty() ? net::listen_tcp(wanted.host, wanted.port) : net::listen_unix(wanted.path, is_for_users(wanted.command) ? 0666 : 0660);
    opened out;
    if (fd) {
        out.fd = std::move(*fd);
        return out;
    }
    auto const where = wanted.path.empty() ? inet_label(wanted.host, wanted.port) : wanted.path;
    out.trouble = fmt::format("{}{}{}: {}", wanted.origin, wanted.origin.empty() ? "" : ": ", where, fd.error().message());
    return out;
}

std::string describe(std::vector<service_socket> const& services) {
    std::string out;
    for (auto const& service : services) {
        if (service.internal) continue;
        if (!out.empty()) out += ", ";
        out += service.label;
    }
    return out.empty() ? "pickup public/pickup" : out;    // a null client: this machine's own mail alone
}

}  // namespace mailstead::server

// Checks that look at the values themselves: names, ports, sizes, services.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/fs.h"
#include "conf/parameters.h"
#include "mta/pipe/attributes.h"
#include "tools/check.h"

namespace mailstead::tools::checks {
namespace {

constexpr std::size_t longest_name = 80;    // of those that a suggestion is looked for

conf::problem warning(std::string text, std::string file = {}, int line = 0) {
    return {std::move(file), line, conf::severity::warning, std::move(text)};
}

// How many letters must be put in, taken out or changed to make `b` of `a`.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto const changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

// Somebody listens there already, or we may not. Empty: the port can be had.
std::string port_trouble(std::string const& host, std::uint16_t port) {
    bool const v6 = host.find(':') != host.npos;
    base::unique_fd const fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return {};    // no such address family: the start will say more
    int const on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int status = 0;
    if (v6) {
        ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(port);
        if (::inet_pton(AF_INET6, host.c_str(), &address.sin6_addr) != 1) return {};
        status = ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    } else {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        if (!host.empty() && ::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return {};
        status = ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    if (status == 0 && ::listen(fd.get(), 1) == 0) return {};
    if (errno == EACCES) return fmt::format("port {} needs root (or CAP_NET_BIND_SERVICE)", port);
    if (errno == EADDRINUSE) return fmt::format("port {} is in use by another program", port);
    return {};
}

// A server of this configuration runs: its ports are in use by itself.
bool is_running(conf::settings const& values) {
    base::unique_fd const fd(::open((values.text("queue_directory") + "/pid/master.pid").c_str(), O_RDONLY | O_CLOEXEC));
    return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0;
}

}  // namespace

std::string_view nearest(std::string_view name, std::vector<std::string_view> const& known) {
    if (name.size() > longest_name) return {};
    std::string_view best;
    auto least = std::min<std::size_t>(name.size() / 4 + 1, 4);    // a short name allows fewer mistakes
    for (auto const one : known) {
        auto const longer = std::max(one.size(), name.size());
        auto const shorter = std::min(one.size(), name.size());
        if (longer - shorter >= least) continue;
        auto const many = distance(name, one);
        if (many >= least) continue;
        best = one;
        least = many;
    }
    return best;
}

problems names(conf::configuration const& files) {
    std::vector<std::string_view> known;
    for (auto const& row : conf::parameters()) known.push_back(row.name);
    problems out;
    constexpr std::string_view head = "unused parameter: ";
    for (auto const& one : files.problems) {
        if (!one.text.starts_with(head)) continue;
        auto const name = std::string_view(one.text).substr(head.size(), one.text.find('=') - head.size());
        auto const meant = nearest(name, known);
        auto told = one;
        told.text = meant.empty() ? fmt::format("nothing uses the parameter {}", name)
                                  : fmt::format("nothing uses the parameter {}; did you mean {}?", name, meant);
        out.push_back(std::move(told));
    }
    return out;
}

problems ports(conf::configuration const& files) {
    problems out;
    if (is_running(*files.values)) return out;
    std::set<std::pair<std::string, std::uint16_t>> seen;
    for (auto const& service : files.services.services) {
        if (!service.endpoint || service.endpoint->port == 0) continue;
        auto host = service.endpoint->host;
        if (host == "localhost") host = "127.0.0.1";
        if (!seen.insert({host, service.endpoint->port}).second) continue;
        auto const trouble = port_trouble(host, service.endpoint->port);
        if (!trouble.empty()) out.push_back(warning(fmt::format("{}: {}", service.name, trouble), service.file, service.line));
    }
    return out;
}

problems sizes(conf::configuration const& files) {
    problems out;
    auto const& values = *files.values;
    auto const message = values.number("message_size_limit");
    for (auto const* name : {"mailbox_size_limit", "virtual_mailbox_limit"}) {
        auto const box = values.number(name);
        if (box == 0 || (message != 0 && message <= box)) continue;
        auto const place = values.place(values.is_set(name) ? name : "message_size_limit");
        out.push_back(warning(fmt::format("{} ({}) is smaller than message_size_limit ({}): a message that is taken may not fit", name, box,
                                          message == 0 ? "no limit" : std::to_string(message)),
                              place.file, place.line));
    }
    return out;
}

// Who the user is, is looked at when mail comes: the stock master.cf names some that few machines have.
problems programs(conf::configuration const& files) {
    problems out;
    for (auto const& row : files.services.services) {
        bool const is_pipe = row.command == "pipe";
        if (!is_pipe && row.command != "spawn") continue;
        auto const read = is_pipe ? mta::pipe::parse_pipe(row.arguments) : mta::pipe::parse_spawn(row.arguments);
        if (read.mistake.empty()) continue;
        out.push_back(warning(fmt::format("{} {}: {}: {}", row.command, row.name, read.mistake,
                                          is_pipe ? "mail for this transport will wait" : "its clients will get nothing"),
                              row.file, row.line));
    }
    return out;
}

problems mail_services(conf::configuration const& files) {
    auto const serves = [&](std::string_view command) {
        auto const is_it = [&](conf::service const& one) { return one.command == command; };
        return std::any_of(files.services.services.begin(), files.services.services.end(), is_it);
    };
    if (serves("imapd") || serves("pop3d")) return {};
    return {warning("no row serves IMAP or POP3: mail can be delivered and not read. To serve both, add:\n"
                    "    143          inet  n       -      n      -      -       imapd\n"
                    "    993          inet  n       -      n      -      -       imapd -o imapd_tls_wrappermode=yes\n"
                    "    110          inet  n       -      n      -      -       pop3d\n"
                    "    995          inet  n       -      n      -      -       pop3d -o pop3d_tls_wrappermode=yes",
                    files.services.file)};
}

}  // namespace mailstead::tools::checks

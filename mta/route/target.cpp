// Transports and next hops as targets.
#include <fmt/format.h>

#include "base/ascii.h"
#include "mta/route/route.h"

namespace mailstead::mta::route {
namespace {

using agent = transport::agent;

// What no row of master.cf offers.
std::shared_ptr<transport const> const& unavailable() {
    static auto const one = [] {
        transport out;
        out.program = "qmgr";
        return std::make_shared<transport const>(std::move(out));
    }();
    return one;
}

void to_store(target& out, lmtp::agent via, settings const& known) {
    out.kind = target::way::store;
    out.path = known.store_socket;
    out.via = via;
}

// "5.1.1 text" gives a status of its own; else `status`.
void with_text(target& out, target::way kind, std::string_view status, std::string_view text) {
    auto const blank = text.find(' ');
    auto const first = text.substr(0, blank);
    bool const has_status = first.size() >= 5 && (first[0] == '4' || first[0] == '5') && first[1] == '.' &&
                            first.find_first_not_of("0123456789.") == first.npos;
    if (has_status) {
        status = first;
        text = blank == text.npos ? std::string_view() : base::trimmed(text.substr(blank));
    }
    out.kind = kind;
    out.status = status;
    out.text = text;
}

void unusable(target& out, std::string_view nexthop, std::string_view why) {
    with_text(out, target::way::retry, "4.3.5", fmt::format("mail transport \"{}:{}\": {}", out.transport, nexthop, why));
}

// "[host]:port", "host:port", "inet:host:port", "unix:path"; a relative path lies under queue_directory.
void to_lmtp(target& out, std::string_view nexthop, settings const& known) {
    auto const value = nexthop;
    out.kind = target::way::lmtp;
    out.nexthop = value;
    if (nexthop.starts_with("unix:")) {
        auto const path = nexthop.substr(5);
        if (path.empty()) return unusable(out, value, "there is no path after unix:");
        out.path = path.front() == '/' ? std::string(path) : known.queue_directory + "/" + std::string(path);
        if (out.path == known.store_socket) to_store(out, lmtp::agent::virtual_mailbox, known);
        return;
    }
    if (nexthop.starts_with("inet:")) nexthop.remove_prefix(5);
    auto const bracket = nexthop.starts_with('[') ? nexthop.find(']') : nexthop.npos;
    auto const colon = bracket == nexthop.npos ? nexthop.rfind(':') : nexthop.find(':', bracket);
    auto host = nexthop.substr(0, colon);
    if (bracket != nexthop.npos) host = nexthop.substr(1, bracket - 1);
    out.port = 24;
    if (colon != nexthop.npos) {
        auto const port = base::number<std::uint16_t>(nexthop.substr(colon + 1));
        // The name of a service is the client's to look up.
        auto const name = nexthop.substr(colon + 1);
        if (!port && (name.empty() || base::is_digit(name.front()))) return unusable(out, value, "the port is neither a number nor a name");
        out.port = port.value_or(0);
    }
    if (host.empty()) return unusable(out, value, "there is no host");
    out.host = host;
}

}  // namespace

std::string target::destination() const {
    if (kind == way::smtp || kind == way::pipe) return transport + ":" + base::lowered(nexthop);
    if (!path.empty()) return transport + ":" + path;
    if (!nexthop.empty()) return transport + ":" + base::lowered(nexthop);
    return fmt::format("{}:{}:{}", transport, host, port);
}

target make_target(std::string_view name, std::string_view nexthop, settings const& known) {
    target out;
    out.transport = name;
    auto const found = known.transports.find(name);
    out.by = found != known.transports.end() ? found->second : unavailable();
    switch (out.by->does) {
    case agent::local: to_store(out, lmtp::agent::local_user, known); break;
    case agent::virtual_mailbox: to_store(out, lmtp::agent::virtual_mailbox, known); break;
    case agent::lmtp: to_lmtp(out, nexthop, known); break;
    case agent::error: with_text(out, target::way::error, "5.0.0", nexthop); break;
    case agent::retry: with_text(out, target::way::retry, "4.0.0", nexthop); break;
    case agent::discard:
        out.kind = target::way::discard;
        out.status = "2.0.0";
        out.text = nexthop;
        break;
    case agent::smtp:
        out.kind = target::way::smtp;
        out.nexthop = nexthop;
        break;
    case agent::pipe:
        out.kind = target::way::pipe;
        out.nexthop = nexthop;
        break;
    case agent::none: with_text(out, target::way::retry, "4.3.5", "mail transport unavailable"); break;
    }
    return out;
}

target parse_target(std::string_view value, std::string_view domain, settings const& known) {
    value = base::trimmed(value);
    auto const colon = value.find(':');
    auto const nexthop = colon == value.npos ? std::string_view() : base::trimmed(value.substr(colon + 1));
    return make_target(base::trimmed(value.substr(0, colon)), nexthop.empty() ? domain : nexthop, known);
}

}  // namespace mailstead::mta::route

// Transport values and address classes.
#include "mta/route/route.h"

#include <chrono>
#include <unordered_map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/domains.h"

namespace mailstead::mta::route {
namespace {

constexpr std::chrono::seconds memory_time{60};
constexpr std::size_t memory_limit = 4096;    // domains

target refusal(target::way kind, std::string transport, std::string status, std::string text) {
    target out;
    out.kind = kind;
    out.transport = std::move(transport);
    out.status = std::move(status);
    out.text = std::move(text);
    return out;
}

target to_store(lmtp::agent via, settings const& known) {
    target out;
    out.kind = target::way::store;
    out.transport = via == lmtp::agent::local_user ? "local" : "virtual";
    out.path = known.store_socket;
    out.via = via;
    return out;
}

// "5.1.1 text" gives a status of its own; else `status`.
target with_text(target::way kind, std::string_view transport, std::string_view status, std::string_view text) {
    auto const blank = text.find(' ');
    auto const first = text.substr(0, blank);
    bool const has_status = first.size() >= 5 && (first[0] == '4' || first[0] == '5') && first[1] == '.' &&
                            first.find_first_not_of("0123456789.") == first.npos;
    if (has_status) {
        status = first;
        text = blank == text.npos ? std::string_view() : base::trimmed(text.substr(blank));
    }
    return refusal(kind, std::string(transport), std::string(status), std::string(text));
}

target unusable(std::string_view transport, std::string_view value, std::string_view why) {
    return refusal(target::way::retry, std::string(transport), "4.3.5",
                   fmt::format("mail transport \"{}\": {}", value, why));
}

// "[host]:port", "host:port", "inet:host:port", "unix:path"; a relative path lies under queue_directory.
target to_lmtp(std::string_view value, std::string_view nexthop, settings const& known) {
    target out;
    out.kind = target::way::lmtp;
    out.transport = "lmtp";
    if (nexthop.starts_with("unix:")) {
        auto const path = nexthop.substr(5);
        if (path.empty()) return unusable("lmtp", value, "there is no path after unix:");
        out.path = path.front() == '/' ? std::string(path) : known.queue_directory + "/" + std::string(path);
        if (out.path == known.store_socket) return to_store(lmtp::agent::virtual_mailbox, known);
        return out;
    }
    if (nexthop.starts_with("inet:")) nexthop.remove_prefix(5);
    auto const bracket = nexthop.starts_with('[') ? nexthop.find(']') : nexthop.npos;
    auto const colon = bracket == nexthop.npos ? nexthop.rfind(':') : nexthop.find(':', bracket);
    auto host = nexthop.substr(0, colon);
    if (bracket != nexthop.npos) host = nexthop.substr(1, bracket - 1);
    out.port = 24;
    if (colon != nexthop.npos) {
        auto const port = base::number<std::uint16_t>(nexthop.substr(colon + 1));
        if (!port) return unusable("lmtp", value, "the port is not a number");
        out.port = *port;
    }
    if (host.empty()) return unusable("lmtp", value, "there is no host");
    out.host = host;
    return out;
}

std::string_view domain_of(std::string_view address) {
    auto const at = address.rfind('@');
    return at == address.npos ? std::string_view() : address.substr(at + 1);
}

class by_class final : public resolver {
public:
    by_class(settings known, conf::domains const& domains, net::disk_pool& lookups)
        : known_(std::move(known)), domains_(domains), lookups_(lookups) {}

    std::shared_ptr<target const> remembered(std::string_view address) override {
        auto const found = memory_.find(base::lowered(domain_of(address)));
        if (found == memory_.end() || found->second.until < std::chrono::steady_clock::now()) return nullptr;
        return found->second.where;
    }

    net::task<result<std::shared_ptr<target const>>> resolve(std::string address) override {
        auto const domain = base::lowered(domain_of(address));
        // An address without a domain is one of this machine's own.
        auto ask = [this, &domain]() -> result<conf::address_class> {
            if (domain.empty()) return conf::address_class::local;
            return domains_.classify(domain);
        };
        auto const found = co_await net::blocking(lookups_, ask);
        if (!found) co_return found.error();
        auto where = std::make_shared<target const>(for_class(*found, domain));
        if (memory_.size() >= memory_limit) memory_.clear();
        memory_.insert_or_assign(domain, entry(where, std::chrono::steady_clock::now() + memory_time));
        co_return where;
    }

private:
    struct entry {
        entry(std::shared_ptr<target const> to, std::chrono::steady_clock::time_point end)
            : where(std::move(to)), until(end) {}
        std::shared_ptr<target const> where;
        std::chrono::steady_clock::time_point until;
    };

    target for_class(conf::address_class what, std::string_view domain) const {
        switch (what) {
        case conf::address_class::local: return parse_target(known_.local_transport, domain, known_);
        case conf::address_class::virtual_mailbox: return parse_target(known_.virtual_transport, domain, known_);
        case conf::address_class::virtual_alias:
            return refusal(target::way::error, "error", "5.1.1", "User unknown in virtual alias table");
        case conf::address_class::relay: return parse_target(known_.relay_transport, domain, known_);
        case conf::address_class::other: return parse_target(known_.default_transport, domain, known_);
        }
        return parse_target(known_.default_transport, domain, known_);
    }

    settings known_;
    conf::domains const& domains_;
    net::disk_pool& lookups_;
    std::unordered_map<std::string, entry> memory_;
};

}  // namespace

std::string target::destination() const {
    if (kind == way::smtp) return transport + ":" + nexthop;
    if (!path.empty()) return transport + ":" + path;
    return fmt::format("{}:{}:{}", transport, host, port);
}

target parse_target(std::string_view value, std::string_view domain, settings const& known) {
    value = base::trimmed(value);
    auto const colon = value.find(':');
    auto const transport = value.substr(0, colon);
    auto const nexthop = colon == value.npos ? std::string_view() : value.substr(colon + 1);
    if (transport == "local") return to_store(lmtp::agent::local_user, known);
    if (transport == "virtual") return to_store(lmtp::agent::virtual_mailbox, known);
    if (transport == "lmtp") return to_lmtp(value, nexthop.empty() ? domain : nexthop, known);
    if (transport == "error") return with_text(target::way::error, transport, "5.0.0", nexthop);
    if (transport == "retry") return with_text(target::way::retry, transport, "4.0.0", nexthop);
    if (transport == "discard") return refusal(target::way::discard, "discard", "2.0.0", std::string(nexthop));
    if (transport == "smtp" || transport == "relay") {
        return refusal(target::way::retry, std::string(transport), "4.3.5",
                       fmt::format("remote delivery is not available yet: mail for {} is kept", domain));
    }
    return unusable(transport, value, "not available");
}

std::unique_ptr<resolver> make_resolver(settings known, conf::domains const& domains, net::disk_pool& lookups) {
    return std::make_unique<by_class>(std::move(known), domains, lookups);
}

}  // namespace mailstead::mta::route

// Classes, tables, and the memory of what they said.
#include "mta/route/route.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/domains.h"
#include "smtp/path.h"

namespace mailstead::mta::route {
namespace {

constexpr std::chrono::seconds memory_time{60};
constexpr std::size_t memory_limit = 10'000;

// On its way from the class to the tables.
struct choice {
    std::string transport, nexthop;
};

struct split_value {
    std::string_view transport, nexthop;    // either may be empty
};

split_value split(std::string_view value) {
    value = base::trimmed(value);
    auto const colon = value.find(':');
    split_value out{base::trimmed(value.substr(0, colon)), {}};
    if (colon != value.npos) out.nexthop = base::trimmed(value.substr(colon + 1));
    return out;
}

// transport(5): what the entry leaves out stays as it is, but a transport without a next hop goes to the domain.
void override_with(choice& what, split_value entry, std::string_view domain) {
    if (!entry.nexthop.empty()) what.nexthop = entry.nexthop;
    if (entry.transport.empty()) return;
    what.transport = entry.transport;
    if (!entry.nexthop.empty()) return;
    bool const refuses = entry.transport == "error" || entry.transport == "retry";
    what.nexthop = refuses ? "Address is undeliverable" : domain;
}

bool is_deliverable(std::string_view domain) {
    if (domain.starts_with('[')) return smtp::is_address_literal(domain);
    auto const is_number = [](char c) { return base::is_digit(c) || c == '.'; };
    return smtp::is_domain(domain) && !std::all_of(domain.begin(), domain.end(), is_number);
}

std::string_view domain_of(std::string_view address) {
    auto const at = address.rfind('@');
    return at == address.npos ? std::string_view() : address.substr(at + 1);
}

bool is_dunno(std::string_view value) { return base::iequals(base::trimmed(value), "DUNNO"); }

class table_resolver final : public resolver {
public:
    table_resolver(settings known, tables maps, conf::domains const& domains, net::disk_pool& lookups)
        : known_(std::move(known)), maps_(std::move(maps)), domains_(domains), lookups_(lookups) {}

    std::shared_ptr<target const> remembered(std::string_view sender, std::string_view address) override {
        auto const found = memory_.find(key_of(sender, address));
        if (found == memory_.end() || found->second.until < std::chrono::steady_clock::now()) return nullptr;
        return found->second.where;
    }

    net::task<result<std::shared_ptr<target const>>> resolve(std::string sender, std::string address) override {
        auto const ask = [this, &sender, &address] { return decide(sender, address); };
        auto found = co_await net::blocking(lookups_, ask);
        if (!found) co_return found.error();
        if (found->by->does == transport::agent::none)
            base::log::warning("qmgr", "transport {}: no service of that name in master.cf takes mail; mail for <{}> is put off",
                               base::printable(found->transport), base::printable(address));
        auto where = std::make_shared<target const>(std::move(*found));
        if (memory_.size() >= memory_limit) memory_.clear();
        memory_.insert_or_assign(key_of(sender, address), entry(where, std::chrono::steady_clock::now() + memory_time));
        co_return where;
    }

    std::shared_ptr<target const> filter(std::string_view value, std::string_view address) override {
        auto const wanted = split(value);
        auto nexthop = wanted.nexthop.empty() ? std::string_view(known_.filter_nexthop) : wanted.nexthop;
        if (nexthop.empty()) nexthop = domain_of(address);
        if (nexthop.empty()) nexthop = known_.hostname;
        auto out = make_target(wanted.transport, nexthop, known_);
        if (out.by->does == transport::agent::none) warn_of_filter(value);
        return std::make_shared<target const>(std::move(out));
    }

    std::shared_ptr<target const> at_best_exchanger(std::string_view address) override {
        if (known_.best_mx_transport.empty()) return nullptr;
        auto out = parse_target(known_.best_mx_transport, domain_of(address), known_);
        // An SMTP client would find this machine again.
        if (out.kind == target::way::smtp) return nullptr;
        return std::make_shared<target const>(std::move(out));
    }

private:
    // Asked for each recipient, told now and then.
    void warn_of_filter(std::string_view value) {
        auto const now = std::chrono::steady_clock::now();
        if (now < quiet_until_) return;
        quiet_until_ = now + memory_time;
        base::log::warning("qmgr", "content filter {}: no service of that name in master.cf takes mail; mail for it is put off", base::printable(value));
    }

    struct entry {
        entry(std::shared_ptr<target const> to, std::chrono::steady_clock::time_point end)
            : where(std::move(to)), until(end) {}
        std::shared_ptr<target const> where;
        std::chrono::steady_clock::time_point until;
    };

    // All that the answer depends on; patterns see the case of a local part.
    std::string key_of(std::string_view sender, std::string_view address) const {
        auto const domain = domain_of(address);
        auto out = base::lowered(domain);
        if (!maps_.transport_maps.empty()) out.insert(0, address.substr(0, address.size() - domain.size()));
        if (maps_.ask_sender()) out.append(1, '\n').append(sender);
        return out;
    }

    result<target> decide(std::string_view sender, std::string const& to) const {
        auto address = to.empty() ? known_.empty_recipient : to;
        if (domain_of(address).empty() && !address.ends_with('@')) address.append(1, '@').append(known_.hostname);
        if (address.ends_with('.')) address.pop_back();
        auto const domain = base::lowered(domain_of(address));
        if (!is_deliverable(domain)) return make_target("error", "5.1.3 bad address syntax", known_);
        auto const what = domains_.classify(domain);
        if (!what) return what.error();
        if (*what == conf::address_class::virtual_alias)
            return make_target("error", "5.1.1 User unknown in virtual alias table", known_);
        auto chosen = by_class(*what, domain, sender);
        if (!chosen) return chosen.error();
        if (!maps_.transport_maps.empty()) {
            auto const listed = conf::find_transport(maps_.transport_maps, smtp::unquoted_address(address), maps_.transport_search);
            if (!listed) return listed.error();
            if (*listed) override_with(*chosen, split((*listed)->value), domain);
        }
        return make_target(chosen->transport, chosen->nexthop, known_);
    }

    result<choice> by_class(conf::address_class what, std::string const& domain, std::string_view sender) const {
        switch (what) {
        case conf::address_class::local: return named_by(known_.local_transport, domain);
        case conf::address_class::virtual_mailbox: return named_by(known_.virtual_transport, domain);
        default: break;
        }
        auto const relay = relay_for(sender);
        if (!relay) return relay.error();
        auto const& nexthop = relay->empty() ? domain : *relay;
        if (what == conf::address_class::relay) return named_by(known_.relay_transport, nexthop);
        auto const own = of_sender(maps_.transport_by_sender, maps_.sender_search, sender);
        if (!own) return own.error();
        return named_by(own->empty() ? known_.default_transport : *own, nexthop);
    }

    static choice named_by(std::string_view value, std::string_view nexthop) {
        auto const parts = split(value);
        return {std::string(parts.transport), std::string(parts.nexthop.empty() ? nexthop : parts.nexthop)};
    }

    result<std::string> relay_for(std::string_view sender) const {
        auto own = of_sender(maps_.relayhost_by_sender, maps_.relayhost_search, sender);
        if (own && own->empty()) return known_.relayhost;
        return own;
    }

    // Empty: the table leaves it to the parameter that is the same for all.
    result<std::string> of_sender(conf::maps const& from, conf::search_rules const& how, std::string_view sender) const {
        if (from.empty()) return std::string();
        auto const what = domains_.classify(domain_of(sender));
        if (!what) return what.error();
        auto const whose = *what == conf::address_class::local ? conf::domain_is::ours : conf::domain_is::foreign;
        auto const found = conf::find_rewriting(from, smtp::unquoted_address(sender), whose, how);
        if (!found) return found.error();
        if (!*found || is_dunno((*found)->value)) return std::string();
        return std::string(base::trimmed((*found)->value));
    }

    settings known_;
    tables maps_;
    conf::domains const& domains_;
    net::disk_pool& lookups_;
    std::unordered_map<std::string, entry> memory_;
    std::chrono::steady_clock::time_point quiet_until_;    // of the warning about filters
};

}  // namespace

tables tables::open(conf::settings const& values, conf::report const& report) {
    tables out;
    auto const open_one = [&](char const* name, conf::maps& maps, conf::search_rules& search) {
        maps = conf::maps::open(values.text(name), values, report);
        search = conf::search_rules::of(name, values);
    };
    open_one("transport_maps", out.transport_maps, out.transport_search);
    open_one("sender_dependent_relayhost_maps", out.relayhost_by_sender, out.relayhost_search);
    open_one("sender_dependent_default_transport_maps", out.transport_by_sender, out.sender_search);
    return out;
}

std::unique_ptr<resolver> make_resolver(settings known, tables maps, conf::domains const& domains, net::disk_pool& lookups) {
    return std::make_unique<table_resolver>(std::move(known), std::move(maps), domains, lookups);
}

}  // namespace mailstead::mta::route

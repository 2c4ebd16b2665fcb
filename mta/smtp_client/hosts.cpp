#include "mta/smtp_client/hosts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <random>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtp_client {
namespace {

constexpr std::size_t most_exchangers = 100;    // of one domain; more are never looked at
constexpr std::uint16_t smtp_port = 25;         // where our own servers listen: only there mail can loop

std::mt19937& dice() {
    thread_local std::mt19937 made{std::random_device{}()};
    return made;
}

struct exchanger {
    unsigned preference = 0;
    std::string name;
};

struct exchangers {
    std::vector<exchanger> all;    // by preference
    bool null = false;             // RFC 7505: "MX 0 ."
    bool damaged = false;
};

bool is_v6(std::string const& address) noexcept { return address.find(':') != address.npos; }

// One spelling for comparing.
std::string canonical(std::string const& address) {
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    int const kind = is_v6(address) ? AF_INET6 : AF_INET;
    if (::inet_pton(kind, address.c_str(), bytes.data()) != 1) return address;
    return ::inet_ntop(kind, bytes.data(), text.data(), text.size()) ? text.data() : address;
}

std::string_view without_last_dot(std::string_view name) noexcept { return name.ends_with('.') ? name.substr(0, name.size() - 1) : name; }

exchangers read_exchangers(net::dns_answer const& from) {
    exchangers out;
    for (std::string_view const rdata : from.records) {
        if (rdata.size() == 3 && rdata[2] == '\0') {
            out.null = true;
            continue;
        }
        auto name = rdata.size() > 3 ? base::lowered(net::name_of_rdata(rdata.substr(2))) : std::string();
        out.damaged = out.damaged || name.empty();
        if (name.empty()) continue;
        exchanger one;
        one.preference = static_cast<unsigned>(static_cast<unsigned char>(rdata[0])) * 256 + static_cast<unsigned char>(rdata[1]);
        one.name = std::move(name);
        out.all.push_back(std::move(one));
    }
    return out;
}

void sort(std::vector<exchanger>& all, bool randomize) {
    if (randomize) std::shuffle(all.begin(), all.end(), dice());
    auto const by_preference = [](exchanger const& a, exchanger const& b) { return a.preference < b.preference; };
    std::stable_sort(all.begin(), all.end(), by_preference);
    if (all.size() > most_exchangers) all.resize(most_exchangers);
}

trouble no_answer(std::string const& name, char const* type, char const* status, char const* reason) {
    trouble out;
    out.status = status;
    out.text = fmt::format("Host or domain name not found. Name service error for name={} type={}: {}", name, type, reason);
    return out;
}

// One search under way: collects hosts, remembers why there are none.
class search {
public:
    search(names& from, host_rules const& rules, destination const& where) : from_(from), rules_(rules), where_(where) {}

    net::task<host_list> domain() {
        auto const found = co_await from_.lookup(where_.name, net::record_type::mx);
        if (!found && found.error() == net::make_error_code(net::errc::not_found)) co_return co_await host();
        if (!found) {
            note(no_answer(where_.name, "MX", "4.4.3", "Host not found, try again"));
            if (rules_.ignore_mx_failure) co_return co_await host();
            co_return std::move(out_);
        }
        is_sure_ = found->secure;
        auto read = read_exchangers(*found);
        if (read.all.empty()) {
            note(nothing_in(read));
            co_return std::move(out_);
        }
        sort(read.all, rules_.randomize);
        co_await gather(read.all);
        if (out_.hosts.empty()) {
            base::log::warning("smtp", "no MX host for {} has a valid address record", where_.name);
            if (rules_.defer_without_address && out_.why.status.starts_with('5')) out_.why.status.front() = '4';
            co_return std::move(out_);
        }
        best_ = read.all.front().preference;
        cut_at_ourselves();
        order();
        co_return std::move(out_);
    }

    // A host that is named itself, or a domain without MX records (RFC 5321 §5.1).
    net::task<host_list> host() {
        co_await add_host(where_.name, 0);
        if (!out_.hosts.empty() && finds_ourselves() != nullptr) {
            out_.hosts.clear();
            note(loop());
        }
        order();
        co_return std::move(out_);
    }

private:
    trouble nothing_in(exchangers const& read) const {
        trouble out;
        out.status = "5.1.10";
        out.text = fmt::format("Domain {} does not accept mail (nullMX)", where_.name);
        if (!read.null) out = no_answer(where_.name, "MX", "4.4.3", "Malformed or unexpected name server reply");
        return out;
    }

    trouble loop() const {
        trouble out;
        out.status = "5.4.6";
        out.text = fmt::format("mail for {} loops back to myself", where_.name);
        out.loops = true;
        return out;
    }

    // Until there are enough addresses for all that will be tried; a preference is never left half done, since an own address
    // in it counts for all of it.
    net::task<void> gather(std::vector<exchanger> const& all) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            bool const next_level = i > 0 && all[i].preference != all[i - 1].preference;
            if (next_level && rules_.address_limit > 0 && out_.hosts.size() >= rules_.address_limit) co_return;
            co_await add_host(all[i].name, all[i].preference);
        }
    }

    net::task<void> add_host(std::string name, unsigned preference) {
        if (is_address(name)) {
            add(name, name, preference);
            co_return;
        }
        bool found = false;
        if (rules_.by_dns) {
            if (rules_.ipv4) found = co_await add_addresses(name, preference, net::record_type::a);
            bool more = false;
            if (rules_.ipv6) more = co_await add_addresses(name, preference, net::record_type::aaaa);
            found = found || more;
        }
        if (found || !rules_.by_system) co_return;
        auto const known = co_await from_.system_addresses(name);
        if (known)
            for (auto const& address : *known) add(name, address, preference);
        else if (known.error() == net::make_error_code(net::errc::not_found))
            note(unknown_to_system(name, "5.4.4", "Name or service not known"));
        else note(unknown_to_system(name, "4.3.0", "Temporary failure in name resolution"));
    }

    static trouble unknown_to_system(std::string const& name, char const* status, char const* reason) {
        trouble out;
        out.status = status;
        out.text = fmt::format("unable to look up host {}: {}", name, reason);
        return out;
    }

    net::task<bool> add_addresses(std::string name, unsigned preference, net::record_type type) {
        bool const v6 = type == net::record_type::aaaa;
        auto const found = co_await from_.lookup(name, type);
        if (!found) {
            bool const definite = found.error() == net::make_error_code(net::errc::not_found);
            note(no_answer(name, v6 ? "AAAA" : "A", definite ? "5.4.4" : "4.4.3",
                           definite ? "Host not found" : "Host not found, try again"));
            co_return false;
        }
        bool any = false;
        for (auto const& rdata : found->records) {
            std::array<char, INET6_ADDRSTRLEN> text{};
            if (rdata.size() != (v6 ? 16u : 4u)) continue;
            if (!::inet_ntop(v6 ? AF_INET6 : AF_INET, rdata.data(), text.data(), text.size())) continue;
            add(name, text.data(), preference, &*found);
            any = true;
        }
        if (!any) note(no_answer(name, v6 ? "AAAA" : "A", "4.4.3", "Malformed or unexpected name server reply"));
        co_return any;
    }

    void add(std::string const& name, std::string const& address, unsigned preference, net::dns_answer const* from = nullptr) {
        if (is_v6(address) ? !rules_.ipv6 : !rules_.ipv4) {
            note(no_answer(name, is_v6(address) ? "AAAA" : "A", "5.4.4", "Host not found"));
            return;
        }
        mail_host one;
        one.name = name;
        one.address = canonical(address);
        one.port = where_.port;
        one.preference = preference;
        one.is_secure = from && from->secure;
        auto const behind = from ? base::lowered(without_last_dot(from->canonical)) : std::string();
        one.is_alias = !behind.empty() && behind != name;
        if (one.is_secure) one.canonical = behind;
        auto const same = [&one](mail_host const& other) { return other.address == one.address; };
        if (std::none_of(out_.hosts.begin(), out_.hosts.end(), same)) out_.hosts.push_back(std::move(one));
    }

    // Doubt is never replaced by a 'no'.
    void note(trouble next) {
        if (!out_.why.status.empty() && out_.why.is_soft() && !next.is_soft()) return;
        out_.why = std::move(next);
    }

    bool is_ours(std::string const& address) const {
        if (where_.port != smtp_port) return false;
        if (address == "0.0.0.0" || address == "::") return true;
        auto const same = [&address](std::string const& own) { return canonical(own) == address; };
        return std::any_of(rules_.own_addresses.begin(), rules_.own_addresses.end(), same);
    }

    mail_host const* finds_ourselves() const {
        for (auto const& one : out_.hosts)
            if (is_ours(one.address)) return &one;
        return nullptr;
    }

    // RFC 5321 §5.1: whoever is an exchanger himself hands on to better ones only.
    void cut_at_ourselves() {
        auto const* self = finds_ourselves();
        if (!self) return;
        auto const own = self->preference;
        auto const best_found = out_.hosts.front().preference;
        out_.we_are_exchanger = true;
        std::erase_if(out_.hosts, [own](mail_host const& one) { return one.preference >= own; });
        if (!out_.hosts.empty()) return;
        if (best_found == best_) {
            out_.why = loop();
            return;
        }
        out_.why = {};
        out_.why.status = "4.4.4";
        out_.why.text = fmt::format("unable to find primary relay for {}", where_.name);
    }

    void order() {
        auto& hosts = out_.hosts;
        for (auto& one : hosts) {
            one.is_best = one.preference == best_;
            one.is_sure = is_sure_ || one.name == where_.name;
        }
        if (rules_.randomize) std::shuffle(hosts.begin(), hosts.end(), dice());
        auto const first = rules_.first;
        auto const before = [first](mail_host const& a, mail_host const& b) {
            if (a.preference != b.preference) return a.preference < b.preference;
            if (first == family::any || is_v6(a.address) == is_v6(b.address)) return false;
            return is_v6(a.address) == (first == family::ipv6);
        };
        std::stable_sort(hosts.begin(), hosts.end(), before);
        if (rules_.address_limit == 0 || hosts.size() <= rules_.address_limit) return;
        if (first == family::any && rules_.balance) balance();
        hosts.resize(rules_.address_limit);
    }

    // A family that does not work here must not use up all the attempts.
    void balance() {
        auto& hosts = out_.hosts;
        auto const limit = rules_.address_limit;
        auto const v6_host = [](mail_host const& one) { return is_v6(one.address); };
        auto const v6 = static_cast<std::size_t>(std::count_if(hosts.begin(), hosts.end(), v6_host));
        auto const v4 = hosts.size() - v6;
        auto room_v6 = std::min(v6, std::max(limit / 2, limit - std::min(limit, v4)));
        auto room_v4 = std::min(v4, limit - room_v6);
        std::vector<mail_host> chosen;
        for (auto& one : hosts) {
            auto& room = v6_host(one) ? room_v6 : room_v4;
            if (room == 0) continue;
            --room;
            chosen.push_back(std::move(one));
        }
        hosts = std::move(chosen);
    }

    names& from_;
    host_rules const& rules_;
    destination const& where_;
    host_list out_;
    unsigned best_ = 0;    // preference
    bool is_sure_ = false;
};

}  // namespace

net::task<host_list> find_hosts(names& from, host_rules const& rules, destination where) {
    search under_way(from, rules, where);
    bool const by_exchanger = rules.asks_dns && !where.is_host && !is_address(where.name);
    if (by_exchanger) co_return co_await under_way.domain();
    co_return co_await under_way.host();
}

}  // namespace mailstead::mta::smtp_client

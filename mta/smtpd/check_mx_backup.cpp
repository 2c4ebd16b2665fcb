// permit_mx_backup: mail for a domain that names us among its mail exchangers, but not as the first (postconf(5)).
#include <algorithm>

#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

using net::record_type;

struct exchanger {
    unsigned preference;
    std::string host;
};

std::vector<exchanger> exchangers_in(net::dns_answer const& answer) {
    constexpr std::size_t most = 100;    // a stranger made the list
    std::vector<exchanger> out;
    for (auto const& bytes : answer.records) {
        if (bytes.size() <= 2 || out.size() >= most) continue;
        auto const byte = [&bytes](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
        auto host = net::name_of_rdata(std::string_view(bytes).substr(2));
        if (!host.empty()) out.push_back({byte(0) << 8 | byte(1), std::move(host)});
    }
    return out;
}

class mx_backup {
public:
    mx_backup(inquiry& on, std::vector<exchanger> all) : on_(on), all_(std::move(all)) {
        auto const cheaper = [](exchanger const& a, exchanger const& b) { return a.preference < b.preference; };
        std::stable_sort(all_.begin(), all_.end(), cheaper);
    }

    // We are among them, but not the first: what we take we can pass on.
    task<bool> is_ours() {
        bool backup = false;
        for (auto const& one : all_) {
            auto const found = co_await addresses_of(one.host);
            if (std::none_of(found.begin(), found.end(), [this](auto const& address) { return is_own(address); })) continue;
            if (one.preference == all_.front().preference) co_return false;
            backup = true;
        }
        co_return backup;
    }

    // permit_mx_backup_networks: the first ones, with all their addresses, are in them.
    task<bool> has_trusted_primary() {
        auto const& trusted = on_.about.settings->mx_backup_networks;
        if (trusted.empty()) co_return true;
        for (auto const& one : all_) {
            if (one.preference != all_.front().preference) break;
            auto const found = co_await addresses_of(one.host);
            if (found.empty()) co_return false;
            for (auto const& address : found) {
                auto const known = trusted.matches_client("unknown", address);
                if (!known) note("Unable to look up permit_mx_backup_networks");
                if (!known || !*known) co_return false;
            }
        }
        co_return true;
    }

    // The first thing that nobody could tell: a refusal would be premature.
    std::string const& doubt() const noexcept { return doubt_; }

private:
    task<std::vector<std::string>> addresses_of(std::string host) {
        std::vector<std::string> out;
        bool in_doubt = false;
        for (auto const type : {record_type::a, record_type::aaaa}) {
            auto const got = co_await on_.about.names->lookup(host, type);
            if (!got) in_doubt |= got.error() != net::make_error_code(net::errc::not_found);
            if (!got) continue;
            auto more = addresses_in(*got);
            out.insert(out.end(), more.begin(), more.end());
        }
        if (out.empty())
            note(fmt::format("Unable to look up mail exchanger host {}: {}", host,
                             in_doubt ? "Temporary failure in name resolution" : "Name or service not known"));
        co_return out;
    }
    bool is_own(std::string const& address) const {
        auto const& own = on_.about.settings->own_addresses;
        auto const& proxies = on_.about.settings->proxy_addresses;
        return std::find(own.begin(), own.end(), address) != own.end() ||
               std::find(proxies.begin(), proxies.end(), address) != proxies.end();
    }
    void note(std::string why) {
        if (doubt_.empty()) doubt_ = std::move(why);
    }

    inquiry& on_;
    std::vector<exchanger> all_;
    std::string doubt_;
};

}  // namespace

task<decision> permit_mx_backup(inquiry& on, topic const& about, restriction const& what) {
    auto known = co_await permit_auth_destination(on, about, what);
    if (known.kind != decision::kind::dunno || !is_there(on.about, party::recipient) || on.about.routed || !on.about.names) co_return known;
    auto const domain = std::string(domain_of(on.about.full_recipient));
    if (!is_dns_name(domain)) co_return known;
    auto const named = topic_of(on.about, party::recipient);
    auto const got = co_await on.about.names->lookup(domain, record_type::mx);
    if (!got && got.error() == net::make_error_code(net::errc::not_found)) co_return known;
    if (!got) co_return defer_if_reject(on, "4.4.4", rejected(named, "Unable to look up mail exchanger information: Host not found, try again"));
    mx_backup place(on, exchangers_in(*got));
    bool good = co_await place.is_ours();
    if (good) good = co_await place.has_trusted_primary();
    if (good) co_return permit();
    if (!place.doubt().empty()) co_return defer_if_reject(on, "4.4.4", rejected(named, place.doubt()));
    co_return known;
}

}  // namespace mailstead::mta::smtpd

// check_{client,helo,sender,recipient ...}_{a,mx,ns}_access: what access tables say of the hosts behind a name.
#include <arpa/inet.h>

#include <array>

#include "base/log.h"
#include "mta/smtpd/checks.h"

namespace mailstead::mta::smtpd {
namespace {

using net::record_type;

constexpr std::size_t server_limit = 100;    // hosts of one name; a stranger made the list

std::string_view type_name(record_type type) noexcept {
    if (type == record_type::mx) return "MX";
    return type == record_type::ns ? "NS" : "A";
}

// The names of the servers, or why there are none to look at.
task<result<std::vector<std::string>>> servers_of(names& dns, std::string name, record_type type) {
    std::vector<std::string> out;
    if (type == record_type::a) out.push_back(name);
    if (type == record_type::a) co_return out;
    auto got = co_await dns.lookup(name, type);
    auto const missing = net::make_error_code(net::errc::not_found);
    // A host without MX receives its own mail; a name inside a zone is served by the zone's servers.
    if (!got && got.error() == missing && type == record_type::mx) out.push_back(name);
    while (!got && got.error() == missing && type == record_type::ns) {
        auto const dot = name.find('.');
        if (dot == name.npos || dot + 1 == name.size()) break;
        name.erase(0, dot + 1);
        got = co_await dns.lookup(name, type);
    }
    if (!out.empty()) co_return out;
    if (!got) co_return got.error();
    std::size_t const skip = type == record_type::mx ? 2 : 0;
    for (auto const& bytes : got->records) {
        if (bytes.size() <= skip || out.size() >= server_limit) continue;
        auto host = net::name_of_rdata(std::string_view(bytes).substr(skip));
        if (!host.empty()) out.push_back(std::move(host));
    }
    co_return out;
}

// Absent: the tables do not know the key. A DUNNO is an answer: the name's other hosts do not matter then.
using outcome = std::optional<decision>;

task<outcome> judge_key(inquiry& on, topic const& about, restriction const& what, std::string key, bool is_address) {
    auto const& rules = on.about.settings->access_rules;
    auto const search = [&tables = *what.tables, &rules, key, is_address] {
        return is_address ? conf::find_client(tables, key, key, rules) : conf::find_host(tables, key, rules);
    };
    auto got = co_await ask(on, *what.tables, search);
    if (!got) {
        auto trouble = co_await table_trouble(on, about, what.argument);
        co_return outcome(std::move(trouble));
    }
    if (!*got) co_return std::nullopt;
    auto out = co_await act_without_ok(on, about, what, (*got)->key, std::move((*got)->value));
    co_return outcome(std::move(out));
}

task<outcome> judge_addresses(inquiry& on, topic const& about, restriction const& what, std::string host) {
    for (auto const type : {record_type::a, record_type::aaaa}) {
        auto const got = co_await on.about.names->lookup(host, type);
        if (!got) {
            if (got.error() != net::make_error_code(net::errc::not_found))
                base::log::warning("smtpd", "Unable to look up {} host {}: {}", type_name(what.row->record), base::printable(host),
                                   got.error().message());
            continue;
        }
        for (auto const& address : addresses_in(*got)) {
            auto out = co_await judge_key(on, about, what, address, true);
            if (out) co_return out;
        }
    }
    co_return std::nullopt;
}

std::string_view name_for(subject const& about, party who) {
    switch (who) {
    case party::client: return about.client_name;
    case party::reverse_client: return about.reverse_name;
    case party::helo: return about.helo;
    case party::sender: return domain_of(about.full_sender);
    case party::recipient: return domain_of(about.full_recipient);
    case party::none:
    case party::user:
    case party::etrn: break;
    }
    return {};
}

}  // namespace

std::vector<std::string> addresses_in(net::dns_answer const& answer) {
    std::vector<std::string> out;
    for (auto const& bytes : answer.records) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        int const family = bytes.size() == 4 ? AF_INET : AF_INET6;
        if ((bytes.size() == 4 || bytes.size() == 16) && ::inet_ntop(family, bytes.data(), text.data(), text.size()))
            out.emplace_back(text.data());
    }
    return out;
}

task<decision> check_server_access(inquiry& on, topic const&, restriction const& what) {
    auto const& about = on.about;
    decision out;
    auto const name = std::string(name_for(about, what.row->who));
    bool const nobody = !is_there(about, what.row->who) || name.empty() || name == "unknown";
    if (nobody || !about.names) co_return out;
    auto const named = topic_of(about, what.row->who);
    if (auto const literal = literal_address(name)) {
        auto const known = co_await judge_key(on, named, what, *literal, true);
        co_return known.value_or(out);
    }
    if (!is_dns_name(name)) co_return out;
    auto const type = what.row->record;
    auto const servers = co_await servers_of(*about.names, name, type);
    if (!servers) {
        base::log::warning("smtpd", "Unable to look up {} host for {}: {}", type_name(type), base::printable(name),
                           servers.error().message());
        co_return out;
    }
    for (auto const& host : *servers) {
        outcome known;
        if (type != record_type::a) known = co_await judge_key(on, named, what, host, false);
        if (!known) known = co_await judge_addresses(on, named, what, host);
        if (known) co_return *known;
    }
    co_return out;
}

}  // namespace mailstead::mta::smtpd

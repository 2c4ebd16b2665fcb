#include "mta/postscreen/dns_score.h"

#include <algorithm>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::postscreen {
namespace {

constexpr int weight_limit = 1'000'000;    // a thousand lists cannot make the sum overflow

std::string dotted(std::string_view rdata) {
    std::string out;
    for (char c : rdata) out += (out.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(c));
    return out;
}

}  // namespace

struct dns_score::bell {
    explicit bell(net::executor where) : timer(std::move(where)) {}
    boost::asio::steady_timer timer;
};

std::optional<dnsbl_site> dnsbl_site::parse(std::string_view text) {
    dnsbl_site out;
    auto const star = text.rfind('*');
    if (star != text.npos) {
        auto digits = text.substr(star + 1);
        bool const minus = digits.starts_with('-');
        if (minus || digits.starts_with('+')) digits.remove_prefix(1);
        auto const weight = base::number<int>(digits);
        if (!weight || *weight < 0 || *weight > weight_limit) return std::nullopt;
        out.weight = minus ? -*weight : *weight;
        text = text.substr(0, star);
    }
    auto list = smtpd::dns_list::parse(text);
    if (!list) return std::nullopt;
    out.list = std::move(*list);
    return out;
}

dns_score::dns_score(net::executor where, std::vector<dnsbl_site> const& sites, std::chrono::seconds least, std::chrono::seconds most)
    : sites_(sites), least_(least), most_(most), bell_(std::make_unique<bell>(std::move(where))) {}

dns_score::~dns_score() = default;

std::vector<task<void>> dns_score::questions(std::shared_ptr<dns_score> const& into, smtpd::names& dns, std::string address,
                                             base::clock const& clock, std::chrono::seconds patience) {
    std::vector<task<void>> out;
    std::set<std::string> asked;
    if (smtpd::reversed_address(address).empty()) return out;
    auto const until = clock.steady() + patience;
    for (auto const& site : into->sites_) {
        if (!asked.insert(site.list.domain).second) continue;
        ++into->open_;
        out.push_back(ask(into, dns, site.list.domain, address, until, clock));
    }
    return out;
}

task<void> dns_score::ask(std::shared_ptr<dns_score> into, smtpd::names& dns, std::string domain, std::string address,
                          base::steady_time until, base::clock const& clock) {
    auto name = smtpd::reversed_address(address) + '.' + domain;
    auto const answer = co_await dns.lookup(name, net::record_type::a);
    bool const late = clock.steady() > until;
    if (answer && !late) into->take(domain, address, *answer);
    bool const definite = answer || answer.error() == net::make_error_code(net::errc::not_found);
    if (!definite || late) {
        into->missing_ = true;
        base::log::warning("dnsblog", "dnsblog_query: lookup error for DNS query {}: {}", base::printable(name),
                           late ? "too late" : answer.error().message());
    }
    --into->open_;
    into->bell_->timer.cancel();
}

void dns_score::take(std::string const& domain, std::string const& address, net::dns_answer const& answer) {
    shortest_ = std::min(shortest_.value_or(answer.ttl), answer.ttl);
    for (auto const& one : answer.records)
        if (one.size() == 4) base::log::info("dnsblog", "addr {} listed by domain {} as {}", address, domain, dotted(one));
    for (auto const& site : sites_) {
        if (site.list.domain != domain) continue;
        bool const counts = std::any_of(answer.records.begin(), answer.records.end(),
                                        [&](std::string const& rdata) { return site.list.counts(rdata); });
        if (!counts) continue;
        sum_ += site.weight;
        if (site.weight <= heaviest_) continue;
        heaviest_ = site.weight;
        worst_ = domain;
    }
}

std::chrono::seconds dns_score::ttl() const noexcept {
    if (missing_ || open_ > 0) return least_;
    return std::clamp(shortest_.value_or(most_), least_, std::max(least_, most_));
}

task<void> dns_score::wait(std::chrono::milliseconds limit) {
    auto const end = std::chrono::steady_clock::now() + limit;
    while (open_ > 0 && std::chrono::steady_clock::now() < end) {
        bell_->timer.expires_at(end);
        co_await bell_->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
}

}  // namespace mailstead::mta::postscreen

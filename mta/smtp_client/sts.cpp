#include "mta/smtp_client/sts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "base/log.h"
#include "net/public_address.h"

namespace mailstead::mta::smtp_client {
namespace {

namespace asio = boost::asio;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_known = 10000, most_fetches = 100, most_addresses = 3, most_refreshed = 100;
constexpr std::int64_t day = 86400;
constexpr std::int64_t hold = 300;               // after a failed fetch, RFC 8461 §3.3
constexpr std::int64_t short_hold = 30;          // the same, when the DNS has another id by then
constexpr std::int64_t calm_hold = 3600;         // the same, of a policy that holds
constexpr std::int64_t least_age = 60;           // a max_age of nothing would have us fetch for each message
constexpr std::int64_t unused_limit = 30 * day;  // a policy that no mail has needed for so long is not fetched anew
constexpr auto round_time = std::chrono::hours(1);

void complain(std::string_view doing, base::error_code const& why) {
    base::log::warning("smtp", "MTA-STS policies: {}: {}", doing, why.message());
}

bool is_plain_text(std::string_view content_type) {
    return base::iequals(base::trimmed(content_type.substr(0, content_type.find(';'))), "text/plain");
}

std::string date(std::int64_t at) { return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(at))); }

}  // namespace

struct sts_policies::entry {
    sts_record record;
    std::optional<sts_policy> policy;            // what record.text says
    sts_failure failure = sts_failure::none;

    bool holds(std::int64_t now) const { return policy && record.expires > now; }
    bool has_to_wait(std::string const& id, std::int64_t now) const {
        return record.failed != 0 && now < record.failed + (record.failed_id == id ? hold : short_hold);
    }
    // Nobody waits for such a fetch, and one that fails is repeated every hour only.
    bool is_due(std::int64_t now) const {
        auto const life = record.expires - record.fetched;
        return now - record.fetched >= std::min(day, life / 2) && now - record.failed >= std::min(calm_hold, life / 4);
    }
};

// A fetch under way; whoever waits for it is woken at its end.
struct sts_policies::fetching {
    net::https_call_off call_off;
    std::vector<asio::steady_timer*> waiting;
    sts_failure failure = sts_failure::fetch;
    std::string why;
    bool over = false;

    std::nullopt_t fail(sts_failure kind, std::string words) {
        failure = kind;
        why = std::move(words);
        return std::nullopt;
    }
};

// The pool's threads take turns. Without a file that can be used, policies live in memory.
struct sts_policies::store {
    store(net::executor home, std::string file) : wake(std::move(home)), path(std::move(file)) {}

    template <class Work>
    auto with(Work work) -> decltype(work(std::declval<sts_cache&>())) {
        std::lock_guard const lock(turn);
        if (!db) open();
        if (!db) return net::make_error_code(net::errc::not_found);
        auto out = work(*db);
        if (!out) db.reset();    // opening it again finds out whether it is damaged
        return out;
    }

    std::mutex turn;
    std::optional<sts_cache> db;
    asio::steady_timer wake;                     // home's: stop() cancels it
    std::string path;

private:
    void open() {
        auto made = sts_cache::open(path.empty() ? ":memory:" : path);
        if (!made) {
            complain("cannot open " + path, made.error());
            made = sts_cache::open(":memory:");
        }
        if (made) db.emplace(std::move(*made));
    }
};

sts_policies::sts_policies(parts with, sts_settings wanted)
    : with_(with), settings_(std::move(wanted)), store_(std::make_shared<store>(with_.home, settings_.database)) {}

sts_policies::~sts_policies() = default;

net::task<sts_answer> sts_policies::ask(std::string domain) {
    auto const whose = co_await look_up(domain);
    sts_answer out;
    out.failure = whose->failure;
    if (!whose->holds(now()) || whose->policy->mode == sts_mode::none) co_return out;
    out.policy = whose->policy;
    out.text = whose->record.text;
    if (now() - whose->record.used < day) co_return out;
    whose->record.used = now();
    co_await keep(std::move(domain), whose->record);
    co_return out;
}

// What is known of the domain, once the DNS was asked and what has to be fetched was fetched, or is waited for no longer.
net::task<sts_policies::entry_ptr> sts_policies::look_up(std::string domain) {
    auto const id = co_await published_id(domain);
    auto const whose = co_await remembered(domain);
    bool const known = whose->holds(now());
    bool const is_new = id && (!known || whose->record.id != *id);
    bool const is_due = known && whose->is_due(now());
    auto const wanted = id ? *id : whose->record.id;
    if ((!is_new && !is_due) || whose->has_to_wait(wanted, now())) co_return whose;
    auto const under_way = begin_fetch(whose, domain, wanted);
    if (is_new && under_way) co_await wait_for(under_way);
    co_return whose;
}

net::task<std::optional<std::string>> sts_policies::published_id(std::string domain) {
    auto const found = co_await with_.from.lookup("_mta-sts." + domain, net::record_type::txt);
    std::optional<std::string> id;
    if (found) id = find_sts_id(found->records);
    co_return id;
}

net::task<sts_policies::entry_ptr> sts_policies::remembered(std::string domain) {
    auto const known = known_.find(domain);
    if (known != known_.end()) co_return known->second;
    auto const look = [place = store_, domain] { return place->with([&](sts_cache& db) { return db.find(domain); }); };
    auto found = co_await net::blocking(with_.files, look);
    if (!found) complain("cannot be read", found.error());
    auto made = std::make_shared<entry>();
    if (found && *found) made->record = std::move(**found);
    std::string why;
    if (!made->record.text.empty()) made->policy = parse_sts_policy(made->record.text, why);
    if (known_.size() >= most_known) std::erase_if(known_, [this](auto const& one) { return !under_way_.contains(one.first); });
    co_return known_.emplace(std::move(domain), std::move(made)).first->second;    // another one may have been quicker
}

net::task<void> sts_policies::keep(std::string domain, sts_record one) {
    auto const work = [place = store_, domain, one] { return place->with([&](sts_cache& db) { return db.put(domain, one); }); };
    auto const kept = co_await net::blocking(with_.files, work);
    if (!kept) complain("cannot be written", kept.error());
}

// Null: too many are under way.
std::shared_ptr<sts_policies::fetching> sts_policies::begin_fetch(entry_ptr const& whose, std::string const& domain, std::string id) {
    auto const known = under_way_.find(domain);
    if (known != under_way_.end()) return known->second;
    if (stopping_ || under_way_.size() >= most_fetches) return nullptr;
    auto mine = std::make_shared<fetching>();
    under_way_.emplace(domain, mine);
    with_.tasks.run("smtp", fetch(whose, mine, domain, std::move(id)));
    return mine;
}

net::task<void> sts_policies::wait_for(std::shared_ptr<fetching> what) {
    if (what->over) co_return;
    asio::steady_timer timer(with_.home, settings_.wait);
    what->waiting.push_back(&timer);
    auto const [error] = co_await timer.async_wait(tuple_awaitable);
    static_cast<void>(error);
    std::erase(what->waiting, &timer);
}

net::task<void> sts_policies::fetch(entry_ptr whose, std::shared_ptr<fetching> mine, std::string domain, std::string id) {
    auto text = co_await fetch_text(mine, domain);
    std::string why;
    std::optional<sts_policy> policy;
    if (text) policy = parse_sts_policy(*text, why);
    if (text && !policy) static_cast<void>(mine->fail(sts_failure::invalid, "the policy means nothing: " + why));
    if (policy) accept(*whose, domain, std::move(id), std::move(*text), std::move(*policy));
    else refuse(*whose, domain, std::move(id), *mine);
    mine->over = true;
    under_way_.erase(domain);
    for (auto* one : mine->waiting) one->cancel();
    if (!stopping_) co_await keep(domain, whose->record);
}

void sts_policies::accept(entry& whose, std::string const& domain, std::string id, std::string text, sts_policy policy) {
    if (whose.record.text != text || whose.record.id != id)
        base::log::info("smtp", "MTA-STS policy of {}: mode={}, max_age={}, id={}, mx={}", domain, name_of(policy.mode), policy.max_age, id,
                        base::printable(fmt::format("{}", fmt::join(policy.mx, ","))));
    whose.failure = sts_failure::none;
    auto& record = whose.record;
    record.id = std::move(id);
    record.text = std::move(text);
    record.fetched = now();
    record.expires = now() + std::max<std::int64_t>(policy.max_age, least_age);
    if (record.used == 0) record.used = now();
    record.failed = 0;
    record.failed_id.clear();
    whose.policy = std::move(policy);
}

// §3.3: a policy that holds stays in force.
void sts_policies::refuse(entry& whose, std::string const& domain, std::string id, fetching const& mine) {
    if (stopping_) return;
    whose.failure = mine.failure;
    whose.record.failed = now();
    whose.record.failed_id = std::move(id);
    bool const matters = whose.holds(now()) && whose.policy->mode != sts_mode::none;
    if (matters) base::log::warning("smtp", "MTA-STS policy of {} cannot be fetched anew: {}; the known one holds until {}", domain, mine.why, date(whose.record.expires));
    else base::log::info("smtp", "MTA-STS policy of {} cannot be fetched: {}", domain, mine.why);
}

net::task<std::optional<std::string>> sts_policies::fetch_text(std::shared_ptr<fetching> mine, std::string domain) {
    net::https_request wanted;
    wanted.host = "mta-sts." + domain;
    wanted.port = settings_.port;
    wanted.target = "/.well-known/mta-sts.txt";
    wanted.body_limit = sts_policy_limit;
    wanted.patience = settings_.patience;
    std::string words;
    wanted.context = co_await context(words);
    if (!wanted.context) co_return mine->fail(sts_failure::fetch, "TLS is not available: " + words);
    auto const addresses = co_await addresses_of(wanted.host);
    if (addresses.empty()) co_return mine->fail(sts_failure::fetch, "no public address of " + wanted.host);
    net::https_failure failure;
    for (auto const& address : addresses) {
        if (stopping_) break;
        wanted.address = address;
        auto const got = co_await net::https_get(with_.home, wanted, failure, &mine->call_off);
        if (!got) continue;
        if (got->status != 200) co_return mine->fail(sts_failure::fetch, fmt::format("{} answers with status {}", wanted.host, got->status));
        if (!is_plain_text(got->content_type))
            co_return mine->fail(sts_failure::fetch, fmt::format("{} sends \"{}\", not text/plain", wanted.host, base::printable(got->content_type)));
        co_return got->body;
    }
    bool const distrusted = failure.what == net::https_trouble::certificate;
    co_return mine->fail(distrusted ? sts_failure::webpki : sts_failure::fetch, fmt::format("{}: {}", wanted.host, failure.why));
}

net::task<std::vector<std::string>> sts_policies::addresses_of(std::string host) {
    std::vector<std::string> out;
    for (auto const type : {net::record_type::a, net::record_type::aaaa}) {
        bool const v6 = type == net::record_type::aaaa;
        if (v6 ? !settings_.ipv6 : !settings_.ipv4) continue;
        auto const found = co_await with_.from.lookup(host, type);
        if (!found) continue;
        for (auto const& rdata : found->records) {
            std::array<char, INET6_ADDRSTRLEN> text{};
            if (rdata.size() != (v6 ? 16u : 4u)) continue;
            bool const read = ::inet_ntop(v6 ? AF_INET6 : AF_INET, rdata.data(), text.data(), text.size()) != nullptr;
            if (read && may_ask(text.data())) out.emplace_back(text.data());
        }
    }
    if (out.size() > most_addresses) out.resize(most_addresses);
    co_return out;
}

// A stranger's DNS says where we connect to: it does not lead us behind our own walls.
bool sts_policies::may_ask(std::string const& address) const {
    if (settings_.private_addresses) return true;
    auto const& own = settings_.own_addresses;
    return net::is_public_address(address) && std::find(own.begin(), own.end(), address) == own.end();
}

net::task<std::shared_ptr<net::tls_context const>> sts_policies::context(std::string& why) {
    if (context_) co_return context_;
    auto const make = [this, &why] { return net::tls_context::for_client(settings_.authorities, why); };
    auto made = co_await net::blocking(with_.files, make);
    if (made) context_ = *made;
    else if (why.empty()) why = made.error().message();
    co_return context_;
}

net::task<void> sts_policies::run() {
    while (!stopping_) {
        store_->wake.expires_after(round_time);
        auto const [error] = co_await store_->wake.async_wait(tuple_awaitable);
        static_cast<void>(error);
        if (!stopping_) co_await refresh_stale();
    }
}

net::task<void> sts_policies::refresh_stale() {
    auto const at = now();
    auto const work = [place = store_, at] {
        return place->with([at](sts_cache& db) -> queue::result<std::vector<std::string>> {
            auto const cleaned = db.clean(at, at - hold);
            if (!cleaned) return cleaned.error();
            return db.stale(at, at - day, at - unused_limit, most_refreshed);
        });
    };
    auto const found = co_await net::blocking(with_.files, work);
    if (!found) complain("cannot be read", found.error());
    if (!found) co_return;
    for (auto const& domain : *found) {
        if (stopping_) co_return;
        auto const seen = co_await look_up(domain);    // which fetches what is due
        static_cast<void>(seen);
        auto const fetch = under_way_.find(domain);
        if (fetch != under_way_.end()) co_await wait_for(fetch->second);
    }
}

void sts_policies::stop() {
    stopping_ = true;
    store_->wake.cancel();
    for (auto const& [domain, one] : under_way_) {
        one->call_off.now();
        for (auto* waiter : one->waiting) waiter->cancel();
    }
}

}  // namespace mailstead::mta::smtp_client

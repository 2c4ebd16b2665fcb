#include "mta/verify/probe.h"

#include <algorithm>
#include <list>
#include <map>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/cleanup/addressing.h"
#include "mta/queue/deliver.h"

namespace mailstead::mta::verify {
namespace {

namespace asio = boost::asio;
using route::target;

status status_of(queue::fate what) noexcept {
    if (what == queue::fate::sent) return status::deliverable;
    return what == queue::fate::bounced ? status::undeliverable : status::deferred;
}

// An alias takes mail when somebody behind it does; it is hopeless only when all are.
finding best_of(std::vector<finding> const& all) {
    auto const is = [](status wanted) { return [wanted](finding const& one) { return one.status == wanted; }; };
    for (auto const wanted : {status::deliverable, status::deferred, status::undeliverable}) {
        auto const at = std::find_if(all.begin(), all.end(), is(wanted));
        if (at != all.end()) return *at;
    }
    return {};
}

lmtp::transaction transaction_for(std::string const& sender, std::string const& address, target const& where) {
    lmtp::transaction out;
    out.sender = sender;
    out.probe = true;
    out.text = std::make_shared<std::vector<std::string> const>();
    lmtp::recipient to;
    to.address = address;
    to.via = where.via;
    out.recipients.push_back(std::move(to));
    return out;
}

class route_prober final : public prober {
public:
    route_prober(std::function<probe_parts()> now, queue::carrier_source& carriers, net::disk_pool& lookups, base::clock const& clock)
        : now_(std::move(now)), carriers_(carriers), lookups_(lookups), clock_(clock) {}

    task<finding> probe(std::string address) override {
        finding lost;
        if (stopping_) co_return lost;
        lost.status = status::deferred;
        lost.text = "address lookup failure";
        auto const parts = now_();
        envelope who;
        who.recipients.emplace_back();
        who.recipients[0].address = who.recipients[0].original = address;
        auto const rewrite = [&who, &parts] { return expand(who, *parts.how); };
        auto const expanded = co_await net::blocking(lookups_, rewrite);
        if (!expanded) co_return lost;
        std::vector<finding> all;
        for (auto const& one : who.recipients) {
            auto found = co_await probe_one(parts, one.address);
            all.push_back(std::move(found));
            if (all.back().status == status::deliverable) break;
        }
        co_return best_of(all);
    }

    task<void> stop() override {
        stopping_ = true;
        for (auto& [name, one] : busy_)
            while (!one.waiting.empty()) wake(one);
        auto const all = active_;
        for (auto const& one : all) co_await one->stop(std::chrono::milliseconds(0));
    }

private:
    static base::result<void> expand(envelope& who, cleanup::rules const& how) {
        cleanup::origin from;
        from.source = cleanup::source::internal;
        auto const trouble = cleanup::address(who, from, how, "probe");
        if (trouble != rewrite::trouble::none) return net::make_error_code(net::errc::dns_failed);
        return {};
    }

    task<finding> probe_one(probe_parts const& parts, std::string const& address) {
        auto const began = clock_.steady();
        queue::progress how;
        auto const where = co_await parts.routes->resolve(parts.sender, address);
        if (!where) {
            how.fate = queue::fate::deferred;
            how.status = "4.3.0";
            how.reason = "address lookup failure: " + where.error().message();
        } else if ((*where)->kind == target::way::pipe) {    // no command is run for nothing
            how = queue::delivers_to_command(**where);
        } else if ((*where)->needs_attempt()) {
            how = co_await attempt(parts, address, **where);
        } else {
            how = queue::outcome(**where);
        }
        auto const delay = std::chrono::duration<double>(clock_.steady() - began).count();
        base::log::info(where ? (*where)->program() : "error", "probe: to=<{}>, relay={}, delay={:.2g}, dsn={}, status={} ({})",
                        base::printable(address), how.relay.empty() ? "none" : how.relay, delay, how.status,
                        how.fate == queue::fate::sent ? "deliverable" : "undeliverable", how.reason);
        finding out;
        out.status = status_of(how.fate);
        out.text = how.reason;
        co_return out;
    }

    task<queue::progress> attempt(probe_parts const& parts, std::string const& address, target const& where) {
        auto const carrier = std::shared_ptr<queue::carrier>(carriers_.open(where));
        auto const place = active_.insert(active_.end(), carrier);
        auto const sender = sender_at(parts.sender, parts.sender_ttl, base::unix_seconds(clock_.now()));
        auto transaction = transaction_for(sender, address, where);
        auto const limit = where.by ? std::max(1u, where.by->limits.limit) : 1u;
        auto& busy = busy_[where.destination()];
        co_await enter(busy, limit);
        lmtp::transaction_result result;
        if (stopping_) result.recipients.resize(1);
        else result = co_await carrier->deliver(std::move(transaction));
        leave(busy, where.destination());
        auto out = queue::outcome(result.recipients.at(0), where.kind, carrier->relay());
        active_.erase(place);
        if (!stopping_) co_await carrier->stop(std::chrono::seconds(1));
        co_return out;
    }

    std::function<probe_parts()> now_;
    queue::carrier_source& carriers_;
    net::disk_pool& lookups_;
    base::clock const& clock_;
    // As many probes at once as deliveries may be under way there; the others wait their turn.
    struct turnstile {
        unsigned inside = 0;
        std::list<asio::steady_timer*> waiting;
    };

    task<void> enter(turnstile& at, unsigned limit) {
        while (at.inside >= limit && !stopping_) {
            auto const here = co_await asio::this_coro::executor;
            asio::steady_timer turn(here, asio::steady_timer::time_point::max());
            at.waiting.push_back(&turn);    // whoever wakes it takes it out
            co_await turn.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        ++at.inside;
    }

    static void wake(turnstile& at) {
        auto* const next = at.waiting.front();
        at.waiting.pop_front();
        next->cancel();
    }

    void leave(turnstile& at, std::string const& name) {
        --at.inside;
        if (!at.waiting.empty()) wake(at);
        else if (at.inside == 0) busy_.erase(name);
    }

    std::map<std::string, turnstile> busy_;    // by destination
    std::list<std::shared_ptr<queue::carrier>> active_;
    bool stopping_ = false;
};

}  // namespace

std::string sender_at(std::string const& sender, std::chrono::seconds ttl, std::int64_t now) {
    constexpr std::string_view digits = "0123456789BCDFGHJKLMNPQRSTVWXYZ";    // no vowels, no words
    if (sender.empty() || ttl.count() <= 0) return sender;
    std::string number;
    for (auto left = static_cast<std::uint64_t>(now / ttl.count()); number.empty() || left > 0; left /= digits.size())
        number.insert(number.begin(), digits[left % digits.size()]);
    auto const at = std::min(sender.rfind('@'), sender.size());
    return sender.substr(0, at) + number + sender.substr(at);
}

std::unique_ptr<prober> make_prober(std::function<probe_parts()> now, queue::carrier_source& carriers, net::disk_pool& lookups, base::clock const& clock) {
    return std::make_unique<route_prober>(std::move(now), carriers, lookups, clock);
}

}  // namespace mailstead::mta::verify

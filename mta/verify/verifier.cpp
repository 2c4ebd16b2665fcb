#include "mta/verify/verifier.h"

#include <mutex>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::verify {
namespace {

namespace asio = boost::asio;

void complain(std::string_view doing, base::error_code const& why) {
    base::log::warning("verify", "address verification cache: {}: {}", doing, why.message());
}

}  // namespace

// The pool's threads take turns. Without a file that can be used the records live in memory.
struct verifier::store {
    explicit store(net::executor home) : wake(std::move(home)) {}

    queue::result<void> open(std::string const& path) {
        std::lock_guard const lock(turn);
        auto opened = path.empty() ? cache::in_memory() : cache::open(path);
        if (!opened) {
            complain("cannot open " + path, opened.error());
            opened = cache::in_memory();
        }
        if (!opened) return opened.error();
        db.emplace(std::move(*opened));
        return {};
    }
    template <class Work>
    auto with(Work work) -> decltype(work(std::declval<cache&>())) {
        std::lock_guard const lock(turn);
        if (!db) return net::make_error_code(net::errc::stopping);
        return work(*db);
    }

    std::mutex turn;
    std::optional<cache> db;
    asio::steady_timer wake;          // home's: stop() cancels it
};

verifier::verifier(net::executor home, settings wanted, net::session_set& tasks, net::disk_pool& files, base::clock const& clock, prober& by)
    : home_(std::move(home)), settings_(std::move(wanted)), tasks_(tasks), files_(files), clock_(clock), by_(by),
      store_(std::make_shared<store>(home_)) {}

task<void> verifier::run() {
    auto const place = store_;
    auto const open = [place, path = settings_.path] { return place->open(path); };
    auto const opened = co_await net::blocking(files_, open);
    if (!opened) complain("there is none", opened.error());
    while (!stopping_ && settings_.cleanup_interval.count() > 0) {
        auto const work = [place, rules = settings_.rules, now = base::unix_seconds(clock_.now())] {
            return place->with([&](cache& db) { return db.clean(rules, now); });
        };
        auto const cleaned = co_await net::blocking(files_, work);
        if (cleaned) base::log::info("verify", "cache {} full cleanup: retained={} dropped={} entries", settings_.path, cleaned->retained, cleaned->dropped);
        if (stopping_) break;
        place->wake.expires_after(settings_.cleanup_interval);
        co_await place->wake.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void verifier::stop() {
    stopping_ = true;
    store_->wake.cancel();
    tasks_.run("verify", by_.stop());
}

task<view> verifier::ask(std::string address) {
    auto asked = answer(std::move(address));
    co_return co_await asio::co_spawn(home_, std::move(asked), asio::use_awaitable);
}

task<view> verifier::answer(std::string address) {
    auto const known = co_await remembered(address);
    auto out = look_at(known, settings_.rules, base::unix_seconds(clock_.now()));
    if (!out.probe || stopping_) co_return out;
    if (under_way_.size() >= settings_.pending_limit) {
        base::log::warning("verify", "more than address_verify_pending_request_limit ({}) probes are under way: {} has to wait",
                           settings_.pending_limit, base::printable(address, 200));
        co_return out;
    }
    if (under_way_.insert(address).second) tasks_.run("verify", find_out(std::move(address)));
    co_return out;
}

task<void> verifier::find_out(std::string address) {
    auto known = co_await remembered(address);
    known.probed = base::unix_seconds(clock_.now());
    co_await keep(address, known);
    auto const found = co_await by_.probe(address);
    bool const good = found.status == status::deliverable;
    bool const worth = found.status != status::unknown && (good || settings_.rules.negative_cache);
    if (stopping_ && !good) {    // cut by ourselves: it says nothing, and the next start shall ask anew
        known.probed = 0;
        co_await keep(address, known);
    } else if (worth) {
        known = updated(known, found, settings_.rules, base::unix_seconds(clock_.now()));
        co_await keep(address, known);
    }
    under_way_.erase(address);
}

// What cannot be read is not known.
task<record> verifier::remembered(std::string const& address) {
    auto const work = [place = store_, address] { return place->with([&](cache& db) { return db.find(address); }); };
    auto found = co_await net::blocking(files_, work);
    if (!found) complain("cannot be read", found.error());
    record out;
    if (found && *found) out = std::move(**found);
    co_return out;
}

task<void> verifier::keep(std::string const& address, record const& one) {
    auto const work = [place = store_, address, one] { return place->with([&](cache& db) { return db.put(address, one); }); };
    auto const kept = co_await net::blocking(files_, work);
    if (!kept) complain("cannot be written", kept.error());
}

}  // namespace mailstead::mta::verify

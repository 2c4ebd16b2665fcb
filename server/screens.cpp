#include "server/screens.h"

#include <atomic>
#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "mta/postscreen/session.h"
#include "server/certificates.h"
#include "server/settings_postscreen.h"

namespace mailstead::server {

namespace postscreen = mta::postscreen;
namespace asio = boost::asio;

struct screens::shelf {
    std::shared_ptr<postscreen::cache> cache;
    std::atomic<std::int64_t> swept{0};    // seconds since 1970
};

namespace {

constexpr std::chrono::seconds longest_wait{100};    // for a session, as in Postfix
constexpr std::chrono::seconds glance{1};            // at whether the server ends

void report(conf::problem const& problem) { base::log::warning("postscreen", "{}", problem.message()); }

using service_ptr = std::shared_ptr<net::session_set::service const>;

// What one worker's clients go through.
struct passage {
    postscreen::context with;
    service_ptr behind;
    std::shared_ptr<gate> limit;
};

net::task<void> turn_away(net::stream& wire, std::string_view reply, std::string_view why) {
    auto const& who = wire.peer();
    base::log::info("postscreen", "NOQUEUE: reject: CONNECT from [{}]:{}: {}", who.address, who.port, why);
    auto const told = co_await wire.write(reply, std::chrono::seconds(10));
    static_cast<void>(told);
}

// A session for who has passed: at once, or when one has ended. Null: not in time, and told so.
net::task<std::shared_ptr<void>> room_for(net::stream& wire, std::shared_ptr<passage const> through) {
    std::shared_ptr<void> out;
    if (!through->limit) {
        out = std::make_shared<char>();
        co_return out;
    }
    auto& limit = *through->limit;
    std::shared_ptr<void> waits;
    auto const end = std::chrono::steady_clock::now() + longest_wait;
    // Woken from the thread of whoever leaves: the timer is this thread's, and may be gone when the call arrives.
    auto const pause = std::make_shared<asio::steady_timer>(wire.get_executor());
    auto const wake = [weak = std::weak_ptr<asio::steady_timer>(pause), home = wire.get_executor()] {
        auto stop = [weak] {
            if (auto const timer = weak.lock()) timer->expires_after(std::chrono::seconds(0));
        };
        asio::post(home, std::move(stop));
    };
    while (limit.is_full()) {
        if (!waits) waits = through->with.hall->wait();
        if (!waits) {
            co_await turn_away(wire, "421 4.3.2 All server ports are busy\r\n", "all server ports busy");
            co_return out;
        }
        if (through->with.stopping() || std::chrono::steady_clock::now() > end) {
            co_await turn_away(wire, "421 4.3.2 No system resources\r\n", "no room for a session");
            co_return out;
        }
        pause->expires_after(glance);
        auto const asked = limit.wake_when_room(wake);
        if (!limit.is_full()) break;    // somebody left before we could be woken
        co_await pause->async_wait(asio::as_tuple(asio::use_awaitable));
    }
    out = through->limit->enter();
    co_return out;
}

net::task<void> examine(net::stream& wire, std::shared_ptr<passage const> through) {
    postscreen::session session(wire, through->with);
    auto const passed = co_await session.run();
    if (!passed) co_return;
    auto const room = co_await room_for(*passed, through);
    if (room) co_await through->behind->what(*passed);
}

// Removes old clients piece by piece, so that nobody who connects meanwhile waits for all of it.
net::task<void> sweep(net::disk_pool& pool, std::shared_ptr<postscreen::cache> cache, std::int64_t now, std::chrono::seconds retention) {
    std::int64_t dropped = 0;
    auto const piece = [cache, now, retention] { return cache->sweep(now, retention); };
    for (;;) {
        auto const got = co_await net::blocking(pool, piece);
        if (!got) base::log::warning("postscreen", "{}: cleanup: {}", cache->name(), got.error().message());
        if (!got) co_return;
        dropped += got->dropped;
        if (!got->done) continue;
        base::log::info("postscreen", "cache {} full cleanup: retained={} dropped={} entries", cache->name(), got->retained, dropped);
        co_return;
    }
}

}  // namespace

// One cache for all lines that name it, as long as the role lives.
std::shared_ptr<screens::shelf> screens::shelf_for(std::string const& directory) {
    auto& kept = shelves_[directory];
    if (kept) return kept;
    auto opened = postscreen::cache::open(directory);
    if (!opened) throw std::runtime_error(fmt::format("postscreen_cache_map: the cache in {} cannot be opened: {}", directory, opened.error().message()));
    kept = std::make_shared<shelf>();
    kept->cache = std::move(*opened);
    return kept;
}

handlers screens::in_front_of(handlers const& behind, std::shared_ptr<gate> limit, service_socket const& service, configuration const& from) {
    auto const calm = postscreen_settings(service.values, report);
    auto const hurried = postscreen_settings(service.values.with({{"stress", "yes"}}));
    auto const kept = calm->cache_directory.empty() ? nullptr : shelf_for(calm->cache_directory);
    // smtpd_tls_security_level is that of the sessions behind: postscreen has its own.
    auto const values = service.values.with({{"smtpd_tls_security_level", "may"}});
    auto const tls = calm->tls == mta::smtpd::tls_level::none ? nullptr : tls_for("smtpd", values, from.secrets, from.tickets);
    auto& hall = halls_[service.line];
    if (!hall) hall = std::make_shared<postscreen::hall>();
    hall->set_limits(calm->examined_limit, calm->waiting_limit);
    handlers out;
    for (std::size_t i = 0; i < behind.size(); ++i) {
        auto& sessions = front_.sessions(i);
        auto const start = [&sessions](char const* kind, net::task<void> what) { sessions.run(kind, std::move(what)); };
        auto const stopping = [&sessions] { return sessions.stopping(); };
        auto through = std::make_shared<passage>(passage{
            {calm, hurried, hall, kept ? kept->cache : nullptr, names_, base::system_clock(), tls, runtime_.lookups, start, stopping}, behind[i], limit});
        auto made = std::make_shared<net::session_set::service>();
        made->kind = "postscreen";
        made->open = behind[i]->open;
        made->what = [through = std::shared_ptr<passage const>(std::move(through)), kept, &sessions, &pool = runtime_.lookups](net::stream& wire) {
            auto const& values = *through->with.calm;
            auto const now = base::unix_seconds(std::chrono::system_clock::now());
            auto due = kept ? kept->swept.load() : 0;
            bool const time = kept && values.cache_cleanup.count() > 0 && now - due >= values.cache_cleanup.count();
            if (time && kept->swept.compare_exchange_strong(due, now)) sessions.run("postscreen", sweep(pool, kept->cache, now, values.cache_retention));
            return examine(wire, through);
        };
        out.push_back(std::move(made));
    }
    return out;
}

}  // namespace mailstead::server

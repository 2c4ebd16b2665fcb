#include "mta/smtp_client/tls_reports.h"

#include <mutex>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::smtp_client {
namespace {

namespace asio = boost::asio;
constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_noted = 10000, most_known = 10000, longest_text = 200;
constexpr std::size_t most_bytes = 8 << 20;    // a policy may have 64 KB of lines, and each session has it
constexpr std::int64_t day = 86400, days_kept = 30;
constexpr auto known_for = std::chrono::hours(1);

void complain(std::string_view doing, base::error_code const& why) {
    base::log::warning("smtp", "TLS reports: {}: {}", doing, why.message());
}

std::size_t size_of(tls_session_record const& what) {
    auto bytes = sizeof what;
    for (auto const* all : {&what.strings, &what.mx})
        for (auto const& one : *all) bytes += sizeof one + one.size();
    for (auto const* one : {&what.domain, &what.type, &what.result, &what.sending_address, &what.host, &what.helo, &what.address, &what.reason})
        bytes += one->size();
    return bytes;
}

}  // namespace

// The pool's threads take turns. Without a file that can be used nothing is counted.
struct tls_reports::store {
    store(net::executor home, std::string file) : wake(std::move(home)), path(std::move(file)) {}

    template <class Work>
    queue::result<void> with(Work work) {
        std::lock_guard const lock(turn);
        if (!db) {
            auto made = tls_report_store::open(path);
            if (!made) return made.error();
            db.emplace(std::move(*made));
        }
        auto const done = work(*db);
        if (!done) db.reset();    // opening it again finds out whether it is damaged
        return done;
    }

    std::mutex turn;
    std::optional<tls_report_store> db;
    asio::steady_timer wake;    // home's: stop() cancels it
    std::string path;
};

tls_reports::tls_reports(parts with, std::string database, std::chrono::milliseconds interval)
    : with_(with), interval_(interval), store_(std::make_shared<store>(with_.home, std::move(database))) {}

tls_reports::~tls_reports() = default;

void tls_reports::note(tls_session_record what) {
    what.day = base::unix_seconds(with_.clock.now()) / day;
    for (auto* text : {&what.helo, &what.reason}) *text = base::printable(*text, longest_text);
    auto const size = size_of(what);
    if (noted_.size() >= most_noted || noted_bytes_ + size > most_bytes) {
        ++lost_;
        return;
    }
    noted_bytes_ += size;
    noted_.push_back(std::move(what));
}

net::task<void> tls_reports::run() {
    while (!stopping_) {
        store_->wake.expires_after(interval_);
        auto const [error] = co_await store_->wake.async_wait(tuple_awaitable);
        static_cast<void>(error);
        co_await round();
    }
    if (!noted_.empty()) co_await round();    // what came while the last round was writing
}

void tls_reports::stop() {
    stopping_ = true;
    store_->wake.cancel();
}

net::task<void> tls_reports::round() {
    if (lost_ > 0) base::log::warning("smtp", "TLS reports: {} sessions were too many to be counted", std::exchange(lost_, 0));
    std::map<std::string, std::vector<tls_session_record>> all;
    noted_bytes_ = 0;
    for (auto& one : std::exchange(noted_, {})) all[one.domain].push_back(std::move(one));
    for (auto const& [domain, sessions] : all) {
        auto const address = co_await address_of(domain);
        if (!address) continue;
        auto const work = [place = store_, address, &sessions = sessions] {
            return place->with([&](tls_report_store& db) { return db.add(*address, sessions); });
        };
        auto const added = co_await net::blocking(with_.files, work);
        if (!added) complain("cannot write " + store_->path, added.error());
    }
    auto const today = base::unix_seconds(with_.clock.now()) / day;
    if (all.empty() || std::exchange(last_day_, today) == today) co_return;
    auto const clean = [place = store_, today] { return place->with([today](tls_report_store& db) { return db.forget_before(today - days_kept); }); };
    auto const cleaned = co_await net::blocking(with_.files, clean);
    if (!cleaned) complain("cannot write " + store_->path, cleaned.error());
}

// Where nobody answers, nobody is known to want a report.
net::task<std::optional<std::string>> tls_reports::address_of(std::string domain) {
    auto const known = known_.find(domain);
    auto const now = with_.clock.steady();
    if (known != known_.end() && known->second.until > now) co_return known->second.address;
    auto const found = co_await with_.from.lookup("_smtp._tls." + domain, net::record_type::txt);
    known_domain one;
    if (found) one.address = find_report_address(found->records);
    one.until = now + known_for;
    if (known_.size() >= most_known) known_.clear();
    bool const definite = found || found.error() == net::make_error_code(net::errc::not_found);
    if (definite) known_.insert_or_assign(std::move(domain), one);
    co_return one.address;
}

}  // namespace mailstead::mta::smtp_client

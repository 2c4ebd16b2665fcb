// A queue manager whose routes and carriers do what the test wants.
#include "tests/unit/mta/queue/office.h"

#include <algorithm>
#include <cerrno>

#include <gtest/gtest.h>

namespace mailstead::mta::queue::test {

lmtp::recipient_result answer(int code, std::string enhanced, std::string text) {
    lmtp::recipient_result out;
    out.what = lmtp::fate::replied;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    return out;
}
lmtp::recipient_result lost(lmtp::fate how) {
    lmtp::recipient_result out;
    out.what = how;
    out.enhanced = "4.4.1";
    out.text = "connect to store: Connection refused";
    return out;
}

std::string text_of(transaction const& what) {
    std::string out;
    for (auto const& piece : *what.text) out += piece;
    return out;
}

site_script::site_script() {
    reply = [](auto const&) { return answer(250, "2.0.0", "delivered to maildir"); };
}
site_script::~site_script() = default;

std::vector<std::string> site_script::recipients() const {
    std::vector<std::string> out;
    for (auto const& one : seen) {
        for (auto const& whom : one.recipients) out.push_back(whom.address);
    }
    return out;
}

namespace {

class scripted_carrier final : public carrier {
public:
    scripted_carrier(net::executor where, site_script& script, std::shared_ptr<std::size_t> alive)
        : where_(std::move(where)), script_(script), alive_(std::move(alive)) {
        ++*alive_;
    }
    ~scripted_carrier() override { --*alive_; }
    net::task<transaction_result> deliver(transaction what) override {
        script_.most = std::max(script_.most, ++script_.now);
        if (script_.takes.count() > 0) co_await test::pause(where_, script_.takes);
        transaction_result out;
        for (auto const& whom : what.recipients) out.recipients.push_back(script_.reply(whom));
        script_.seen.push_back(std::move(what));
        --script_.now;
        co_return out;
    }
    std::string const& relay() const noexcept override { return relay_; }
    net::task<void> stop(milliseconds) override { co_return; }

private:
    net::executor where_;
    site_script& script_;
    std::shared_ptr<std::size_t> alive_;
    std::string relay_ = "store[private/lmtp-in]";
};

}  // namespace

scripted_source::scripted_source(net::executor where, std::map<std::string, site_script>& scripts)
    : where_(where), scripts_(scripts), alive_(std::make_shared<std::size_t>(0)) {}
scripted_source::~scripted_source() = default;

std::unique_ptr<carrier> scripted_source::open(route::target const& where) {
    return std::make_unique<scripted_carrier>(where_, scripts_[where.transport], alive_);
}

scripted_routes::scripted_routes(net::executor where) : where_(std::move(where)) {}
scripted_routes::~scripted_routes() = default;

std::shared_ptr<route::target const> scripted_routes::remembered(std::string_view, std::string_view address) {
    if (address.find("slow") != address.npos || address.find("broken") != address.npos) return nullptr;
    return target_of(address);
}

net::task<result<std::shared_ptr<route::target const>>> scripted_routes::resolve(std::string, std::string address) {
    co_await test::pause(where_, takes);
    if (address.find("broken") != address.npos) co_return base::from_errno(EIO);
    co_return target_of(address);
}

std::shared_ptr<route::target const> scripted_routes::filter(std::string_view, std::string_view address) { return target_of(address); }
std::shared_ptr<route::target const> scripted_routes::at_best_exchanger(std::string_view) { return target_of("x@store"); }

std::shared_ptr<route::target const> scripted_routes::target_of(std::string_view address) {
    auto const domain = address.substr(address.find('@') + 1);
    auto out = std::make_shared<route::target>();
    out->kind = route::target::way::store;
    out->transport = "virtual";
    out->path = "/store";
    if (domain.starts_with("far")) {
        out->kind = route::target::way::lmtp;
        out->transport = "lmtp";
        out->host = "far";
    }
    if (domain.starts_with("mirror")) {
        out->kind = route::target::way::smtp;
        out->transport = "smtp";
        out->nexthop = domain;
    }
    if (domain.starts_with("late") || domain.starts_with("paced") || domain.starts_with("many") || domain.starts_with("narrow") ||
        domain.starts_with("trickle")) {
        out->kind = route::target::way::lmtp;
        out->path.clear();
        out->transport = domain.substr(0, domain.find_first_of("0123456789."));
        out->host = domain;
        out->by = facts_of(out->transport);
    }
    if (domain.starts_with("error")) {
        out->kind = route::target::way::error;
        out->transport = "error";
        out->status = "5.1.1";
        out->text = "nobody here";
    }
    return out;
}

std::shared_ptr<route::transport const> scripted_routes::facts_of(std::string const& name) {
    auto& known = facts_[name];
    if (known) return known;
    route::transport out;
    out.program = name;
    out.waits = name == "late";
    if (name == "narrow") out.most = 3;
    if (name == "trickle") out.pause = std::chrono::seconds(1);
    if (name == "paced") {
        out.limits.recipient_limit = 2;
        out.limits.pause = std::chrono::seconds(1);
    }
    known = std::make_shared<route::transport const>(std::move(out));
    return known;
}

office::office(net::executor where, settings const& wanted, internal_passage* reports_through)
    : executor(where), queue(test::open(wanted)), here(where), disk(2, std::chrono::seconds(5)), tasks(where), routes(where), carriers(where, sites),
      manager({*queue, here, tasks, routes, carriers, disk, reports_through}), door(make_intake(*queue, here, disk)) {}
office::~office() = default;

net::task<void> office::send(std::string from, std::vector<std::string> to, std::string text) {
    auto what = test::letter(std::move(from), to);
    auto const id = co_await test::put(*door, std::move(text), std::move(what));
    EXPECT_TRUE(id);
}

net::task<bool> office::is_empty() {
    for (int i = 0; i < 1500; ++i) {
        auto const all = co_await test::rows(*queue, here);
        if (all.empty()) co_return true;
        co_await test::pause(executor, milliseconds(2));
    }
    co_return false;
}

net::task<void> office::close() {
    co_await manager.stop(milliseconds(100));
    queue->stop();
}

void with_office(std::function<net::task<void>(office&)> body, std::function<void(settings&)> change) {
    test::temporary_directory where;
    auto wanted = test::small_settings(where.path());
    if (change) change(wanted);
    auto run = [&](net::executor executor) -> net::task<void> {
        office room(executor, wanted);
        room.manager.start();
        co_await body(room);
        co_await room.close();
    };
    mailstead::test::run(run);
}

net::task<bool> all_in_state(office& room, state wanted, std::size_t count) {
    for (int i = 0; i < 1000; ++i) {
        auto const all = co_await test::rows(*room.queue, room.here);
        auto const fits = [wanted](auto const& row) { return row.status && row.status->state == wanted; };
        if (static_cast<std::size_t>(std::count_if(all.begin(), all.end(), fits)) == count) co_return true;
        co_await test::pause(room.executor, milliseconds(2));
    }
    co_return false;
}

net::task<std::uint64_t> in_state(office& room, state wanted) {
    for (int i = 0; i < 1000; ++i) {
        auto const all = co_await test::rows(*room.queue, room.here);
        for (auto const& row : all)
            if (row.status && row.status->state == wanted) co_return row.number;
        co_await test::pause(room.executor, milliseconds(2));
    }
    co_return 0;
}

}  // namespace mailstead::mta::queue::test

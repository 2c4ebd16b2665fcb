// A queue manager whose routes and carriers do what the test wants.
#pragma once

#include <algorithm>
#include <gtest/gtest.h>

#include <map>

#include "mta/queue/queue_id.h"
#include "mta/queue/scheduler.h"
#include "room.h"

namespace mailstead::mta::queue::test {

using lmtp::transaction;
using lmtp::transaction_result;

inline lmtp::recipient_result answer(int code, std::string enhanced, std::string text) {
    lmtp::recipient_result out;
    out.what = lmtp::fate::replied;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    return out;
}
inline lmtp::recipient_result lost(lmtp::fate how) {
    lmtp::recipient_result out;
    out.what = how;
    out.enhanced = "4.4.1";
    out.text = "connect to store: Connection refused";
    return out;
}

// A named function: g++ 12 cannot keep an initializer list in an expression with co_await.
template <class... Addresses>
std::vector<std::string> to(Addresses... addresses) {
    return {std::string(addresses)...};
}

inline std::string text_of(transaction const& what) {
    std::string out;
    for (auto const& piece : *what.text) out += piece;
    return out;
}

// Answers by recipient, keeps what it saw.
struct site_script {
    std::function<lmtp::recipient_result(lmtp::recipient const&)> reply = [](auto const&) {
        return answer(250, "2.0.0", "delivered to maildir");
    };
    milliseconds takes{0};
    std::vector<transaction> seen;
    std::size_t now = 0, most = 0;

    std::vector<std::string> recipients() const {
        std::vector<std::string> out;
        for (auto const& one : seen) {
            for (auto const& whom : one.recipients) out.push_back(whom.address);
        }
        return out;
    }
};

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

class scripted_source final : public carrier_source {
public:
    scripted_source(net::executor where, std::map<std::string, site_script>& scripts) : where_(where), scripts_(scripts) {}
    std::unique_ptr<carrier> open(route::target const& where) override {
        return std::make_unique<scripted_carrier>(where_, scripts_[where.transport], alive_);
    }
    // Carriers that somebody holds.
    std::size_t alive() const { return *alive_; }

private:
    net::executor where_;
    std::map<std::string, site_script>& scripts_;
    std::shared_ptr<std::size_t> alive_ = std::make_shared<std::size_t>(0);
};

// By the domain's first label: store.*, far.*, late*.*, paced.*, many*.*, narrow*.*, trickle*.*, mirror.*, error.*; "slow" ones are not remembered.
class scripted_routes final : public route::resolver {
public:
    explicit scripted_routes(net::executor where) : where_(std::move(where)) {}
    std::shared_ptr<route::target const> remembered(std::string_view, std::string_view address) override {
        if (address.find("slow") != address.npos || address.find("broken") != address.npos) return nullptr;
        return target_of(address);
    }
    net::task<result<std::shared_ptr<route::target const>>> resolve(std::string, std::string address) override {
        co_await test::pause(where_, takes);
        if (address.find("broken") != address.npos) co_return base::from_errno(EIO);
        co_return target_of(address);
    }

    std::shared_ptr<route::target const> filter(std::string_view, std::string_view address) override { return target_of(address); }
    std::shared_ptr<route::target const> at_best_exchanger(std::string_view) override { return target_of("x@store"); }

    milliseconds takes{2};    // a resolve()

private:
    std::shared_ptr<route::target const> target_of(std::string_view address) {
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
    // trickle: a second between any two; narrow: three at once; late: on demand; paced: two recipients at once, then a second's pause.
    std::shared_ptr<route::transport const> facts_of(std::string const& name) {
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
    net::executor where_;
    std::map<std::string, std::shared_ptr<route::transport const>> facts_;
};

// A queue with everything around it.
struct office {
    net::executor executor;
    std::unique_ptr<storage> queue;
    home here;
    net::disk_pool disk{2, std::chrono::seconds(5)};
    net::session_set tasks;
    std::map<std::string, site_script> sites;
    scripted_routes routes;
    scripted_source carriers;
    scheduler manager;
    std::unique_ptr<intake> door;

    office(net::executor where, settings const& wanted, internal_passage* reports_through = nullptr)
        : executor(where), queue(test::open(wanted)), here(where), tasks(where), routes(where), carriers(where, sites),
          manager({*queue, here, tasks, routes, carriers, disk, reports_through}), door(make_intake(*queue, here, disk)) {}

    net::task<void> send(std::string from, std::vector<std::string> to, std::string text = "Subject: x\r\n\r\nbody\r\n") {
        auto what = test::letter(std::move(from), to);
        auto const id = co_await test::put(*door, std::move(text), std::move(what));
        EXPECT_TRUE(id);
    }
    net::task<bool> is_empty() {
        for (int i = 0; i < 1500; ++i) {
            auto const all = co_await test::rows(*queue, here);
            if (all.empty()) co_return true;
            co_await test::pause(executor, milliseconds(2));
        }
        co_return false;
    }
    net::task<void> close() {
        co_await manager.stop(milliseconds(100));
        queue->stop();
    }
};

inline void with_office(std::function<net::task<void>(office&)> body, std::function<void(settings&)> change = {}) {
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

// True once `count` messages are in that state.
inline net::task<bool> all_in_state(office& room, state wanted, std::size_t count) {
    for (int i = 0; i < 1000; ++i) {
        auto const all = co_await test::rows(*room.queue, room.here);
        auto const fits = [wanted](auto const& row) { return row.status && row.status->state == wanted; };
        if (static_cast<std::size_t>(std::count_if(all.begin(), all.end(), fits)) == count) co_return true;
        co_await test::pause(room.executor, milliseconds(2));
    }
    co_return false;
}

// The number of the first message once one is in that state; 0: none came to be.
inline net::task<std::uint64_t> in_state(office& room, state wanted) {
    for (int i = 0; i < 1000; ++i) {
        auto const all = co_await test::rows(*room.queue, room.here);
        for (auto const& row : all)
            if (row.status && row.status->state == wanted) co_return row.number;
        co_await test::pause(room.executor, milliseconds(2));
    }
    co_return 0;
}

}  // namespace mailstead::mta::queue::test

#include "server/auth_service.h"

#include "base/log.h"
#include "server/auth_connection.h"

namespace mailstead::server {

net::task<void> auth_service::serve(net::stream& wire) {
    if (connections_.size() >= values_.connections) {
        base::log::warning("auth", "too many connections ({}): one more refused", connections_.size());
        co_return;
    }
    connection c(*this, wire);
    struct listed {
        listed(std::set<connection*>& all, connection* one) : all_(all), one_(one) { all_.insert(one_); }
        ~listed() { all_.erase(one_); }
        listed(listed const&) = delete;
        std::set<connection*>& all_;
        connection* one_;
    };
    listed const entry(connections_, &c);
    if (retired_) c.retire();    // accepted before, begun now
    co_await c.run();
}

void auth_service::retire() {
    retired_ = true;
    for (auto* one : connections_) one->retire();
}

net::task<net::result<std::string>> auth_service::list_since(std::chrono::steady_clock::time_point least) {
    if (!list_.empty() && list_begun_ >= least) co_return list_;
    list_begun_ = std::chrono::steady_clock::now();
    struct seen { std::string list; bool is_sure; };
    auto work = [this]() -> net::result<seen> {
        try {
            seen out;
            for (auto const& m : sasl_.mechanisms()) out.list += auth::wire::print(auth::wire::server_line(m));
            out.is_sure = facts_.ready().has_value();
            return out;
        } catch (std::exception const& why) {
            base::log::error("auth", "{}", why.what());
            return base::from_errno(EIO);
        }
    };
    auto const now = co_await net::blocking(pool_, work);
    if (now && now->is_sure) list_ = now->list;
    if (!list_.empty()) co_return list_;
    if (!now) co_return now.error();
    co_return now->list;
}

void auth_service::give_turns() {
    while (auto const number = turns_.next()) {
        auto& w = *waiters_.at(number);
        w.has_turn = true;
        w.bell.cancel();
    }
}

void auth_service::end_turn() {
    turns_.release();
    give_turns();
}

}  // namespace mailstead::server

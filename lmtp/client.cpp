// Hands transactions to connections and opens another one when they have no room.
#include "lmtp/client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "lmtp/connection.h"
#include "net/session_set.h"

namespace mailstead::lmtp {

class client::pool : public std::enable_shared_from_this<client::pool> {
public:
    pool(net::executor home, client_settings wanted) : home_(home), wanted_(std::move(wanted)), fibres_(home) {
        if (wanted_.relay.empty()) wanted_.relay = wanted_.name + "[" + wanted_.path + "]";
    }

    client_settings const& wanted() const noexcept { return wanted_; }
    std::size_t pending() const noexcept { return pending_; }

    net::task<transaction_result> deliver(transaction what) {
        auto const one = std::make_shared<exchange>(std::move(what));
        if (stopping_) {
            one->give_up("4.3.2", "mail system is shutting down");
            co_return one->take_result();
        }
        ++pending_;
        waiting_.push_back(one);
        find_hands();
        co_await one->done.wait();
        --pending_;
        co_return one->take_result();
    }

    net::task<void> stop(std::chrono::milliseconds grace) {
        stopping_ = true;
        give_up_waiting("4.3.2", "mail system is shutting down");
        for (auto* each : connections_) each->close();
        auto const end = std::chrono::steady_clock::now() + grace;
        while (!connections_.empty() && std::chrono::steady_clock::now() < end) co_await pause(home_, step);
        for (auto* each : connections_) each->cut();
        // What was cut ends by itself, except a connect in progress, which ends with its own patience.
        auto const patience = wanted_.connect_timeout + std::chrono::seconds(5);
        auto const ended = co_await fibres_.stop(patience);
        static_cast<void>(ended);
    }

private:
    static constexpr auto step = std::chrono::milliseconds(1);

    // Wakes who has room; opens another connection when there is more work than room.
    void find_hands() {
        std::size_t room = opening_ * wanted_.depth;
        for (auto* each : connections_) {
            if (each->room() == 0) continue;
            room += each->room();
            each->wake();
        }
        if (waiting_.size() <= room || stopping_) return;
        if (connections_.size() + opening_ >= std::max<std::size_t>(wanted_.connections, 1)) return;
        ++opening_;
        fibres_.run("lmtp", serve(shared_from_this()));
    }

    // The life of one connection, which keeps the pool alive.
    static net::task<void> serve(std::shared_ptr<pool> self) {
        --self->opening_;
        std::string const trouble = co_await self->serve_one();
        if (trouble.empty()) self->find_hands();
        else if (self->connections_.empty()) self->give_up_waiting("4.4.1", trouble);
        // With trouble, and others still connected, the rest waits for them: no connecting in circles.
    }

    net::task<std::string> serve_one() {
        connection one(wanted_, waiting_, fibres_);
        listed const entry(connections_, &one);
        if (stopping_) co_return std::string();
        auto trouble = co_await one.open(home_);
        if (!trouble.empty()) co_return trouble;
        find_hands();    // now it is known how much one connection takes
        co_return co_await one.serve(home_);
    }

    struct listed {
        listed(std::vector<connection*>& list, connection* entry) : all(list), which(entry) { all.push_back(which); }
        ~listed() { std::erase(all, which); }
        std::vector<connection*>& all;
        connection* which;
    };

    void give_up_waiting(std::string_view enhanced, std::string const& why) {
        while (!waiting_.empty()) {
            auto const one = std::move(waiting_.front());
            waiting_.pop_front();
            one->give_up(enhanced, why);
            one->done.set();
        }
    }

    net::executor home_;
    client_settings wanted_;
    net::session_set fibres_;
    work waiting_;
    std::vector<connection*> connections_;
    std::size_t pending_ = 0;
    std::size_t opening_ = 0;    // started, not yet listed
    bool stopping_ = false;
};

client::client(net::executor home, client_settings wanted)
    : pool_(std::make_shared<pool>(std::move(home), std::move(wanted))) {}

client::~client() = default;

net::task<transaction_result> client::deliver(transaction what) { return pool_->deliver(std::move(what)); }

std::size_t client::pending() const noexcept { return pool_->pending(); }

std::string const& client::relay() const noexcept { return pool_->wanted().relay; }

net::task<void> client::stop(std::chrono::milliseconds grace) { return pool_->stop(grace); }

}  // namespace mailstead::lmtp

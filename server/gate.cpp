// Counting sessions in and out.
#include "server/gate.h"

#include <boost/asio/post.hpp>

#include "base/log.h"

namespace mailstead::server {

gate::gate(net::executor home, std::string line, std::function<void()> on_room)
    : home_(std::move(home)), line_(std::move(line)), on_room_(std::move(on_room)) {}

bool gate::has_room() {
    auto const most = most_.load();
    if (most == 0 || open_.load() < most) return true;
    auto const now = std::chrono::steady_clock::now();
    if (told_ == decltype(told_){} || now - told_ >= std::chrono::minutes(1)) {
        told_ = now;
        base::log::warning("master", "service \"{}\" has reached its process limit \"{}\": new clients may experience noticeable delays",
                           line_, most);
    }
    return false;
}

std::shared_ptr<void> gate::enter() {
    ++open_;
    return {static_cast<void*>(this), [self = shared_from_this()](void*) { self->leave(); }};
}

// The count goes down first: whoever saw the gate full before that is called, whoever looks after it finds room.
void gate::leave() {
    auto const before = open_.fetch_sub(1);
    auto const most = most_.load();
    if (most == 0 || before < most) return;
    wake_next();
    auto call = [weak = weak_from_this()] {
        auto const self = weak.lock();
        if (self && self->on_room_) self->on_room_();
    };
    boost::asio::post(home_, std::move(call));
}

std::shared_ptr<void> gate::wake_when_room(std::function<void()> wake) {
    auto token = std::make_shared<std::function<void()>>(std::move(wake));
    std::lock_guard const lock(mutex_);
    waiting_.push_back(token);
    return token;
}

void gate::wake_next() {
    std::shared_ptr<std::function<void()>> next;
    {
        std::lock_guard const lock(mutex_);
        while (!next && !waiting_.empty()) {
            next = waiting_.front().lock();    // null: it waits no longer
            waiting_.pop_front();
        }
    }
    if (next) (*next)();
}

}  // namespace mailstead::server

// Accepting and handing over.
#include "server/front.h"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include "net/socket_stream.h"

namespace mailstead::server {

struct front::door {
    handlers what;
    std::shared_ptr<gate> limit;    // null: none
    std::unique_ptr<net::listener> listener;
};

namespace {

void hand_over(worker& to, net::session_set& among, base::unique_fd fd,
               std::shared_ptr<net::session_set::service const> service, std::shared_ptr<void> token) {
    ++among.load;
    // shared: a posted function has to be copyable
    auto shared = std::make_shared<base::unique_fd>(std::move(fd));
    auto begin = [&to, &among, shared, service = std::move(service), token = std::move(token)]() mutable {
        auto wire = net::make_stream(to.executor(), std::move(*shared));
        among.serve(std::move(wire), service, std::move(token));
    };
    boost::asio::post(to.executor(), std::move(begin));
}

}  // namespace

front::front(runtime& where) : runtime_(where) {
    for (auto& one : where.workers) {
        sessions_.push_back(std::make_unique<net::session_set>(one->executor()));
        background_.push_back(std::make_unique<net::session_set>(one->executor()));
    }
}

front::~front() { close(); }

// The gate of a line is made once and gets the newest limit; null for a service that has neither.
std::shared_ptr<gate> front::gate_for(service_socket const& service) {
    auto& made = gates_[service.line];
    if (!made && service.most == 0) return nullptr;
    auto const on_room = [this, line = service.line] {
        for (auto const& [key, one] : doors_)
            if (one->limit && one->limit == gates_[line]) one->listener->resume();
    };
    if (!made) made = std::make_shared<gate>(runtime_.workers[0]->executor(), service.line, on_room);
    made->set_limit(service.most);
    return made;
}

std::shared_ptr<gate> front::limit_of(service_socket const& service) {
    std::shared_ptr<gate> out;
    runtime_.workers[0]->call([&] { out = gate_for(service); });
    return out;
}

void front::open(service_socket const& service, base::unique_fd bound, handlers what, std::atomic<std::uint64_t>& connections) {
    auto make = [&] {
        auto made = std::make_unique<door>();
        made->what = std::move(what);
        made->limit = gate_for(service);
        auto on_accept = [this, self = made.get(), &connections](base::unique_fd fd) {
            ++connections;
            auto& to = least_busy(self->what);
            auto token = self->limit ? self->limit->enter() : nullptr;
            hand_over(to, sessions(to.number()), std::move(fd), self->what[to.number()], std::move(token));
        };
        auto has_room = [self = made.get()] { return !self->limit || self->limit->has_room(); };
        made->listener = std::make_unique<net::listener>(runtime_.workers[0]->executor(), std::move(bound), std::move(on_accept),
                                                         std::move(has_room));
        doors_[service.key] = std::move(made);
    };
    runtime_.workers[0]->call(make);
}

void front::replace(service_socket const& service, handlers what) {
    auto change = [&] {
        auto const at = doors_.find(service.key);
        if (at == doors_.end()) return;
        at->second->what = std::move(what);
        at->second->limit = gate_for(service);
        at->second->listener->resume();    // the new limit may be higher
    };
    runtime_.workers[0]->call(change);
}

void front::keep_only(std::vector<std::string> const& keys) {
    auto drop = [&] {
        std::erase_if(doors_, [&](auto const& one) { return std::find(keys.begin(), keys.end(), one.first) == keys.end(); });
        if (!doors_.empty()) return;
        for (auto const& [line, one] : gates_)
            if (one) one->forget();    // sessions may outlive us
    };
    runtime_.workers[0]->call(drop);
}

void front::close() {
    if (!doors_.empty()) keep_only({});
}

worker& front::least_busy(handlers const& among) noexcept {
    std::size_t best = among.size();
    for (std::size_t i = 0; i < among.size(); ++i)
        if (among[i] && (best == among.size() || sessions_[i]->load < sessions_[best]->load)) best = i;
    return *runtime_.workers[best];
}

bool front::stop_sessions(std::chrono::milliseconds grace) {
    close();
    return stop_all(sessions_, grace);
}

bool front::stop_background(std::chrono::milliseconds grace) { return stop_all(background_, grace); }

bool front::stop_all(by_worker& sets, std::chrono::milliseconds grace) {
    std::vector<std::future<bool>> ends;
    for (auto& one : runtime_.workers)
        ends.push_back(boost::asio::co_spawn(one->executor(), sets[one->number()]->stop(grace), boost::asio::use_future));
    bool all = true;
    for (auto& end : ends) all &= end.get();
    return all;
}

std::atomic<std::int64_t>& open_sessions(board& figures, protocol which) {
    return figures.sessions[static_cast<std::size_t>(which)];
}

std::atomic<std::uint64_t>& all_connections(board& figures, protocol which) {
    return figures.connections[static_cast<std::size_t>(which)];
}

}  // namespace mailstead::server

// The answers of private/control.
#include "server/control_service.h"

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include "base/ascii.h"
#include "base/clock.h"

namespace mailstead::server {
namespace {

constexpr std::chrono::seconds patience{10};

boost::json::object by_protocol(auto const& figures) {
    boost::json::object out;
    for (std::size_t i = 0; i < protocol_names.size(); ++i) out[protocol_names[i]] = figures[i].load();
    return out;
}

}  // namespace

std::string control_service::status() const {
    boost::json::object processes{{"master", board_.master.load()}};
    boost::json::object restarts;
    for (auto const role : all_roles) {
        auto const& figures = board_.roles[static_cast<std::size_t>(role)];
        processes[to_string(role)] = figures.pid.load();
        restarts[to_string(role)] = figures.restarts.load();
    }
    auto const counted = qmgr_.counted();
    boost::json::object out{
        {"running", true},
        {"processes", std::move(processes)},
        {"restarts", std::move(restarts)},
        {"uptime", base::unix_seconds(std::chrono::system_clock::now()) - board_.started.load()},
        {"sessions", by_protocol(board_.sessions)},
        {"connections", by_protocol(board_.connections)},
        {"queue", {{"active", counted.active}, {"in_flight", counted.in_flight}}},
        {"recipients", {{"delivered", counted.delivered}, {"deferred", counted.deferred}, {"bounced", counted.bounced}}},
        {"delivered", board_.delivered.load()},
    };
    return boost::json::serialize(out) + "\n";
}

net::task<void> control_service::serve(net::stream& wire) {
    std::string line;
    while (line.find('\n') == line.npos && line.size() < 100) {
        auto const got = co_await wire.read_some(100, patience);
        if (!got) co_return;
        line += *got;
    }
    auto const word = base::trimmed(line);
    std::string answer = "unknown command\n";
    if (word == "status") answer = status();
    if (word == "flush") {
        auto const begin = [this] { qmgr_.flush(); };
        boost::asio::post(home_, begin);
        answer = "flushing\n";
    }
    auto const sent = co_await wire.write(answer, patience);
    static_cast<void>(sent);
}

}  // namespace mailstead::server

// The answers of private/control.
#include "server/control_service.h"

#include <boost/json.hpp>

#include "base/ascii.h"
#include "base/clock.h"
#include "mta/queue/admin.h"
#include "mta/queue/backup.h"
#include "mta/queue/showq.h"

namespace mailstead::server {
namespace {

constexpr std::chrono::seconds patience{10};

boost::json::object by_protocol(auto const& figures) {
    boost::json::object out;
    for (std::size_t i = 0; i < protocol_names.size(); ++i) out[protocol_names[i]] = figures[i].load();
    return out;
}

}  // namespace

net::task<std::string> control_service::status() {
    boost::json::object processes{{"master", board_.master.load()}};
    boost::json::object restarts;
    for (auto const role : all_roles) {
        auto const& figures = board_.roles[static_cast<std::size_t>(role)];
        processes[to_string(role)] = figures.pid.load();
        restarts[to_string(role)] = figures.restarts.load();
    }
    auto const counted = qmgr_.counted();
    auto const states = co_await mta::queue::queue_counts(queue_, home_);
    boost::json::object queue{{"in_flight", counted.in_flight}};
    if (states) queue = {{"active", states->active}, {"deferred", states->deferred}, {"hold", states->hold},
                         {"corrupt", states->corrupt}, {"in_flight", counted.in_flight}};
    boost::json::object out{
        {"running", true},
        {"processes", std::move(processes)},
        {"restarts", std::move(restarts)},
        {"uptime", base::unix_seconds(std::chrono::system_clock::now()) - board_.started.load()},
        {"sessions", by_protocol(board_.sessions)},
        {"connections", by_protocol(board_.connections)},
        {"queue", std::move(queue)},
        {"recipients", {{"delivered", counted.delivered}, {"deferred", counted.deferred}, {"bounced", counted.bounced}}},
        {"delivered", board_.delivered.load()},
    };
    co_return boost::json::serialize(out) + "\n";
}

net::task<void> control_service::serve(net::stream& wire) {
    std::string line;
    while (line.find('\n') == line.npos && line.size() < 100) {
        auto const got = co_await wire.read_some(100, patience);
        if (!got) co_return;
        line += *got;
    }
    if (line.starts_with("queue\n")) {
        mta::queue::admin_names names;
        names.hostname = queue_.settings().hostname;
        names.mail_name = queue_.settings().mail_name;
        names.content_filter = content_filter_;
        co_await mta::queue::serve_admin(wire, line.substr(6), queue_, home_, qmgr_, disk_, std::move(names));
        co_return;
    }
    auto const word = base::trimmed(line);
    if (word == "backup") {
        co_await mta::queue::serve_backup(wire, queue_, home_);
        co_return;
    }
    std::string answer = "unknown command\n";
    if (word == "status") answer = co_await status();
    if (word == "flush") {
        qmgr_.flush();
        answer = "flushing\n";
    }
    auto const sent = co_await wire.write(answer, patience);
    static_cast<void>(sent);
}

}  // namespace mailstead::server

// Roles in a process, and the loop of a process that belongs to a master.
#include "server/process.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include <fmt/format.h>

#include "base/log.h"
#include "server/sealed.h"
#include "server/sockets.h"

namespace mailstead::server {
namespace {

std::size_t worker_count(conf::settings const& values) {
    auto const wanted = values.number("worker_threads");
    return wanted > 0 ? static_cast<std::size_t>(wanted) : std::max(1u, std::thread::hardware_concurrency());
}

std::size_t disk_count(conf::settings const& values) {
    auto const wanted = values.number("disk_threads");
    return wanted > 0 ? static_cast<std::size_t>(wanted) : 4 * std::max(1u, std::thread::hardware_concurrency());
}

socket_map take_for(role_name which, std::vector<service_socket> const& all, socket_map& from) {
    socket_map out;
    for (auto const& service : all) {
        if (service.role != which) continue;
        auto const at = from.find(service.key);
        if (at != from.end()) out.insert(from.extract(at));
    }
    return out;
}

// What the child hears: SIGTERM to itself, or the master's channel. False: the end has come.
bool wait_for_word(int signals, int master) {
    pollfd both[2] = {{signals, POLLIN, 0}, {master, POLLIN, 0}};
    while (::poll(both, 2, -1) < 0 && errno == EINTR) {}
    return both[0].revents == 0;
}

configuration_ptr reloaded(configuration const& old, reload_payload const& what) {
    auto next = std::make_shared<configuration>();
    next->files = conf::load(old.files.directory);
    next->secrets = what.secrets;
    next->tickets = old.tickets;
    next->pam_door = old.pam_door;
    return next;
}

// What the master says about keys comes in a sealed file, the first of the descriptors.
std::optional<reload_payload> payload_of(message& order) {
    if (order.descriptors.empty()) return std::nullopt;
    auto const text = unseal(order.descriptors.front().get());
    order.descriptors.erase(order.descriptors.begin());
    if (!text) base::log::error("master", "the keys and certificates cannot be taken over: what was in force stays");
    return text ? parse_reload(*text) : std::nullopt;
}

void obey_reload(process& self, configuration_ptr& config, message& order) {
    auto const what = payload_of(order);
    if (!what || what->keys.size() != order.descriptors.size()) return;
    auto next = reloaded(*config, *what);
    if (!next->files.usable()) return base::log::error("master", "configuration changed while it was being read; reload again");
    socket_map added;
    for (std::size_t i = 0; i < what->keys.size(); ++i) added.emplace(what->keys[i], std::move(order.descriptors[i]));
    config = next;
    self.reload(std::move(next), std::move(added));
}

}  // namespace

std::vector<service_socket> services_for(role_name which, std::vector<service_socket> const& all) {
    std::vector<service_socket> out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](auto const& s) { return s.role == which; });
    return out;
}

void open_log(conf::settings const& values, base::log::settings::patience flush) {
    base::log::settings wanted;
    wanted.flush = flush;
    wanted.file = values.text("maillog_file");
    wanted.syslog_name = values.text("syslog_name");
    wanted.lines = values.text("log_format") == "json" ? base::log::format::json : base::log::format::text;
    auto const host = values.text("myhostname");
    wanted.host = host.substr(0, host.find('.'));
    if (!base::log::open(wanted)) base::log::error("master", "cannot open maillog_file {}; logging to stderr", wanted.file);
}

process::process(std::vector<role_name> which, configuration_ptr what, socket_map sockets, board& figures)
    : config_(std::move(what)),
      runtime_(worker_count(config_->values()), disk_count(config_->values()),
               std::chrono::milliseconds(config_->values().duration("disk_wait_limit"))) {
    auto const all = sockets_of(config_->files);
    try {
        for (auto const name : which) {
            auto& made = roles_.emplace_back(name, make_role(name, figures));
            made.second->start(runtime_, config_, services_for(name, all), take_for(name, all, sockets));
            figures.roles[static_cast<std::size_t>(name)].pid = ::getpid();
        }
    } catch (...) {
        // What has begun already refers to the roles, and the process is about to end: they stay where they are.
        runtime_.halt();
        for (auto& [name, one] : roles_) (void)one.release();
        throw;
    }
}

// Threads first, then what they served, then the loops (members, in reverse).
process::~process() { runtime_.halt(); }

void process::reload(configuration_ptr what, socket_map added) {
    config_ = std::move(what);
    open_log(config_->values());
    auto const all = sockets_of(config_->files);
    for (auto& [name, one] : roles_) {
        try {
            one->reload(config_, services_for(name, all), take_for(name, all, added));
        } catch (std::exception const& why) {    // a file that has gone since: the role goes on as it is
            base::log::error("master", "reload: {}: {}", to_string(name), why.what());
        }
    }
}

configuration_ptr process::renew(secrets read) {
    auto next = std::make_shared<configuration>(*config_);
    next->secrets = std::move(read);
    reload(next, {});
    return next;
}

bool process::stop() {
    // From the way in to the way out: what mta still delivers needs the store, which needs auth.
    auto const end = std::chrono::steady_clock::now() + config_->values().duration("shutdown_grace");
    bool all = true;
    for (auto at = roles_.rbegin(); at != roles_.rend(); ++at) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        all &= at->second->stop(std::max(left, std::chrono::milliseconds(200)));
    }
    return all;
}

int serve_role(role_name which, configuration_ptr what, socket_map sockets, board& figures, channel master) {
    open_log(what->values());
    sigset_t quiet;
    sigemptyset(&quiet);
    sigaddset(&quiet, SIGTERM);
    base::unique_fd const signals(::signalfd(-1, &quiet, SFD_CLOEXEC));
    try {
        process self({which}, what, std::move(sockets), figures);
        master.send('K', "");
        while (wait_for_word(signals.get(), master.fd())) {
            auto order = master.receive();
            if (!order || order->kind == 'S') break;
            if (order->kind == 'R') obey_reload(self, what, *order);
            if (order->kind == 'C') {
                if (auto renewed = payload_of(*order)) what = self.renew(std::move(renewed->secrets));
            }
        }
        if (!self.stop()) {
            base::log::flush();
            std::_Exit(0);
        }
    } catch (std::exception const& error) {
        base::log::error("master", "{}: {}", to_string(which), error.what());
        master.send(dynamic_cast<unusable_queue const*>(&error) ? 'Q' : 'F', error.what());
        base::log::flush();
        return 1;
    }
    base::log::flush();
    return 0;
}

}  // namespace mailstead::server

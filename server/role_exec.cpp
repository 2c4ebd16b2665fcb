// The role exec: the only process that may start other programs (design: processes). It keeps root so that each program
// can be another user; it reads nothing that comes from the network, and runs only what master.cf names.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "base/log.h"
#include "net/listener.h"
#include "server/exec_service.h"
#include "server/gate.h"
#include "server/role.h"

namespace mailstead::server {
namespace {

namespace asio = boost::asio;

// All of it lives on the first worker: a program's life is waiting.
class role_exec final : public role {
public:
    explicit role_exec(board& figures) : board_(figures) {}

    void start(runtime& where, configuration_ptr what, std::vector<service_socket> services,
               std::map<std::string, base::unique_fd> sockets) override {
        home_ = where.workers[0].get();
        tasks_ = std::make_unique<net::session_set>(home_->executor());
        service_ = std::make_unique<exec_service>(home_->executor(), *tasks_);
        reload(std::move(what), std::move(services), std::move(sockets));
    }

    void reload(configuration_ptr what, std::vector<service_socket> services,
                std::map<std::string, base::unique_fd> sockets) override {
        auto const rules = std::make_shared<exec_rules const>(what->files);
        for (auto const& one : rules->complaints()) base::log::warning("exec", "{}", one);
        auto const take = [&] {
            service_->use(rules);
            for (auto const& one : services) serve(one, sockets);
            close_others(services);
        };
        home_->call(take);
    }

    // Programs get half of the time to end by themselves.
    bool stop(std::chrono::milliseconds grace) override {
        auto const close = [this] {
            doors_.clear();
            for (auto const& [line, one] : gates_) one->forget();    // programs may outlive us
        };
        home_->call(close);
        auto const wait = [this](std::chrono::milliseconds how_long) {
            return asio::co_spawn(asio::any_io_executor(home_->executor()), tasks_->stop(how_long), asio::use_future).get();
        };
        if (wait(grace / 2)) return true;
        home_->call([this] { service_->kill_all(); });
        return wait(grace / 2);
    }

private:
    struct door {
        std::shared_ptr<gate> limit;    // spawn: how many programs at once; null: any number
        std::unique_ptr<net::listener> listener;
    };

    void serve(service_socket const& service, std::map<std::string, base::unique_fd>& sockets) {
        auto& at = doors_[service.key];
        if (!at) at = std::make_unique<door>();
        if (service.command == "spawn") set_limit(*at, service);
        auto const bound = sockets.find(service.key);
        if (bound == sockets.end()) {
            if (at->listener) at->listener->resume();    // the new limit may be higher
            return;
        }
        bool const is_spawn = service.command == "spawn";
        auto on_accept = [this, self = at.get(), is_spawn, row = row_of(service)](base::unique_fd fd) {
            if (!is_spawn) return service_->take(std::move(fd));
            service_->spawn(std::move(fd), row, self->limit ? self->limit->enter() : nullptr);
        };
        auto has_room = [self = at.get()] { return !self->limit || self->limit->has_room(); };
        at->listener = std::make_unique<net::listener>(home_->executor(), std::move(bound->second), std::move(on_accept), std::move(has_room));
    }

    // "127.0.0.1:10031 inet" is the row 127.0.0.1:10031.
    static std::string row_of(service_socket const& service) { return service.line.substr(0, service.line.find(' ')); }

    // The sockets of one line share the limit.
    void set_limit(door& of, service_socket const& service) {
        auto& made = gates_[service.line];
        auto const on_room = [this, line = service.line] {
            for (auto const& [key, one] : doors_)
                if (one->limit && one->limit == gates_[line]) one->listener->resume();
        };
        if (!made) made = std::make_shared<gate>(home_->executor(), service.line, on_room);
        made->set_limit(service.most);
        of.limit = made;
    }

    void close_others(std::vector<service_socket> const& services) {
        auto const gone = [&](auto const& one) {
            return std::none_of(services.begin(), services.end(), [&](service_socket const& s) { return s.key == one.first; });
        };
        std::erase_if(doors_, gone);
    }

    board& board_;
    worker* home_ = nullptr;
    std::unique_ptr<net::session_set> tasks_;
    std::unique_ptr<exec_service> service_;
    std::map<std::string, std::shared_ptr<gate>> gates_;    // by line of master.cf
    std::map<std::string, std::unique_ptr<door>> doors_;
};

}  // namespace

std::unique_ptr<role> make_exec_role(board& figures) { return std::make_unique<role_exec>(figures); }

}  // namespace mailstead::server

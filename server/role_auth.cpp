// The role auth: the account database, Cyrus SASL over it, and the door for both (design: processes).
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include "auth/accounts.h"
#include "auth/backends.h"
#include "auth/last_logins.h"
#include "auth/penalty.h"
#include "auth/sasl_library.h"
#include "auth/sasl_server.h"
#include "base/ascii.h"
#include "base/log.h"
#include "conf/lookup.h"
#include "server/auth_backends.h"
#include "server/auth_service.h"
#include "server/front.h"
#include "server/kept_key.h"
#include "server/role.h"
#include "server/settings_auth.h"

namespace mailstead::server {
namespace {

constexpr std::size_t threads_that_ask = 16;

// What one configuration made; sessions in progress keep it.
struct generation {
    generation(conf::settings const& values, int pam_door)
        : how(sasl_settings(values)), library(auth::sasl_library::get(how.keytab)), database(values.text("account_database"), auth::accounts::mode::read),
          upgrades(values.text("account_database"), auth::accounts::mode::read_write), logins(logins_of(values)),
          backend(make_backends(values, {database, upgrades, logins.get(), pam_door})), sasl(*backend, with_key(how, *backend, values)),
          waiting(pool_of(values)) {}

    static std::unique_ptr<auth::last_logins> logins_of(conf::settings const& values) {
        auto const path = values.text("auth_last_login_database");
        return path.empty() ? nullptr : std::make_unique<auth::last_logins>(path);
    }

    // Names that nobody has are shown the same salts after a reload or restart.
    static auth::sasl_server::settings with_key(auth::sasl_server::settings out, auth::backends& facts, conf::settings const& values) {
        auto const known = facts.made_up_key();
        auto const logins = values.text("auth_last_login_database");
        if (known && known->empty() && !logins.empty()) out.fallback_key = kept_key(logins.substr(0, logins.rfind('/') + 1) + "made_up_key");
        return out;
    }

    // Logins that wait for PAM or saslauthd have threads of their own: as many as may wait there, and some for the others.
    static std::size_t slow_threads(conf::settings const& values) {
        return 3 * static_cast<std::size_t>(values.number("auth_backend_concurrency_limit")) + 4;
    }

    static std::unique_ptr<net::disk_pool> pool_of(conf::settings const& values) {
        if (!has_slow_backend(values)) return nullptr;
        return std::make_unique<net::disk_pool>(slow_threads(values), std::chrono::milliseconds(values.duration("disk_wait_limit")));
    }

    // Who is not slowed down by mistakes; penalties themselves outlive a reload.
    static auth_service::settings service_settings(conf::settings const& values, auth::penalties& counters) {
        auth::penalties::settings wanted;
        wanted.first = values.duration("auth_failure_delay");
        wanted.most = std::max(wanted.first, std::chrono::milliseconds(values.duration("auth_failure_delay_limit")));
        wanted.memory = values.duration("auth_failure_time");
        counters.use(wanted);
        auth_service::settings out;
        out.failure_delay = wanted.first;
        out.penalties = &counters;
        if (has_slow_backend(values)) out.looks = slow_threads(values);
        auto const report = [](conf::problem const& problem) { base::log::warning("master", "{}", problem.message()); };
        auto const excepted = std::make_shared<conf::match_list const>(conf::match_list::open("auth_failure_exceptions", values, report));
        out.is_excepted = [excepted](std::string const& address) {
            auto const found = excepted->matches_client("unknown", address);
            return found && *found;
        };
        return out;
    }

    auth::sasl_server::settings how;
    std::shared_ptr<auth::sasl_library> library;    // started with the keytab before a back end starts it without one
    auth::accounts database;
    auth::accounts upgrades;
    std::unique_ptr<auth::last_logins> logins;
    std::unique_ptr<auth::backends> backend;
    auth::sasl_server sasl;
    std::unique_ptr<net::disk_pool> waiting;                // null: no back end keeps anybody waiting
    std::vector<std::unique_ptr<auth_service>> services;    // by worker
    std::shared_ptr<base::unique_fd const> pam_door;
};

class role_auth final : public role {
public:
    explicit role_auth(board& figures) : board_(figures) {}

    void start(runtime& where, configuration_ptr what, std::vector<service_socket> services,
               std::map<std::string, base::unique_fd> sockets) override {
        runtime_ = &where;
        front_ = std::make_unique<front>(where);
        reload(std::move(what), std::move(services), std::move(sockets));
    }

    void reload(configuration_ptr what, std::vector<service_socket> services,
                std::map<std::string, base::unique_fd> sockets) override {
        auto const next = make(*what);
        std::vector<std::string> keys;
        for (auto const& service : services) {
            keys.push_back(service.key);
            auto const at = sockets.find(service.key);
            if (at == sockets.end()) front_->replace(service, handlers_of(next));
            else front_->open(service, std::move(at->second), handlers_of(next), all_connections(board_, protocol::auth));
        }
        front_->keep_only(keys);
        retire(std::exchange(current_, next));
    }

    bool stop(std::chrono::milliseconds grace) override { return front_->stop_sessions(grace); }

private:
    std::shared_ptr<generation> make(configuration const& what) {
        bool const has_door = what.pam_door && *what.pam_door;
        if (!has_door && wants_pam(what.values()))
            throw std::runtime_error("auth_backends: pam: restart the server, a reload does not start the process that asks PAM");
        auto out = std::make_shared<generation>(what.values(), what.pam_door ? what.pam_door->get() : -1);
        out->pam_door = what.pam_door;
        auto& pool = out->waiting ? *out->waiting : runtime_->passwords;
        auto const how = generation::service_settings(what.values(), penalties_);
        for (auto& one : runtime_->workers)
            out->services.push_back(std::make_unique<auth_service>(out->sasl, *out->backend, pool, pool_for(what.values()), front_->sessions(one->number()), how));
        return out;
    }

    // Sessions of the other roles hold their connections for ever: those of the old settings end, or a reload would change nothing for them.
    void retire(std::shared_ptr<generation> const& old) {
        if (!old) return;
        for (auto& one : runtime_->workers) one->call([&] { old->services[one->number()]->retire(); });
    }

    // Threads that may wait for a provider of tokens, and for which nothing else waits. Once there, it stays.
    net::disk_pool& pool_for(conf::settings const& values) {
        if (values.text("auth_oauth2_introspection_url").empty()) return runtime_->passwords;
        if (!asking_) asking_ = std::make_unique<net::disk_pool>(threads_that_ask, std::chrono::milliseconds(values.duration("disk_wait_limit")));
        return *asking_;
    }

    handlers handlers_of(std::shared_ptr<generation> const& made) {
        handlers out;
        for (auto& one : runtime_->workers) {
            auto const service = std::make_shared<net::session_set::service>();
            service->kind = "auth";
            service->open = &open_sessions(board_, protocol::auth);
            service->what = [made, number = one->number()](net::stream& wire) { return serve(made, number, wire); };
            out.push_back(service);
        }
        return out;
    }

    static net::task<void> serve(std::shared_ptr<generation> made, std::size_t number, net::stream& wire) {
        co_await made->services[number]->serve(wire);
    }

    board& board_;
    runtime* runtime_ = nullptr;
    std::shared_ptr<generation> current_;
    auth::penalties penalties_{base::system_clock()};
    std::unique_ptr<net::disk_pool> asking_;    // sessions use it
    std::unique_ptr<front> front_;
};

}  // namespace

std::unique_ptr<role> make_auth_role(board& figures) { return std::make_unique<role_auth>(figures); }

}  // namespace mailstead::server

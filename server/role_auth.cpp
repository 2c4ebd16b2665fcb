// The role auth: the account database, Cyrus SASL over it, and the door for both (design: processes).
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include "auth/account_backend.h"
#include "auth/accounts.h"
#include "auth/sasl_server.h"
#include "base/ascii.h"
#include "base/log.h"
#include "server/auth_service.h"
#include "server/front.h"
#include "server/role.h"
#include "server/settings_auth.h"

namespace mailstead::server {
namespace {

constexpr std::size_t threads_that_ask = 16;

// What one configuration made; sessions in progress keep it.
struct generation {
    generation(conf::settings const& values)
        : database(values.text("account_database"), auth::accounts::mode::read), backend(database, backend_settings(values)),
          sasl(backend, sasl_settings(values)) {}

    static auth::account_backend::settings backend_settings(conf::settings const& values) {
        auth::account_backend::settings out;
        out.default_domain = values.text("smtpd_sasl_local_domain");
        return out;
    }

    auth::accounts database;
    auth::account_backend backend;
    auth::sasl_server sasl;
    std::vector<std::unique_ptr<auth_service>> services;    // by worker
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
        auto const next = make(what->values());
        std::vector<std::string> keys;
        for (auto const& service : services) {
            keys.push_back(service.key);
            auto const at = sockets.find(service.key);
            if (at == sockets.end()) front_->replace(service, handlers_of(next));
            else front_->open(service, std::move(at->second), handlers_of(next), all_connections(board_, protocol::auth));
        }
        front_->keep_only(keys);
    }

    bool stop(std::chrono::milliseconds grace) override { return front_->stop_sessions(grace); }

private:
    std::shared_ptr<generation> make(conf::settings const& values) {
        auto out = std::make_shared<generation>(values);
        for (auto& one : runtime_->workers)
            out->services.push_back(std::make_unique<auth_service>(out->sasl, out->backend, runtime_->passwords, pool_for(values), front_->sessions(one->number()),
                                                                   auth_service::settings{}));
        return out;
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
    std::unique_ptr<net::disk_pool> asking_;    // sessions use it
    std::unique_ptr<front> front_;
};

}  // namespace

std::unique_ptr<role> make_auth_role(board& figures) { return std::make_unique<role_auth>(figures); }

}  // namespace mailstead::server

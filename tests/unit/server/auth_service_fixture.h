// A service of the role auth with an account database, and a client of it, over a real socket on one loop.
#pragma once

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "auth/account_backend.h"
#include "net/auth_client.h"
#include "net/listener.h"
#include "net/socket_stream.h"
#include "server/auth_service.h"

namespace mailstead::server {

namespace asio = boost::asio;
using namespace std::chrono_literals;

inline std::string plain(std::string const& user, std::string const& password) { return '\0' + user + '\0' + password; }

inline auth::request ask(std::string mechanism, std::optional<std::string> first = {}) {
    auth::request r;
    r.mechanism = std::move(mechanism);
    r.service = "pop3";
    r.remote_address = "192.0.2.1";
    r.initial_response = std::move(first);
    return r;
}

class auth_service_test : public testing::Test {
protected:
    auth_service_test() {
        auth::account a;
        a.address = "bob@example.org";
        EXPECT_TRUE(db.add(a, {"secret", false, auth::least_iterations}));
        service_settings.failure_delay = 30ms;
        client_settings.path = directory + "/auth";
        client_settings.lookup_ttl = 0s;
        client_settings.unknown_ttl = 0s;
    }
    ~auth_service_test() override { std::filesystem::remove_all(directory); }

    void open_service() {
        service.emplace(sasl, backend, pool, sessions, service_settings);
        auto const served = std::make_shared<net::session_set::service const>(
            net::session_set::service{"auth", [this](net::stream& w) { return service->serve(w); }, nullptr});
        auto bound = net::listen_unix(directory + "/auth", 0600);
        ASSERT_TRUE(bound);
        listener.emplace(context.get_executor(), std::move(*bound), [this, served](base::unique_fd fd) {
            sessions.serve(net::make_stream(context.get_executor(), std::move(fd)), served);
        });
    }
    void close_service() { listener.reset(); }

    // Runs `work` on the loop beside the service and a client, then stops both.
    void run(std::function<net::task<void>(net::auth_client&)> work) {
        net::auth_client client(context.get_executor(), client_settings);
        background.run("client", client.run());
        background.run("work", main(client, std::move(work)));
        context.run();
        context.restart();
        EXPECT_TRUE(finished);
    }
    net::task<void> main(net::auth_client& client, std::function<net::task<void>(net::auth_client&)> work) {
        co_await work(client);
        finished = true;
        client.stop();
        listener.reset();
        co_await sessions.stop(5s);
    }

    std::string directory = [] {
        char name[] = "/tmp/auth-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    auth::accounts db{directory + "/accounts.db", auth::accounts::mode::write};
    auth::account_backend backend{db, {"example.org", 500, 501, "/var/mail"}};
    auth::sasl_server sasl{backend, cheap()};
    static auth::sasl_server::settings cheap() {
        auth::sasl_server::settings out;
        out.iterations = auth::least_iterations;    // as the account's own
        return out;
    }
    asio::io_context context{1};
    net::disk_pool pool{2, 5000ms};
    net::session_set sessions{context.get_executor()};
    net::session_set background{context.get_executor()};
    auth_service::settings service_settings;
    net::auth_client::settings client_settings;
    std::optional<auth_service> service;
    std::optional<net::listener> listener;
    bool finished = false;
};

}  // namespace mailstead::server

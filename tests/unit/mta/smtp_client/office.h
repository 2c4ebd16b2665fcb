// A client, its DNS and a scripted server that is mx.test for x.test.
#pragma once

#include "mta/queue/deliver.h"
#include "smtp/dsn.h"
#include "tests/unit/mta/smtp_client/fake_server.h"

namespace mailstead::mta::smtp_client::test {

struct office {
    explicit office(net::executor where) : home(where), dns(where), server(where) {
        how = std::make_shared<settings>();
        how->hostname = how->helo_name = "our.test";
        how->hosts.port = server.port();
        how->hosts.own_addresses = {"192.0.2.25"};
        patience(seconds(3));
        dns.mx("x.test", 10, "mx.test");
        dns.a("mx.test", "127.0.0.1");
        for (auto const* grade : {"high", "medium", "null"}) how->tls.grades[grade] = "DEFAULT";
    }
    void patience(seconds all) {
        how->patience = {all, all, all, all, all, all, all, all, all, all, all};
    }
    void open(std::string next_hop = "x.test") {
        auto const known = [this](std::string const&) -> std::shared_ptr<settings const> { return how; };
        surroundings with{home, dns, pool, known, nullptr, nullptr, tell};
        through = std::make_unique<client>(std::move(with), "smtp", std::move(next_hop));
    }
    net::task<lmtp::transaction_result> send(lmtp::transaction what) {
        if (!through) open();
        co_return co_await through->deliver(std::move(what));
    }
    // What the queue would log for the first recipient: "sent 2.0.0 250 2.0.0 Ok".
    net::task<std::string> fate_of(lmtp::transaction what) {
        auto const result = co_await send(std::move(what));
        last = result.recipients.front();
        setup = result.setup;
        co_return words(last);
    }
    static std::string words(lmtp::recipient_result const& one) {
        auto const how = queue::outcome(one, route::target::way::smtp, "-");
        static constexpr std::string_view names[] = {"pending", "sent", "deferred", "bounced"};
        return std::string(names[static_cast<std::size_t>(how.fate)]) + ' ' + how.status + ' ' + how.reason;
    }
    net::task<void> end() {
        if (through) co_await through->stop(std::chrono::milliseconds(0));
        co_await server.stop();
    }

    net::executor home;
    net::disk_pool pool{1, std::chrono::seconds(5)};
    fake_names dns;
    fake_server server;
    std::shared_ptr<settings> how;
    std::unique_ptr<client> through;
    notice::teller tell;
    lmtp::recipient_result last;
    std::int64_t setup = 0;
};

inline void run(std::function<net::task<void>(office&)> body) {
    auto all = [body](net::executor where) -> net::task<void> {
        office room(where);
        co_await body(room);
        co_await room.end();
    };
    mailstead::test::run(all, 30);
}

inline lmtp::transaction one_letter(std::string to = "a@x.test", std::string body = "Subject: x\r\n\r\nhi\r\n") {
    return letter(test::to(std::move(to)), std::move(body));
}

// The end of what "relay=" shows: address and port of the scripted server.
inline std::string here(office const& room) { return "127.0.0.1]:" + std::to_string(room.server.port()); }

}  // namespace mailstead::mta::smtp_client::test

// A client, its DNS and a scripted server that is mx.test for x.test.
#include "tests/unit/mta/smtp_client/office.h"

#include "mta/queue/deliver.h"

namespace mailstead::mta::smtp_client::test {

office::office(net::executor where) : home(where), dns(where), server(where) {
    how = std::make_shared<settings>();
    how->hostname = how->helo_name = "our.test";
    how->hosts.port = server.port();
    how->hosts.own_addresses = {"192.0.2.25"};
    patience(seconds(3));
    dns.mx("x.test", 10, "mx.test");
    dns.a("mx.test", "127.0.0.1");
    for (auto const* grade : {"high", "medium", "null"}) how->tls.grades[grade] = "DEFAULT";
}
office::~office() = default;

void office::patience(seconds all) {
    how->patience = {all, all, all, all, all, all, all, all, all, all, all};
}

void office::open(std::string next_hop) {
    auto const known = [this](std::string const&) -> std::shared_ptr<settings const> { return how; };
    surroundings with{home, dns, pool, known, nullptr, nullptr, tell};
    through = std::make_unique<client>(std::move(with), "smtp", std::move(next_hop));
}

net::task<lmtp::transaction_result> office::send(lmtp::transaction what) {
    if (!through) open();
    co_return co_await through->deliver(std::move(what));
}

net::task<std::string> office::fate_of(lmtp::transaction what) {
    auto const result = co_await send(std::move(what));
    last = result.recipients.front();
    setup = result.setup;
    co_return words(last);
}

std::string office::words(lmtp::recipient_result const& one) {
    auto const how = queue::outcome(one, route::target::way::smtp, "-");
    static constexpr std::string_view names[] = {"pending", "sent", "deferred", "bounced"};
    return std::string(names[static_cast<std::size_t>(how.fate)]) + ' ' + how.status + ' ' + how.reason;
}

net::task<void> office::end() {
    if (through) co_await through->stop(std::chrono::milliseconds(0));
    co_await server.stop();
}

void run(std::function<net::task<void>(office&)> body) {
    auto all = [body](net::executor where) -> net::task<void> {
        office room(where);
        co_await body(room);
        co_await room.end();
    };
    mailstead::test::run(all, 30);
}

lmtp::transaction one_letter(std::string to, std::string body) {
    return letter(test::to(std::move(to)), std::move(body));
}

std::string here(office const& room) { return "127.0.0.1]:" + std::to_string(room.server.port()); }

}  // namespace mailstead::mta::smtp_client::test

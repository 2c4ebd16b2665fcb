// The client against our own sessions over a real Unix socket.
#include "lmtp/client.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cerrno>

#include "lmtp/alarm.h"
#include "tests/lib/loop.h"
#include "tests/unit/lmtp/live_server.h"

namespace mailstead::lmtp {
namespace {

using net::executor;
using net::task;
using std::chrono::milliseconds;

transaction make(std::vector<std::string> to, std::uint64_t number = 1, std::string body = "hi\r\n") {
    transaction out;
    out.sender = "s@example.org";
    for (std::uint32_t i = 0; auto& address : to) {
        recipient whom;
        whom.address = address;
        whom.id.queue = 1;
        whom.id.message = number;
        whom.id.recipient = i++;
        out.recipients.push_back(whom);
    }
    std::vector<std::string> pieces{"Subject: x\r\n\r\n", std::move(body)};
    out.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    return out;
}

// For use beside co_await, where g++ 12 takes no initializer list.
transaction make_one(std::string to, std::uint64_t number = 1, std::string body = "hi\r\n") {
    return make({std::move(to)}, number, std::move(body));
}

// Several deliver() calls at once, each in a coroutine of its own.
class senders {
public:
    senders(executor where, client& through) : fibres_(where), through_(through) {}
    void send(transaction what) {
        auto const index = results.size();
        results.emplace_back();
        fibres_.run("test", one(std::move(what), index));
    }
    task<void> all_answered() {
        bool const gone = co_await fibres_.stop(std::chrono::seconds(15));
        EXPECT_TRUE(gone);
    }
    std::vector<transaction_result> results;
    std::vector<std::size_t> order;    // of the answers

private:
    task<void> one(transaction what, std::size_t index) {
        auto result = co_await through_.deliver(std::move(what));
        results[index] = std::move(result);
        order.push_back(index);
    }
    net::session_set fibres_;
    client& through_;
};

client_settings settings_for(test::live_server const& server) {
    client_settings out;
    out.path = server.path;
    out.relay = "test[socket]";
    return out;
}

void trust_everybody(test::live_server& server) { server.settings.trusted_uids.push_back(::getuid()); }

task<void> end(client& one, test::live_server& server) {
    co_await one.stop(milliseconds(2000));
    server.stop_listening();
    bool const gone = co_await server.sessions.stop(milliseconds(5000));
    EXPECT_TRUE(gone);
}

task<void> delivers(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.users.add("ann@example.org", false);
    server.users.add("full@example.org");
    server.store.failures["full@example.org"] = store::errc::over_quota;
    server.start();
    client one(where, settings_for(server));
    auto what = make({"bob@example.org", "nobody@example.org", "ann@example.org", "full@example.org", "bob@example.org"});
    auto const result = co_await one.deliver(std::move(what));
    auto const& got = result.recipients;
    EXPECT_EQ(got.size(), 5u);
    EXPECT_EQ(got[0].code, 250);
    EXPECT_EQ(got[0].enhanced, "2.0.0");
    EXPECT_EQ(got[0].text, "delivered to maildir");
    EXPECT_EQ(got[1].code, 550);
    EXPECT_EQ(got[1].enhanced, "5.1.1");
    EXPECT_EQ(got[1].command, "RCPT TO");
    EXPECT_EQ(got[2].text, "delivered to mailbox");
    EXPECT_EQ(got[3].code, 452);
    EXPECT_EQ(got[3].command, "end of DATA");
    EXPECT_EQ(got[4].code, 250);
    EXPECT_EQ(server.store.all.size(), 3u);
    EXPECT_EQ(server.store.all.front().body(), "Subject: x\r\n\r\nhi\r\n");
    EXPECT_EQ(server.store.all.front().what.id.message, 1u);
    EXPECT_EQ(server.store.all.back().what.id.recipient, 4u);
    co_await end(one, server);
    EXPECT_EQ(server.connections, 1);
}
TEST(client, delivers_to_each_recipient) { test::run(delivers); }

task<void> pipelines(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.store.hold = true;
    server.start();
    client one(where, settings_for(server));
    senders all(where, one);
    for (std::uint64_t i = 0; i < 100; ++i) all.send(make({"bob@example.org"}, i, std::to_string(i) + "\r\n"));
    while (server.store.waiting.size() < 64) co_await pause(where, milliseconds(1));
    co_await pause(where, milliseconds(20));
    EXPECT_EQ(server.store.waiting.size(), 64u);    // the depth of one connection, and not one more
    EXPECT_EQ(server.connections, 1);
    EXPECT_EQ(one.pending(), 100u);
    // The newest are done first; replies leave in order all the same.
    while (!server.store.waiting.empty()) {
        server.store.release(server.store.waiting.size() - 1);
        if (server.store.waiting.size() % 16 == 0) co_await pause(where, milliseconds(2));
    }
    server.store.hold = false;
    co_await pause(where, milliseconds(5));
    while (!server.store.waiting.empty()) server.store.release(0);
    co_await all.all_answered();
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(all.results[i].recipients.at(0).code, 250);
        EXPECT_EQ(all.order[i], i);
    }
    EXPECT_EQ(server.store.all.size(), 100u);
    co_await end(one, server);
}
TEST(client, keeps_64_transactions_under_way) { test::run(pipelines); }

task<void> large(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.start();
    client one(where, settings_for(server));
    senders all(where, one);
    std::string const body(3000000, 'x');
    for (std::uint64_t i = 0; i < 20; ++i) all.send(make({"bob@example.org"}, i, body));
    co_await all.all_answered();
    for (auto const& each : all.results) EXPECT_EQ(each.recipients.at(0).code, 250);
    for (auto const& each : server.store.all) EXPECT_EQ(each.body().size(), body.size() + 14);
    co_await end(one, server);
}
TEST(client, sends_large_messages) { test::run(large); }

task<void> refused(executor where) {
    client_settings wanted;
    wanted.path = "/tmp/no-such-directory-for-lmtp/socket";
    wanted.relay = "mail[private/lmtp-in]";
    client one(where, wanted);
    senders all(where, one);
    for (std::uint64_t i = 0; i < 5; ++i) all.send(make({"bob@example.org", "ann@example.org"}, i));
    co_await all.all_answered();
    for (auto const& each : all.results) {
        for (auto const& whom : each.recipients) {
            EXPECT_EQ(whom.what, fate::not_attempted);
            EXPECT_EQ(whom.enhanced, "4.4.1");
            EXPECT_EQ(whom.text, "connect to mail[private/lmtp-in]: No such file or directory");
        }
    }
    co_await one.stop(milliseconds(10));
    auto const late = co_await one.deliver(make_one("bob@example.org"));
    EXPECT_EQ(late.recipients[0].what, fate::not_attempted);
}
TEST(client, says_why_it_cannot_connect) { test::run(refused); }

// What is true whatever was lost: 250 only for what is stored, and what is stored is 250 or unknown.
void expect_honest(test::live_server const& server, std::vector<transaction_result> const& results, std::size_t room) {
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto const& got = results[i].recipients;
        for (std::uint32_t k = 0; k < got.size(); ++k) {
            base::delivery_id id;
            id.queue = 1;
            id.message = i;
            id.recipient = k;
            bool const is_stored = server.store.has(id);
            bool const is_250 = got[k].what == fate::replied && got[k].code == 250;
            EXPECT_TRUE(!is_250 || is_stored) << room << ' ' << i << ' ' << k;
            EXPECT_TRUE(!is_stored || is_250 || got[k].what == fate::unknown) << room << ' ' << i << ' ' << k;
        }
    }
}

task<std::size_t> run_with_room(executor where, std::size_t room) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.users.add("ann@example.org");
    server.room = room;
    server.start();
    client one(where, settings_for(server));
    senders all(where, one);
    for (std::uint64_t i = 0; i < 3; ++i) all.send(make({"bob@example.org", "no@example.org", "ann@example.org"}, i));
    co_await all.all_answered();
    expect_honest(server, all.results, room);
    co_await end(one, server);
    std::size_t good = 0;
    for (auto const& each : all.results)
        for (auto const& whom : each.recipients) good += whom.code == 250;
    co_return good;
}

task<void> cut_everywhere(executor where) {
    std::size_t least = 6, most = 0;
    for (std::size_t room = 0; room < 700; room += room < 60 ? 1 : 4) {
        auto const good = co_await run_with_room(where, room);
        least = std::min(least, good);
        most = std::max(most, good);
    }
    EXPECT_EQ(least, 0u);
    EXPECT_EQ(most, 6u);
}
TEST(client, is_honest_wherever_the_connection_is_cut) { test::run(cut_everywhere, 60); }

task<void> comes_back(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.start();
    client one(where, settings_for(server));
    auto first = co_await one.deliver(make_one("bob@example.org", 1));
    EXPECT_EQ(first.recipients[0].code, 250);
    auto again = make({"bob@example.org"}, 1);
    again.recipients[0].maybe_delivered = true;
    auto second = co_await one.deliver(std::move(again));
    EXPECT_EQ(second.recipients[0].text, "delivered to maildir by an earlier attempt");
    EXPECT_EQ(server.store.all.size(), 1u);
    co_await end(one, server);
}
TEST(client, tells_the_server_of_an_earlier_attempt) { test::run(comes_back); }

task<void> idles(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.start();
    auto wanted = settings_for(server);
    wanted.idle_limit = milliseconds(100);
    client one(where, wanted);
    for (std::uint64_t i = 0; i < 2; ++i) {
        auto const got = co_await one.deliver(make_one("bob@example.org", i));
        EXPECT_EQ(got.recipients[0].code, 250);
        EXPECT_EQ(server.sessions.sessions(), 1u);
        co_await pause(where, milliseconds(400));
        EXPECT_EQ(server.sessions.sessions(), 0u);
    }
    EXPECT_EQ(server.connections, 2);
    co_await end(one, server);
}
TEST(client, closes_an_idle_connection_and_opens_another) { test::run(idles); }

task<void> silent(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.store.hold = true;
    server.start();
    auto wanted = settings_for(server);
    wanted.idle_limit = milliseconds(100);
    wanted.data_done_timeout = std::chrono::seconds(1);
    client one(where, wanted);
    auto const got = co_await one.deliver(make_one("bob@example.org"));
    EXPECT_EQ(got.recipients[0].what, fate::unknown);
    EXPECT_EQ(got.recipients[0].text,
              "conversation with test[socket] timed out while sending end of data -- message may be sent more than once");
    server.store.release(0);
    co_await end(one, server);
}
TEST(client, gives_up_on_a_silent_server) { test::run(silent); }

task<void> stops(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.store.hold = true;
    server.start();
    client one(where, settings_for(server));
    senders all(where, one);
    for (std::uint64_t i = 0; i < 80; ++i) all.send(make({"bob@example.org"}, i));
    while (server.store.waiting.size() < 64) co_await pause(where, milliseconds(1));
    server.store.release(0);
    co_await pause(where, milliseconds(5));
    co_await one.stop(milliseconds(20));
    co_await all.all_answered();
    EXPECT_EQ(all.results[0].recipients[0].code, 250);
    EXPECT_EQ(all.results[5].recipients[0].what, fate::unknown);
    EXPECT_EQ(all.results[79].recipients[0].what, fate::not_attempted);
    while (!server.store.waiting.empty()) server.store.release(0);
    co_await end(one, server);
}
TEST(client, stops_within_its_grace) { test::run(stops); }

task<void> spreads(executor where) {
    test::live_server server(where);
    trust_everybody(server);
    server.users.add("bob@example.org");
    server.store.hold = true;
    server.start();
    auto wanted = settings_for(server);
    wanted.connections = 3;
    wanted.depth = 10;
    client one(where, wanted);
    senders all(where, one);
    for (std::uint64_t i = 0; i < 100; ++i) all.send(make({"bob@example.org"}, i));
    while (server.store.waiting.size() < 30) co_await pause(where, milliseconds(1));
    EXPECT_EQ(server.connections, 3);
    server.store.hold = false;
    while (!server.store.waiting.empty()) server.store.release(0);
    co_await all.all_answered();
    for (auto const& each : all.results) EXPECT_EQ(each.recipients[0].code, 250);
    co_await end(one, server);
}
TEST(client, opens_more_connections_when_one_is_full) { test::run(spreads); }

// Whoever does not know us as his queue is not talked to: his mail would be at-least-once.
task<void> untrusted(executor where) {
    test::live_server server(where);
    server.users.add("bob@example.org");
    server.start();
    client one(where, settings_for(server));
    auto const got = co_await one.deliver(make_one("bob@example.org"));
    EXPECT_EQ(got.recipients[0].what, fate::not_attempted);
    EXPECT_EQ(got.recipients[0].text, "host test[socket] is not our own store, or does not know us: it offers no XMAILSTEAD");
    EXPECT_TRUE(server.store.all.empty());
    co_await end(one, server);
}
TEST(client, talks_to_nobody_else) { test::run(untrusted); }

task<void> greeting_refused(executor where) {
    test::live_server server(where);
    auto const busy = [](net::stream& wire) -> task<void> {
        constexpr std::string_view no = "421 4.3.2 too busy\r\n";
        auto const sent = co_await wire.write(no, std::chrono::seconds(5));
        EXPECT_TRUE(sent.has_value());
    };
    server.start_talking(busy);
    client one(where, settings_for(server));
    auto const got = co_await one.deliver(make_one("bob@example.org"));
    EXPECT_EQ(got.recipients[0].what, fate::not_attempted);
    EXPECT_EQ(got.recipients[0].text, "host test[socket] refused to talk to me: 421 4.3.2 too busy");
    co_await end(one, server);
}
TEST(client, hears_a_refusal_to_talk) { test::run(greeting_refused); }

}  // namespace
}  // namespace mailstead::lmtp

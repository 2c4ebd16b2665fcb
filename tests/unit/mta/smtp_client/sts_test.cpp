// MTA-STS from end to end: a web server with the policy, a mail server with a certificate, and what becomes of the mail.
#include "mta/smtp_client/sts.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"
#include "tests/unit/mta/smtp_client/black_hole.h"
#include "tests/unit/mta/smtp_client/captured_log.h"
#include "tests/unit/mta/smtp_client/certificates.h"
#include "tests/unit/mta/smtp_client/fake_web.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using std::chrono::milliseconds;
using test::http;
using test::office;
using test::one_letter;

constexpr char const* fine = "sent 2.0.0 250 2.0.0 Ok: queued as X";
constexpr char const* enforce = "version: STSv1\r\nmode: enforce\r\nmx: mx.test\r\nmax_age: 86400\r\n";
constexpr char const* testing = "version: STSv1\r\nmode: testing\r\nmx: mx.test\r\nmax_age: 86400\r\n";

test::authority const& authority() {
    static test::authority const made;
    return made;
}

std::string rdata(std::string const& text) { return static_cast<char>(text.size()) + text; }

// x.test publishes a policy; its exchanger mx.test has a good certificate.
struct published {
    explicit published(office& of) : room(of), web(of.home), tasks(of.home) {
        room.how->tls.level = tls_level::may;
        room.how->tls.loglevel = 1;
        room.how->tls.sts = true;
        room.how->tls.verify_match = {"hostname"};
        room.how->tls.secure_match = {"nexthop", "dot-nexthop"};
        net::tls_client_settings web_authorities;
        web_authorities.ca_file = authority().path();
        room.how->tls.web_contexts = std::make_shared<tls_contexts>(web_authorities);
        room.server.what.tls = authority().server("mx.test");
        room.server.what.ehlo = "250-mx.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n";
        room.dns.a("mta-sts.x.test", "127.0.0.1");
        web.tls = authority().server("mta-sts.x.test");
        web.answer = http(enforce);
        wanted.authorities = web_authorities;
        wanted.port = web.port();
        wanted.private_addresses = true;
        wanted.patience = std::chrono::seconds(5);
        publish("1");
    }
    void publish(std::string const& id) {
        room.dns.answers.erase({"_mta-sts.x.test", net::record_type::txt});
        if (!id.empty()) room.dns.add("_mta-sts.x.test", net::record_type::txt, rdata("v=STSv1; id=" + id + ";"));
    }
    // A client that knows nothing but what is in the file, as after a restart.
    task<void> open(std::string next_hop = "x.test") {
        co_await close();
        sts_policies::parts const parts{room.home, room.dns, tasks, room.pool, clock};
        policies = std::make_unique<sts_policies>(parts, wanted);
        auto const known = [this](std::string const&) -> std::shared_ptr<settings const> { return room.how; };
        tls_reports::parts const counting{room.home, room.dns, room.pool, clock};
        reports = std::make_unique<tls_reports>(counting, reports_at, milliseconds(20));
        if (room.how->tls.reports) tasks.run("smtp", reports->run());
        surroundings with{room.home, room.dns, room.pool, known, policies.get(), reports.get()};
        room.how->cache_on_demand = false;
        room.through = std::make_unique<client>(std::move(with), "smtp", std::move(next_hop));
    }
    task<std::string> fate() {
        if (!room.through) co_await open();
        co_return co_await room.fate_of(one_letter());
    }
    task<void> close() {
        if (room.through) co_await room.through->stop(milliseconds(0));
        room.through.reset();
        if (policies) policies->stop();
        if (reports) reports->stop();
        while (tasks.running() > 0) co_await test::pause(room.home, milliseconds(2));
        policies.reset();
        reports.reset();
    }
    task<void> end() {
        co_await close();
        co_await tasks.stop(std::chrono::seconds(5));
        co_await web.stop();
    }

    office& room;
    test::fake_web web;
    mailstead::test::fake_clock clock;
    net::session_set tasks;
    sts_settings wanted;
    std::unique_ptr<sts_policies> policies;
    std::unique_ptr<tls_reports> reports;
    std::string reports_at = ":memory:";
    test::captured_log log;
};

void run(std::function<task<void>(published&)> body) {
    test::run([&body](office& room) -> task<void> {
        published all(room);
        co_await body(all);
        co_await all.end();
    });
}

void expect(char const* name, std::function<void(published&)> change, std::string const& fate, std::size_t handshakes, char const* words = nullptr) {
    SCOPED_TRACE(name);
    run([&](published& all) -> task<void> {
        change(all);
        auto const got = co_await all.fate();
        EXPECT_EQ(got, fate);
        EXPECT_EQ(all.room.server.count("STARTTLS"), handshakes);
        EXPECT_EQ(all.room.server.texts.size(), fate == fine ? 1u : 0u);
        EXPECT_TRUE(!words || all.log.has(words)) << all.log.text();
    });
}

std::shared_ptr<net::tls_context const> bad_server(std::function<void(test::wanted_certificate&)> change) {
    test::wanted_certificate what;
    what.names = {"mx.test"};
    change(what);
    return authority().server(what);
}

TEST(sts, enforce_takes_a_good_certificate_and_no_other) {
    constexpr char const* untrusted = "deferred 4.7.5 Server certificate not trusted (MTA-STS policy of x.test)";
    constexpr char const* unverified = "deferred 4.7.5 Server certificate not verified (MTA-STS policy of x.test)";
    auto const with = [](published& all, std::function<void(test::wanted_certificate&)> change) { all.room.server.what.tls = bad_server(std::move(change)); };
    expect("good", [](published&) {}, fine, 1, "Verified TLS connection established to mx.test[127.0.0.1]");
    expect("wild", [&](published& all) {
        all.room.dns.answers.erase({"x.test", net::record_type::mx});
        all.room.dns.mx("x.test", 10, "mx.x.test");
        all.room.dns.a("mx.x.test", "127.0.0.1");
        all.web.answer = http("version: STSv1\nmode: enforce\nmx: *.x.test\nmax_age: 1000\n");
        with(all, [](auto& what) { what.names = {"*.x.test"}; });
    }, fine, 1);
    expect("self-signed", [&](published& all) { with(all, [](auto& what) { what.self_signed = true; }); }, untrusted, 1,
           "certificate verification failed for mx.test[127.0.0.1]");
    expect("expired", [&](published& all) { with(all, [](auto& what) { what.begins = -7200, what.ends = -3600; }); }, untrusted, 1, "certificate has expired");
    expect("not yet valid", [&](published& all) { with(all, [](auto& what) { what.begins = 3600, what.ends = 7200; }); }, untrusted, 1, "certificate is not yet valid");
    expect("another name", [&](published& all) { with(all, [](auto& what) { what.names = {"other.test"}; }); }, unverified, 1);
    expect("the domain's name", [&](published& all) { with(all, [](auto& what) { what.names = {"x.test"}; }); }, unverified, 1);
    expect("a name with a NUL", [&](published& all) { with(all, [](auto& what) { what.names = {std::string("mx.test\0.evil.test", 18)}; }); }, unverified, 1);
    expect("common name alone", [&](published& all) { with(all, [](auto& what) { what.names.clear(), what.common_name = "mx.test"; }); }, unverified, 1);
    expect("no STARTTLS", [](published& all) { all.room.server.what.ehlo = "250 mx.test\r\n"; },
           "deferred 4.7.4 TLS is required, but was not offered by host mx.test[127.0.0.1] (MTA-STS policy of x.test)", 0);
    expect("refuses", [](published& all) { all.room.server.what.replies["STARTTLS"] = {"454 4.7.0 no\r\n"}; },
           "deferred 4.7.4 TLS is required, but host mx.test[127.0.0.1] refused to start TLS: 454 4.7.0 no (MTA-STS policy of x.test)", 1);
    expect("hangs up", [](published& all) { all.room.server.what.tls.reset(), all.room.server.what.replies["STARTTLS"] = {"220 go\r\n!"}; },
           "deferred 4.7.5 Cannot start TLS: handshake failure (MTA-STS policy of x.test)", 1);
    expect("an exchanger that the policy does not have", [](published& all) { all.web.answer = http("version: STSv1\nmode: enforce\nmx: other.test\nmax_age: 1000\n"); },
           "deferred 4.7.5 MTA-STS policy of x.test does not have host mx.test[127.0.0.1]", 0);
}

// The one in the policy is slow, and the one that is tried beside it is a stranger with a good certificate of his own name.
TEST(sts, who_wins_the_race_is_looked_up_in_the_policy_himself) {
    run([](published& all) -> task<void> {
        auto& room = all.room;
        std::optional<test::black_hole> hole;
        try {
            hole.emplace("::1", room.server.port());
        } catch (std::runtime_error const&) {
            co_return;    // no ::1 here
        }
        room.patience(seconds(1));
        room.how->hosts.first = family::ipv6;
        room.how->hosts.randomize = false;
        room.dns.answers.erase({"x.test", net::record_type::mx});
        room.dns.mx("x.test", 10, "slow.test");
        room.dns.a("slow.test", "::1");
        room.dns.mx("x.test", 10, "stranger.test");
        room.dns.a("stranger.test", "127.0.0.1");
        room.server.what.tls = authority().server("stranger.test");
        all.web.answer = http("version: STSv1\nmode: enforce\nmx: slow.test\nmax_age: 1000\n");
        auto const got = co_await all.fate();
        EXPECT_TRUE(got.starts_with("deferred 4.")) << got;
        EXPECT_TRUE(all.log.has("MTA-STS policy of x.test does not have host stranger.test[127.0.0.1]")) << all.log.text();
        EXPECT_EQ(room.server.count("STARTTLS"), 0u);
        EXPECT_EQ(room.server.texts.size(), 0u);
    });
}

TEST(sts, the_exchanger_hears_its_name) {
    run([](published& all) -> task<void> {
        auto const got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_EQ(all.web.server_names, (std::vector<std::string>{"mta-sts.x.test"}));
        EXPECT_TRUE(all.web.requests.at(0).starts_with("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.x.test\r\n")) << all.web.requests[0];
        EXPECT_TRUE(all.log.has("MTA-STS policy of x.test: mode=enforce, max_age=86400, id=1, mx=mx.test")) << all.log.text();
    });
}

TEST(sts, the_next_exchanger_is_tried) {
    run([](published& all) -> task<void> {
        auto& room = all.room;
        room.dns.mx("x.test", 5, "stranger.test");
        room.dns.a("stranger.test", "127.0.0.2");
        test::fake_server stranger(room.home, "127.0.0.2", room.server.port());
        auto const got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_EQ(stranger.connections, 0u);
        EXPECT_TRUE(all.log.has("MTA-STS policy of x.test does not have host stranger.test[127.0.0.2]"));
        co_await stranger.stop();
    });
}

TEST(sts, mode_testing_tells_and_delivers) {
    auto const tests = [](published& all) { all.web.answer = http(testing); };
    expect("good", tests, fine, 1);
    expect("self-signed", [&](published& all) { tests(all), all.room.server.what.tls = bad_server([](auto& what) { what.self_signed = true; }); }, fine, 1,
           "MTA-STS policy of x.test in mode testing: host mx.test[127.0.0.1] would be refused: its certificate is not trusted: self-signed certificate");
    expect("another name", [&](published& all) { tests(all), all.room.server.what.tls = authority().server("other.test"); }, fine, 1,
           "would be refused: its certificate is not for it");
    expect("no STARTTLS", [&](published& all) { tests(all), all.room.server.what.ehlo = "250 mx.test\r\n"; }, fine, 0, "would be refused: it does not offer STARTTLS");
    expect("hangs up", [&](published& all) { tests(all), all.room.server.what.tls.reset(), all.room.server.what.replies["STARTTLS"] = {"220 go\r\n!"}; }, fine, 1,
           "would be refused: the TLS handshake failed");
    expect("unnamed", [](published& all) { all.web.answer = http("version: STSv1\nmode: testing\nmx: other.test\nmax_age: 1000\n"); }, fine, 1,
           "MTA-STS policy of x.test does not have host mx.test[127.0.0.1] (mode testing: no matter)");
}

// Without a policy that can be had, mail goes as if there were none (§3.3).
TEST(sts, what_is_no_policy_changes_nothing) {
    auto const plain = [](published& all) { all.room.server.what.ehlo = "250 mx.test\r\n"; };
    auto const answers = [&](std::string answer) {
        return [&plain, answer](published& all) { plain(all), all.web.answer = answer; };
    };
    constexpr char const* not_fetched = "MTA-STS policy of x.test cannot be fetched: ";
    expect("404", answers(http("no", "404 Not Found")), fine, 0, "cannot be fetched: mta-sts.x.test answers with status 404");
    expect("a redirect", answers("HTTP/1.1 301 Moved\r\nLocation: https://mta-sts.x.test/other\r\nContent-Length: 0\r\n\r\n"), fine, 0, "answers with status 301");
    expect("HTML", answers(http(enforce, "200 OK", "text/html")), fine, 0, "sends \"text/html\", not text/plain");
    expect("no type", answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"), fine, 0, not_fetched);
    expect("rubbish", answers("rubbish rubbish rubbish\r\n\r\n"), fine, 0, not_fetched);
    expect("nothing", answers(""), fine, 0, not_fetched);
    expect("half of it", answers(http(enforce).substr(0, 100)), fine, 0, not_fetched);
    expect("10 MB", answers(http(enforce + std::string(10'000'000, '\n'))), fine, 0, "body limit exceeded");
    expect("10 MB without a length", answers("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + std::string(10'000'000, '\n')), fine, 0, "body limit exceeded");
    expect("headers without end", answers("HTTP/1.1 200 OK\r\n" + std::string(1'000'000, 'x')), fine, 0, not_fetched);
    expect("no policy", answers(http("version: STSv1\nmode: enforce\nmax_age: 1\n")), fine, 0, "the policy means nothing: no mx");
    expect("mode none", answers(http("version: STSv1\nmode: none\nmax_age: 1000\n")), fine, 0, "mode=none");
    auto const web = [&](std::function<void(test::wanted_certificate&)> change) {
        return [&plain, change](published& all) {
            plain(all);
            test::wanted_certificate what;
            what.names = {"mta-sts.x.test"};
            change(what);
            all.web.tls = authority().server(what);
        };
    };
    expect("web: self-signed", web([](auto& what) { what.self_signed = true; }), fine, 0, "certificate not trusted");
    expect("web: expired", web([](auto& what) { what.ends = -60, what.begins = -3600; }), fine, 0, "certificate has expired");
    expect("web: another name", web([](auto& what) { what.names = {"x.test"}; }), fine, 0, "certificate is not for mta-sts.x.test");
    expect("web: common name", web([](auto& what) { what.names.clear(), what.common_name = "mta-sts.x.test"; }), fine, 0, "certificate is not for mta-sts.x.test");
    expect("web: no address", [&](published& all) { plain(all), all.room.dns.answers.erase({"mta-sts.x.test", net::record_type::a}); }, fine, 0, "no public address of mta-sts.x.test");
    expect("no record", [&](published& all) { plain(all), all.publish(""); }, fine, 0);
    expect("DNS fails", [&](published& all) { plain(all), all.room.dns.fails("_mta-sts.x.test", net::record_type::txt); }, fine, 0);
}

TEST(sts, chunked_and_unmeasured_answers_count) {
    std::string const head = "HTTP/1.1 200 OK\r\nContent-Type: Text/Plain; charset=utf-8\r\n";
    std::string const text = enforce;
    expect("chunked", [&](published& all) {
        all.web.answer = head + "Transfer-Encoding: chunked\r\n\r\n" + fmt::format("{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", 10, text.substr(0, 10), text.size() - 10, text.substr(10));
    }, fine, 1, "Verified TLS");
    expect("until the end", [&](published& all) { all.web.answer = head + "\r\n" + text; }, fine, 1, "Verified TLS");
    expect("until somebody cuts it", [&](published& all) { all.web.answer = head + "\r\n" + text, all.web.resets = true; }, fine, 1, "cannot be fetched: mta-sts.x.test: connection closed");
    expect("after a 100", [&](published& all) { all.web.answer = http(enforce), all.web.pause_after_each_byte = milliseconds(1); }, fine, 1, "Verified TLS");
}

// Mail does not wait for a web server that drips; the next one profits when it is done.
TEST(sts, a_slow_web_server_holds_nobody_up) {
    run([](published& all) -> task<void> {
        all.wanted.wait = milliseconds(50);
        all.wanted.patience = std::chrono::seconds(30);
        all.web.pause_first = milliseconds(4000);
        auto const begin = std::chrono::steady_clock::now();
        auto got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(3000));
        EXPECT_FALSE(all.log.has("Verified TLS"));
        for (int i = 0; i < 1500 && all.tasks.running() > 0; ++i) co_await test::pause(all.room.home, milliseconds(20));    // the fetch
        got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_TRUE(all.log.has("Verified TLS"));
        EXPECT_EQ(all.web.connections, 1u);
    });
    run([](published& all) -> task<void> {
        all.wanted.wait = milliseconds(5000);
        all.wanted.patience = std::chrono::seconds(1);
        all.web.pause_after_each_byte = milliseconds(100);    // 15 s for all of it
        auto const begin = std::chrono::steady_clock::now();
        auto const got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(3000));
        EXPECT_TRUE(all.log.has("mta-sts.x.test: timed out")) << all.log.text();
    });
}

TEST(sts, a_dead_web_server_is_not_asked_for_every_message) {
    run([](published& all) -> task<void> {
        all.web.answer = http("no", "503 Busy");
        for (int i = 0; i < 3; ++i) {
            auto const got = co_await all.fate();
            EXPECT_EQ(got, fine);
        }
        EXPECT_EQ(all.web.connections, 1u);
        all.publish("2");
        auto got = co_await all.fate();
        EXPECT_EQ(all.web.connections, 1u) << "a new id is asked for after half a minute";
        all.clock.advance(std::chrono::seconds(31));
        got = co_await all.fate();
        EXPECT_EQ(all.web.connections, 2u);
        all.clock.advance(std::chrono::seconds(200));
        got = co_await all.fate();
        EXPECT_EQ(all.web.connections, 2u);
        all.clock.advance(std::chrono::seconds(101));
        all.web.answer = http(enforce);
        got = co_await all.fate();
        EXPECT_EQ(all.web.connections, 3u);
        EXPECT_TRUE(all.log.has("Verified TLS"));
    });
}

// A policy on disk, in a directory of its own.
struct place {
    place() {
        char name[] = "/tmp/mailstead-sts-XXXXXX";
        directory = ::mkdtemp(name);
    }
    ~place() { std::filesystem::remove_all(directory); }
    std::string file() const { return directory + "/mta_sts.db"; }
    std::string directory;
};

constexpr char const* not_offered = "deferred 4.7.4 TLS is required, but was not offered by host mx.test[127.0.0.1] (MTA-STS policy of x.test)";

TEST(sts, a_policy_holds_over_a_restart_and_dead_servers) {
    place disk;
    run([&disk](published& all) -> task<void> {
        all.wanted.database = disk.file();
        auto got = co_await all.fate();
        EXPECT_EQ(got, fine);
        co_await all.open();
        all.web.answer = http("no", "500 Broken");
        all.room.server.what.ehlo = "250 mx.test\r\n";
        all.publish("");    // somebody suppresses the record
        got = co_await all.fate();
        EXPECT_EQ(got, not_offered);
        EXPECT_EQ(all.web.connections, 1u);
        all.publish("2");   // it changes, and the new policy cannot be had
        got = co_await all.fate();
        EXPECT_EQ(got, not_offered);
        EXPECT_EQ(all.web.connections, 2u);
        EXPECT_TRUE(all.log.has("MTA-STS policy of x.test cannot be fetched anew: mta-sts.x.test answers with status 500; the known one holds until ")) << all.log.text();
        all.clock.advance(std::chrono::seconds(86400));    // it has expired
        got = co_await all.fate();
        EXPECT_EQ(got, fine);
    });
}

TEST(sts, a_new_id_brings_the_new_policy) {
    run([](published& all) -> task<void> {
        auto got = co_await all.fate();
        EXPECT_EQ(got, fine);
        got = co_await all.fate();
        EXPECT_EQ(all.web.connections, 1u);
        all.web.answer = http("version: STSv1\nmode: none\nmax_age: 1000\n");
        all.room.server.what.ehlo = "250 mx.test\r\n";
        got = co_await all.fate();
        EXPECT_EQ(got, not_offered);
        all.publish("2");
        got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_EQ(all.web.connections, 2u);
    });
}

TEST(sts, is_fetched_anew_before_it_expires) {
    run([](published& all) -> task<void> {
        auto got = co_await all.fate();
        all.clock.advance(std::chrono::seconds(43201));    // half of its life, and the record is gone
        all.publish("");
        got = co_await all.fate();
        co_await test::pause(all.room.home, milliseconds(100));
        EXPECT_EQ(all.web.connections, 2u);
        all.clock.advance(std::chrono::seconds(43201));
        all.room.server.what.ehlo = "250 mx.test\r\n";
        got = co_await all.fate();
        EXPECT_EQ(got, not_offered);
    });
}

TEST(sts, a_damaged_file_is_put_aside) {
    for (auto const* content : {"this is no database, and it is long enough to be looked at as one.....................................................", ""}) {
        place disk;
        std::ofstream(disk.file()) << content;
        run([&](published& all) -> task<void> {
            all.wanted.database = disk.file();
            auto const got = co_await all.fate();
            EXPECT_EQ(got, fine);
            bool const damaged = *content != 0;
            EXPECT_EQ(all.log.has("is damaged or none of ours, and is put aside as"), damaged) << all.log.text();
            EXPECT_EQ(std::filesystem::exists(disk.file() + ".damaged"), damaged);
            all.room.server.what.ehlo = "250 mx.test\r\n";
            co_await all.open();
            auto const again = co_await all.fate();
            EXPECT_EQ(again, not_offered);
            EXPECT_EQ(all.web.connections, 1u);
        });
    }
    run([](published& all) -> task<void> {    // no file can be had there
        all.wanted.database = "/nonexistent/mta_sts.db";
        auto const got = co_await all.fate();
        EXPECT_EQ(got, fine);
        EXPECT_TRUE(all.log.has("cannot open /nonexistent/mta_sts.db"));
    });
}

TEST(sts, is_asked_for_only_where_nobody_has_decided) {
    auto const untouched = [](char const* name, std::function<void(published&)> change, std::string const& hop = "x.test") {
        SCOPED_TRACE(name);
        run([&](published& all) -> task<void> {
            change(all);
            all.room.server.what.tls = bad_server([](auto& what) { what.self_signed = true; });
            co_await all.open(hop);
            auto const got = co_await all.fate();
            EXPECT_EQ(got, fine);
            EXPECT_EQ(all.web.connections, 0u);
        });
    };
    conf::settings const values;
    untouched("switched off", [](published& all) { all.room.how->tls.sts = false; });
    untouched("none", [](published& all) { all.room.how->tls.level = tls_level::none; });
    untouched("encrypt", [](published& all) { all.room.how->tls.level = tls_level::encrypt; });
    untouched("an entry", [&](published& all) { all.room.how->tls.policies = conf::maps::open("inline:{{x.test = may}}", values); });
    untouched("a host", [](published&) {}, "[mx.test]");
    untouched("an address", [](published&) {}, "[127.0.0.1]");
    untouched("no MX records", [](published& all) { all.room.how->hosts.asks_dns = false, all.room.dns.a("x.test", "127.0.0.1"); });
}

// RFC 8461 §2: what DANE says goes first.
TEST(sts, gives_way_to_dane) {
    auto const signed_zone = [](published& all, std::string tlsa) {
        all.room.how->tls.level = tls_level::dane;
        all.room.how->tls.validates = true;
        auto const name = "_" + std::to_string(all.room.server.port()) + "._tcp.mx.test";
        if (!tlsa.empty()) all.room.dns.add(name, net::record_type::tlsa, std::move(tlsa));
        for (auto& [key, answer] : all.room.dns.answers) answer.secure = true;
    };
    std::string const wrong = std::string("\3\1\1", 3) + std::string(32, 'x'), useless = std::string("\1\1\1", 3) + std::string(32, 'x');
    expect("records that do not fit", [&](published& all) { signed_zone(all, wrong); }, "deferred 4.7.5 Server certificate not trusted", 1);
    expect("no records", [&](published& all) { signed_zone(all, ""), all.room.server.what.ehlo = "250 mx.test\r\n"; }, not_offered, 0);
    expect("records of no use", [&](published& all) { signed_zone(all, useless), all.room.server.what.tls = bad_server([](auto& what) { what.self_signed = true; }); },
           "deferred 4.7.5 Server certificate not trusted (MTA-STS policy of x.test)", 1);
}

// A session that is resumed would hide a certificate that has expired since.
TEST(sts, resumes_no_session) {
    run([](published& all) -> task<void> {
        for (int i = 0; i < 2; ++i) {
            auto const got = co_await all.fate();
            EXPECT_EQ(got, fine);
        }
        EXPECT_EQ(all.room.server.connections, 2u);
        EXPECT_EQ(all.room.server.resumed, 0u);
    });
}

TEST(sts, vouches_for_requiretls) {
    run([](published& all) -> task<void> {
        all.room.server.what.tls_ehlo = "250-mx.test\r\n250 REQUIRETLS\r\n";
        auto what = one_letter();
        what.requiretls = true;
        co_await all.open();
        auto const got = co_await all.room.fate_of(what);
        EXPECT_EQ(got, fine);
        EXPECT_TRUE(all.room.server.has("MAIL FROM:<s@sender.test> REQUIRETLS"));
    });
}

// Whoever writes the DNS of x.test does not say where we connect to within our own walls.
TEST(sts, is_not_fetched_from_where_strangers_may_not_lead_us) {
    auto const at = [](std::string address, bool ours) {
        return [address, ours](published& all) {
            all.wanted.private_addresses = false;
            if (ours) all.wanted.own_addresses.push_back(address);
            all.room.dns.answers.erase({"mta-sts.x.test", net::record_type::a});
            all.room.dns.a("mta-sts.x.test", address);
        };
    };
    expect("loopback", at("127.0.0.1", false), fine, 1, "cannot be fetched: no public address of mta-sts.x.test");
    expect("private", at("192.168.1.1", false), fine, 1, "cannot be fetched: no public address of mta-sts.x.test");
    expect("loopback in IPv6", at("::1", false), fine, 1, "cannot be fetched: no public address of mta-sts.x.test");
    expect("our own", at("9.9.9.9", true), fine, 1, "cannot be fetched: no public address of mta-sts.x.test");
}

TEST(sts, only_so_many_fetches_are_under_way) {
    run([](published& all) -> task<void> {
        constexpr std::size_t domains = 130, most = 100;
        test::black_hole const hole("127.0.0.1");
        all.wanted.port = hole.port();
        all.wanted.patience = std::chrono::seconds(1);
        all.wanted.wait = milliseconds(100);
        co_await all.open();
        std::size_t answers = 0, policies = 0;
        auto ask = [&](std::string domain) -> task<void> {
            auto const answer = co_await all.policies->ask(std::move(domain));
            ++answers;
            policies += answer.policy ? 1 : 0;
        };
        for (std::size_t i = 0; i < domains; ++i) {
            auto const domain = "d" + std::to_string(i) + ".test";
            all.room.dns.add("_mta-sts." + domain, net::record_type::txt, rdata("v=STSv1; id=1;"));
            all.room.dns.a("mta-sts." + domain, "127.0.0.1");
            all.tasks.run("test", ask(domain));
        }
        while (all.tasks.running() > 0) co_await test::pause(all.room.home, milliseconds(5));
        EXPECT_EQ(answers, domains);
        EXPECT_EQ(policies, 0u);
        auto const text = all.log.text();
        std::size_t tried = 0;
        for (auto at = text.find("cannot be fetched"); at != text.npos; at = text.find("cannot be fetched", at + 1)) ++tried;
        EXPECT_EQ(tried, most);
    });
}

TEST(sts, stops_during_a_fetch) {
    run([](published& all) -> task<void> {
        all.web.pause_first = milliseconds(3000);
        co_await all.open();
        bool done = false;
        net::session_set fibres(all.room.home);
        auto send = [&all, &done]() -> task<void> {
            auto const got = co_await all.fate();
            EXPECT_EQ(got, fine);
            done = true;
        };
        fibres.run("test", send());
        co_await test::pause(all.room.home, milliseconds(100));
        auto const begin = std::chrono::steady_clock::now();
        all.policies->stop();
        while (!done) co_await test::pause(all.room.home, milliseconds(2));
        co_await fibres.stop(std::chrono::seconds(1));
        EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(1000));
    });
}

// What RFC 8460 calls each of it: "type successes/failures result host helo".
void counts(char const* name, std::function<void(published&)> change, std::string const& expected, bool wanted = true) {
    SCOPED_TRACE(name);
    place disk;
    run([&](published& all) -> task<void> {
        all.reports_at = disk.directory + "/tlsrpt.db";
        all.room.how->tls.reports = true;
        if (wanted) all.room.dns.add("_smtp._tls.x.test", net::record_type::txt, rdata("v=TLSRPTv1;rua=mailto:a@x.test"));
        change(all);
        auto const got = co_await all.fate();
        static_cast<void>(got);
        co_await all.close();    // which writes
        std::string text;
        if (!std::filesystem::exists(all.reports_at)) {
            EXPECT_EQ(text, expected);
            co_return;
        }
        auto store = tls_report_store::open_to_read(all.reports_at);
        auto const policies = store->policies(base::unix_seconds(all.clock.now()) / 86400, "x.test");
        for (auto const& one : *policies) {
            text += fmt::format("{} {}/{}", one.type, one.successes, one.failures);
            for (auto const& detail : one.details) text += fmt::format(" {} {} {}", detail.result, detail.host, detail.helo);
            text += ';';
            EXPECT_EQ(one.strings.empty(), one.type == "no-policy-found" || text.find("sts-") != text.npos);
        }
        EXPECT_EQ(text, expected);
    });
}

TEST(tls_reports, have_everything_that_happens) {
    auto const plain = [](published& all) { all.room.server.what.ehlo = "250 mx.test\r\n"; };
    auto const with = [](published& all, std::function<void(test::wanted_certificate&)> change) { all.room.server.what.tls = bad_server(std::move(change)); };
    counts("good", [](published&) {}, "sts 1/0;");
    counts("nobody wants it", [](published&) {}, "", false);
    counts("switched off", [](published& all) { all.room.how->tls.reports = false; }, "");
    counts("no policy", [](published& all) { all.publish(""); }, "no-policy-found 1/0;");
    counts("no policy, no TLS", [&](published& all) { all.publish(""), plain(all); }, "no-policy-found 0/1 starttls-not-supported mx.test mx.test;");
    counts("no STARTTLS", plain, "sts 0/1 starttls-not-supported mx.test mx.test;");
    counts("expired", [&](published& all) { with(all, [](auto& what) { what.begins = -7200, what.ends = -3600; }); }, "sts 0/1 certificate-expired mx.test mx.test;");
    counts("self-signed", [&](published& all) { with(all, [](auto& what) { what.self_signed = true; }); }, "sts 0/1 certificate-not-trusted mx.test mx.test;");
    counts("another name", [&](published& all) { with(all, [](auto& what) { what.names = {"y.test"}; }); }, "sts 0/1 certificate-host-mismatch mx.test mx.test;");
    counts("another name, testing", [&](published& all) { all.web.answer = http(testing), with(all, [](auto& what) { what.names = {"y.test"}; }); },
           "sts 0/1 certificate-host-mismatch mx.test mx.test;");
    counts("unnamed", [](published& all) { all.web.answer = http("version: STSv1\nmode: enforce\nmx: y.test\nmax_age: 9\n"); }, "sts 0/1 validation-failure mx.test ;");
    counts("hangs up", [&](published& all) { all.room.server.what.tls.reset(), all.room.server.what.replies["STARTTLS"] = {"220 go\r\n!"}; },
           "sts 0/1 validation-failure mx.test mx.test;");
    counts("not fetched", [](published& all) { all.web.answer = http("no", "404 No"); }, "no-policy-found 1/0;sts 0/1 sts-policy-fetch-error  ;");
    counts("not a policy", [](published& all) { all.web.answer = http("no"); }, "no-policy-found 1/0;sts 0/1 sts-policy-invalid  ;");
    counts("web certificate", [](published& all) { all.web.tls = authority().server("y.test"); }, "no-policy-found 1/0;sts 0/1 sts-webpki-invalid  ;");
    counts("nobody listens", [](published& all) { all.room.how->hosts.port = 1; }, "");
    auto const dane = [](published& all, std::string tlsa, bool only) {
        all.room.how->tls.level = only ? tls_level::dane_only : tls_level::dane;
        all.room.how->tls.validates = true;
        auto const name = "_" + std::to_string(all.room.server.port()) + "._tcp.mx.test";
        if (!tlsa.empty()) all.room.dns.add(name, net::record_type::tlsa, std::move(tlsa));
        for (auto& [key, answer] : all.room.dns.answers) answer.secure = true;
    };
    std::string const wrong = std::string("\3\1\1", 3) + std::string(32, 'x');
    counts("TLSA that does not fit", [&](published& all) { dane(all, wrong, false); }, "tlsa 0/1 certificate-not-trusted mx.test mx.test;");
}

TEST(tls_reports, hold_no_mail_up) {
    run([](published& all) -> task<void> {
        all.room.how->tls.reports = true;
        all.reports_at = "/nonexistent/tlsrpt.db";
        all.room.dns.add("_smtp._tls.x.test", net::record_type::txt, rdata("v=TLSRPTv1;rua=mailto:a@x.test"));
        auto const got = co_await all.fate();
        EXPECT_EQ(got, fine);
        co_await all.close();
        EXPECT_TRUE(all.log.has("TLS reports: cannot write /nonexistent/tlsrpt.db")) << all.log.text();
    });
}

}  // namespace
}  // namespace mailstead::mta::smtp_client

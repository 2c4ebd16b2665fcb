// The auth role's service and net::auth_client against each other, over a real socket, with real mechanisms.
#include <array>
#include <filesystem>
#include <set>
#include <thread>

#include "auth/backends.h"
#include "auth/tokens.h"
#include "base/ascii.h"
#include "net/connect.h"
#include "tests/unit/server/auth_service_fixture.h"

namespace mailstead::server {
namespace {

TEST_F(auth_service_test, logs_in_and_refuses) {
    open_service();
    run([](net::auth_client& client) -> net::task<void> {
        auto right = co_await client.start(ask("PLAIN", plain("Bob", "secret")));
        EXPECT_EQ(std::get<net::auth_accepted>(right.first).user, "bob@example.org");
        EXPECT_EQ(right.exchange, nullptr);
        auto const begin = std::chrono::steady_clock::now();
        auto wrong = co_await client.start(ask("PLAIN", plain("bob", "wrong")));
        EXPECT_FALSE(std::get<net::auth_refused>(wrong.first).temporary);
        EXPECT_GE(std::chrono::steady_clock::now() - begin, 30ms);
        auto const names = client.mechanisms();
        EXPECT_EQ(names.size(), 8u);
        EXPECT_EQ(names.at(0).name, "SCRAM-SHA-512-PLUS");
        EXPECT_TRUE(names.at(6).plaintext);
        auto none = co_await client.start(ask("GSSAPI"));
        EXPECT_FALSE(std::get<net::auth_refused>(none.first).temporary);
    });
}

TEST_F(auth_service_test, steps) {
    open_service();
    run([](net::auth_client& client) -> net::task<void> {
        auto login = co_await client.start(ask("LOGIN"));
        EXPECT_EQ(std::get<net::auth_challenge>(login.first).data, "Username:");
        auto const second = co_await login.exchange->step("bob");
        EXPECT_EQ(std::get<net::auth_challenge>(second).data, "Password:");
        auto const third = co_await login.exchange->step("secret");
        EXPECT_EQ(std::get<net::auth_accepted>(third).user, "bob@example.org");
        auto const late = co_await login.exchange->step("again");
        EXPECT_TRUE(std::get<net::auth_refused>(late).temporary);
    });
}

TEST_F(auth_service_test, looks_users_up) {
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        auto const bob = co_await client.find("Bob@Example.org");
        auth::user const expected{"bob@example.org", 500, 501, "/var/mail/example.org/bob", ""};
        EXPECT_EQ(**bob, expected);
        auto const nobody = co_await client.find("nobody@example.org");
        EXPECT_TRUE(nobody && !*nobody);
        auto const removed = db.remove("bob@example.org");
        EXPECT_TRUE(removed);
        auto const gone = co_await client.find("bob@example.org");
        EXPECT_TRUE(gone && !*gone);
        std::filesystem::remove(directory + "/accounts.db");
        auto const trouble = co_await client.find("bob@example.org");
        EXPECT_FALSE(trouble) << "no database is no 'no'";
    });
}

TEST_F(auth_service_test, remembers_lookups) {
    client_settings.lookup_ttl = 60s;
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        auto const bob = co_await client.find("bob@example.org");
        EXPECT_TRUE(bob && *bob);
        auto const removed = db.remove("bob@example.org");
        EXPECT_TRUE(removed);
        auto const still = co_await client.find("bob@example.org");
        EXPECT_TRUE(still && *still);
    });
}

TEST_F(auth_service_test, a_slow_refusal_holds_nobody_up) {
    service_settings.failure_delay = 400ms;
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        bool refused = false;
        auto wrong = [&]() -> net::task<void> {
            auto const r = co_await client.start(ask("PLAIN", plain("bob", "wrong")));
            refused = std::holds_alternative<net::auth_refused>(r.first);
        };
        background.run("wrong", wrong());
        for (int i = 0; i < 5; ++i) {
            auto const r = co_await client.start(ask("PLAIN", plain("bob", "secret")));
            EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(r.first));
        }
        EXPECT_FALSE(refused);
        asio::steady_timer timer(context, 900ms);
        co_await timer.async_wait(asio::use_awaitable);
        EXPECT_TRUE(refused);
    });
}

TEST_F(auth_service_test, who_guesses_waits_and_nobody_else) {
    auth::penalties penalties(base::system_clock());
    auth::penalties::settings wanted;
    wanted.first = 1s;
    penalties.use(wanted);
    service_settings.penalties = &penalties;
    service_settings.is_excepted = [](std::string const& address) { return address == "192.0.2.3"; };
    open_service();
    run([](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        auto const took = [&client](std::string address, std::string password, std::string mechanism) -> net::task<std::chrono::milliseconds> {
            auto const begin = std::chrono::steady_clock::now();
            auto request = ask(mechanism, mechanism == "PLAIN" ? plain("bob", password) : "bob");
            request.remote_address = address;
            auto login = co_await client.start(std::move(request));
            if (login.exchange) login.first = co_await login.exchange->step(password);
            EXPECT_EQ(std::holds_alternative<net::auth_accepted>(login.first), password == "secret");
            co_return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
        };
        co_await took("192.0.2.1", "wrong", "PLAIN");
        auto const second = co_await took("192.0.2.1", "wrong", "PLAIN");
        EXPECT_GE(second, 1030ms) << "a wait, and its answer is held back";
        auto const third = co_await took("192.0.2.1", "wrong", "LOGIN");
        EXPECT_GE(third, 2030ms) << "another mechanism is no way around";
        auto const other = co_await took("192.0.2.2", "secret", "PLAIN");
        EXPECT_LT(other, 750ms);
        co_await took("192.0.2.3", "wrong", "PLAIN");
        auto const excepted = co_await took("192.0.2.3", "secret", "PLAIN");
        EXPECT_LT(excepted, 750ms);
        auto const forgiven = co_await took("192.0.2.1", "secret", "PLAIN");
        EXPECT_GE(forgiven, 4s);
        auto const again = co_await took("192.0.2.1", "secret", "PLAIN");
        EXPECT_LT(again, 750ms);
    });
}

// A botnet guesses by SCRAM, and at a master through his users: both name whose password it is.
TEST_F(auth_service_test, counts_by_the_account_whose_password_it_is) {
    auto how = cheap();
    how.master_separator = "*";
    auth::sasl_server with_masters(backend, how);
    auto const claimed = [&](std::string mechanism, std::string words) { return with_masters.begin(ask(std::move(mechanism)))->claimed(words); };
    EXPECT_EQ(claimed("scram-sha-256", "n,,n=Bob,r=abc"), "bob@example.org");
    EXPECT_EQ(claimed("SCRAM-SHA-256-PLUS", "p=tls-exporter,a=x,n=a=2Cb=3Dc,r=abc"), "a,b=c@example.org");
    EXPECT_EQ(claimed("SCRAM-SHA-256", "c=biws,r=abc,p=def"), "");
    EXPECT_EQ(claimed("CRAM-MD5", "bob 0123"), "bob@example.org");
    EXPECT_EQ(claimed("PLAIN", plain("alice*admin", "x")), "admin@example.org");
    EXPECT_EQ(claimed("LOGIN", "alice*admin"), "admin@example.org");
    EXPECT_EQ(claimed("PLAIN", "no separator"), "");
    EXPECT_EQ(claimed("OAUTHBEARER", "n,a=bob,\1auth=Bearer x\1\1"), "");
    auto tried = with_masters.begin(ask("PLAIN", plain("bob*admin", "x")));
    EXPECT_TRUE(std::holds_alternative<auth::refused>(tried->start()));
    EXPECT_EQ(tried->account(), "admin@example.org");
}

// Who does not wait for the answer has guessed all the same.
TEST_F(auth_service_test, counts_guesses_that_were_cancelled) {
    struct slow final : auth::backend {
        std::optional<std::string> normal_name(std::string_view a) const override { return std::string(a); }
        base::result<std::optional<auth::credentials>> find_credentials(std::string_view) override { return std::optional<auth::credentials>(); }
        base::result<std::optional<auth::user>> find_user(std::string_view) override { return std::optional<auth::user>(); }
        base::result<std::int64_t> secret_count() override { return std::int64_t(0); }
        base::result<std::string> made_up_key() override { return std::string(); }
        base::result<std::optional<auth::verdict>> check_password(auth::attempt const&) override {
            std::this_thread::sleep_for(300ms);
            return std::optional(auth::verdict::refused);
        }
    } facts;
    auth::sasl_server over(facts, cheap());
    auth::penalties penalties(base::system_clock());
    service_settings.penalties = &penalties;
    open_service();
    service.emplace(over, facts, pool, sessions, service_settings);
    run([&](net::auth_client&) -> net::task<void> {
        auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        co_await (*wire)->write("VERSION\t1\t1\nCPID\t77\nAUTH\t1\tPLAIN\tservice=imap\trip=192.0.2.1\tresp=AGJvYgB4\n", 1s);
        asio::steady_timer timer(context, 150ms);    // it is being looked at
        co_await timer.async_wait(asio::use_awaitable);
        co_await (*wire)->write("CANCEL\t1\n", 1s);
        for (int i = 0; i < 100 && penalties.entries() == 0; ++i) {
            timer.expires_after(10ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
        EXPECT_GT(penalties.wait("192.0.2.1", ""), 0ms);
    });
}

// Many wrong ones are being looked at when a right one comes: it does not wait for them.
TEST_F(auth_service_test, a_flood_of_wrong_logins_delays_no_right_one) {
    service_settings.failure_delay = 1ms;
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        int wrong = 0;
        auto guess = [&](int i) -> net::task<void> {
            auto request = ask("PLAIN", plain("bob", "wrong" + std::to_string(i)));
            request.remote_address = "198.51.100." + std::to_string(i % 3);
            co_await client.start(std::move(request));
            ++wrong;
        };
        for (int i = 0; i < 400; ++i) background.run("guess", guess(i));
        asio::steady_timer timer(context, 5ms);
        co_await timer.async_wait(asio::use_awaitable);
        int const before = wrong;
        auto const right = co_await client.start(ask("PLAIN", plain("bob", "secret")));
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(right.first));
        EXPECT_LT(wrong - before, 40);
        while (wrong < 400) {
            timer.expires_after(20ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
    });
}

// Nobody reads from the time of an answer who exists. The shortest times are compared: the others are the machine's.
TEST_F(auth_service_test, an_unknown_name_costs_what_a_wrong_password_costs) {
    service_settings.failure_delay = 0ms;
    // As the role has them: it is they who spend the time of a name that nobody has.
    auth::account_backend::settings how{"example.org", 500, 501, "/var/mail"};
    how.iterations = auth::least_iterations;
    std::vector<std::unique_ptr<auth::backend>> parts;
    parts.push_back(std::make_unique<auth::account_backend>(db, how));
    auth::backends all(std::move(parts), nullptr);
    auth::sasl_server over(all, cheap());
    open_service();
    service.emplace(over, all, pool, sessions, service_settings);
    run([](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        auto least = std::array{1e9, 1e9};
        std::string const names[] = {"bob", "nobody"};
        std::set<std::string> texts;
        for (int i = 0; i < 60; ++i) {
            auto const begin = std::chrono::steady_clock::now();
            auto const got = co_await client.start(ask("PLAIN", plain(names[i % 2], "wrong")));
            std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begin;
            texts.insert(std::get<net::auth_refused>(got.first).reason);
            least[i % 2] = std::min(least[i % 2], took.count());
        }
        EXPECT_EQ(texts.size(), 1u);
        EXPECT_LT(std::max(least[0], least[1]) / std::min(least[0], least[1]), 1.5);
    });
}

// Logins that clients have begun and left.
TEST_F(auth_service_test, thousands_of_half_logins) {
    open_service();
    run([](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        std::vector<std::unique_ptr<net::auth_exchange>> open;
        int const many = 2000;
        for (int i = 0; i < many; ++i) {
            auto login = co_await client.start(ask("LOGIN"));
            EXPECT_TRUE(login.exchange);
            open.push_back(std::move(login.exchange));
        }
        auto const right = co_await client.start(ask("PLAIN", plain("bob", "secret")));
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(right.first));
        co_await open.front()->step("bob");
        auto const last = co_await open.front()->step("secret");
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(last));
    });
}

// A back end that throws is trouble like any other: each client hears so, at once, and all turns come back.
TEST_F(auth_service_test, an_exception_is_temporary) {
    struct throwing final : auth::backend {
        std::optional<std::string> normal_name(std::string_view a) const override { return std::string(a); }
        base::result<std::optional<auth::credentials>> find_credentials(std::string_view) override { throw std::runtime_error("thrown"); }
        base::result<std::optional<auth::user>> find_user(std::string_view) override { throw std::runtime_error("thrown"); }
        base::result<std::int64_t> secret_count() override { return std::int64_t(0); }
        base::result<std::string> made_up_key() override { return std::string(); }
        base::result<std::optional<auth::verdict>> check_password(auth::attempt const&) override { throw std::runtime_error("thrown"); }
    } facts;
    auth::sasl_server over(facts, cheap());
    open_service();
    service.emplace(over, facts, pool, sessions, service_settings);
    client_settings.patience = 3s;
    run([](net::auth_client& client) -> net::task<void> {
        for (int i = 0; i < 5; ++i) {
            auto const login = co_await client.start(ask("PLAIN", plain("bob", "secret")));
            auto const& no = std::get<net::auth_refused>(login.first);
            EXPECT_TRUE(no.temporary);
            EXPECT_EQ(no.reason, "temporary authentication failure");
        }
        auto scram = co_await client.start(ask("SCRAM-SHA-256", "n,,n=bob,r=abcdefgh"));
        EXPECT_EQ(std::get<net::auth_refused>(scram.first).reason, "temporary authentication failure");
        auto const begin = std::chrono::steady_clock::now();
        auto const found = co_await client.find("bob");
        EXPECT_FALSE(found);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
    });
}

// After a reload: what has begun ends first, and the client comes back by itself.
TEST_F(auth_service_test, retires) {
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        auto login = co_await client.start(ask("LOGIN"));
        auth_service next(sasl, backend, pool, sessions, service_settings);
        auto const served = std::make_shared<net::session_set::service const>(
            net::session_set::service{"auth", [&next](net::stream& w) { return next.serve(w); }, nullptr});
        listener.reset();
        std::filesystem::remove(directory + "/auth");
        auto bound = net::listen_unix(directory + "/auth", 0600);
        int connections = 0;
        listener.emplace(context.get_executor(), std::move(*bound), [this, served, &connections](base::unique_fd fd) {
            ++connections;
            sessions.serve(net::make_stream(context.get_executor(), std::move(fd)), served);
        });
        service->retire();
        asio::steady_timer timer(context, 100ms);
        co_await timer.async_wait(asio::use_awaitable);
        EXPECT_EQ(connections, 0) << "a login is open";
        co_await login.exchange->step("bob");
        auto const third = co_await login.exchange->step("secret");
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(third));
        for (int i = 0; i < 100 && connections == 0; ++i) {
            timer.expires_after(10ms);
            co_await timer.async_wait(asio::use_awaitable);
            EXPECT_FALSE(client.mechanisms().empty()) << "no gap in what is offered";
        }
        EXPECT_EQ(connections, 1);
        auto const again = co_await client.start(ask("PLAIN", plain("bob", "secret")));
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(again.first));
        client.stop();
        listener.reset();
        co_await sessions.stop(5s);    // `next` goes
    });
}

TEST_F(auth_service_test, nobody_there_is_temporary) {
    client_settings.connect_patience = 50ms;
    run([](net::auth_client& client) -> net::task<void> {
        EXPECT_TRUE(client.mechanisms().empty());
        auto const login = co_await client.start(ask("PLAIN", plain("bob", "secret")));
        EXPECT_TRUE(std::get<net::auth_refused>(login.first).temporary);
        auto const bob = co_await client.find("bob@example.org");
        EXPECT_FALSE(bob);
        EXPECT_TRUE(base::is_temporary(bob.error()));
    });
}

TEST_F(auth_service_test, waits_for_a_service_that_is_starting) {
    run([this](net::auth_client& client) -> net::task<void> {
        auto later = [this]() -> net::task<void> {
            asio::steady_timer timer(context, 100ms);
            co_await timer.async_wait(asio::use_awaitable);
            open_service();
        };
        background.run("later", later());
        auto const login = co_await client.start(ask("PLAIN", plain("bob", "secret")));
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(login.first));
    });
}

TEST_F(auth_service_test, bounds_connections) {
    service_settings.connections = 1;
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        auto second = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        auto const end = co_await (*second)->read_some(100, 1s);
        EXPECT_FALSE(end);
        EXPECT_EQ(end.error(), net::errc::closed);
    });
}

// What foreign clients send, byte for byte; and what must not bring the service down.
TEST_F(auth_service_test, speaks_to_foreign_clients) {
    open_service();
    run([this](net::auth_client&) -> net::task<void> {
        auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        co_await (*wire)->write("VERSION\t1\t1\nCPID\t77\nAUTH\t9\tPLAIN\tservice=smtp\tnologin\tlip=::1\trip=::1\tsecured\tresp=", 1s);
        std::string seen;
        while (seen.find("DONE\n") == seen.npos) {
            auto const got = co_await (*wire)->read_some(4096, 2s);
            EXPECT_TRUE(got);
            if (!got) co_return;
            seen += *got;
        }
        EXPECT_TRUE(seen.starts_with("VERSION\t1\t2\nMECH\tSCRAM-SHA-512-PLUS\tdictionary\tmutual-auth\tchannel-binding\tprivate\nMECH\tSCRAM-SHA-512\t")) << seen;
        co_await (*wire)->write("AGJvYgBzZWNyZXQ=\nUSER\t10\tbob\tservice=smtp\nCONT\t99\tYQ==\nCANCEL\t98\nSOMETHING\telse\n", 1s);
        seen.clear();
        while (std::count(seen.begin(), seen.end(), '\n') < 3) {
            auto const got = co_await (*wire)->read_some(4096, 2s);
            EXPECT_TRUE(got);
            if (!got) co_return;
            seen += *got;
        }
        EXPECT_NE(seen.find("OK\t9\tuser=bob@example.org\n"), seen.npos) << seen;
        EXPECT_NE(seen.find("USER\t10\tbob@example.org\tuid=500\tgid=501\thome=/var/mail/example.org/bob\n"), seen.npos) << seen;
        EXPECT_NE(seen.find("FAIL\t99\t"), seen.npos) << seen;
    });
}

// A token that was refused was a guess, also where the client leaves without the last word that the mechanism gives him.
TEST_F(auth_service_test, counts_refused_tokens_of_those_who_leave) {
    auto how = cheap();
    how.mechanisms = {"OAUTHBEARER"};
    auto const refuse_all = [](std::string_view) -> base::result<std::string> { return std::string(R"({"active":false})"); };
    how.tokens = std::make_shared<auth::token_checker>(auth::token_checker::settings(), refuse_all, [] { return std::int64_t(0); });
    auth::sasl_server over(backend, how);
    auth::penalties penalties(base::system_clock());
    service_settings.penalties = &penalties;
    open_service();
    service.emplace(over, backend, pool, sessions, service_settings);
    run([&](net::auth_client&) -> net::task<void> {
        auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        auto const first = base::base64_encode("n,a=bob@example.org,\1auth=Bearer x\1\1");
        auto const asks = "VERSION\t1\t1\nCPID\t77\nAUTH\t1\tOAUTHBEARER\tservice=imap\trip=192.0.2.1\tresp=" + first + "\n";
        co_await (*wire)->write(asks, 1s);
        std::string seen;
        while (seen.find("CONT\t1\t") == seen.npos) {
            auto const got = co_await (*wire)->read_some(4096, 2s);
            EXPECT_TRUE(got) << seen;
            if (!got) co_return;
            seen += *got;
        }
        EXPECT_EQ(penalties.entries(), 0u);
        co_await (*wire)->write("CANCEL\t1\n", 1s);
        asio::steady_timer timer(context);
        for (int i = 0; i < 100 && penalties.entries() == 0; ++i) {
            timer.expires_after(10ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
        EXPECT_GT(penalties.wait("192.0.2.1", ""), 0ms);
    });
}

// What a client sends that is no base64 costs its own exchange, and is a guess.
TEST_F(auth_service_test, garbled_words_cost_one_exchange) {
    auth::penalties penalties(base::system_clock());
    service_settings.penalties = &penalties;
    open_service();
    run([&](net::auth_client&) -> net::task<void> {
        auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        co_await (*wire)->write("VERSION\t1\t1\nCPID\t77\nAUTH\t1\tPLAIN\tservice=imap\trip=192.0.2.1\tresp====\n", 1s);
        co_await (*wire)->write("AUTH\t2\tLOGIN\tservice=imap\nAUTH\t3\tPLAIN\tservice=imap\trip=192.0.2.9\tresp=AGJvYgBzZWNyZXQ=\n", 1s);
        std::string seen;
        bool has_said = false;
        while (seen.find("FAIL\t2") == seen.npos || seen.find("OK\t3") == seen.npos || seen.find("FAIL\t1") == seen.npos) {
            auto const got = co_await (*wire)->read_some(4096, 2s);
            EXPECT_TRUE(got) << seen;
            if (!got) co_return;
            seen += *got;
            if (seen.find("CONT\t2") != seen.npos && !std::exchange(has_said, true)) co_await (*wire)->write("CONT\t2\t====\n", 1s);
        }
        EXPECT_GT(penalties.wait("192.0.2.1", ""), 0ms);
        EXPECT_EQ(penalties.wait("192.0.2.9", ""), 0ms);
    });
}

TEST_F(auth_service_test, closes_on_nonsense) {
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        for (auto const* text : {"VERSION\t2\t0\n", "AUTH\tx\n", "AUTH\t1\tLOGIN\tservice=a\nAUTH\t1\tLOGIN\tservice=a\n"}) {
            auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
            co_await (*wire)->write(text, 1s);
            for (;;) {
                auto const got = co_await (*wire)->read_some(4096, 2s);
                if (got) continue;
                EXPECT_EQ(got.error(), net::errc::closed) << text;
                break;
            }
        }
        auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        std::string const endless(100'000, 'x');
        co_await (*wire)->write(endless, 1s);
        auto const login = co_await client.start(ask("PLAIN", plain("bob", "secret")));
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(login.first));
    });
}

TEST_F(auth_service_test, many_at_once) {
    service_settings.failure_delay = 1ms;
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        int done = 0;
        auto one = [&](int i) -> net::task<void> {
            bool const wrong = i % 5 == 0;
            auto login = co_await client.start(ask("LOGIN"));
            auto const second = co_await login.exchange->step("bob");
            EXPECT_TRUE(std::holds_alternative<net::auth_challenge>(second));
            if (i % 7 == 0) {
                ++done;
                co_return;    // leaves the exchange in the middle
            }
            auto const third = co_await login.exchange->step(wrong ? "wrong" : "secret");
            EXPECT_EQ(std::holds_alternative<net::auth_accepted>(third), !wrong);
            ++done;
        };
        for (int i = 0; i < 200; ++i) background.run("one", one(i));
        asio::steady_timer timer(context);
        for (int i = 0; i < 1000 && done < 200; ++i) {
            timer.expires_after(10ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
        EXPECT_EQ(done, 200);
    });
}

}  // namespace
}  // namespace mailstead::server

// What the service tells of mechanisms that come and go, and who is cut short by it.
#include <atomic>

#include "net/connect.h"
#include "tests/unit/server/auth_service_fixture.h"

namespace mailstead::server {
namespace {

class auth_news_test : public auth_service_test {
protected:
    auth_news_test() { service_settings.list_age = 1s; }

    static bool offers(net::auth_client& client, std::string_view name) {
        auto const all = client.mechanisms();
        return std::any_of(all.begin(), all.end(), [name](auto const& m) { return m.name == name; });
    }
    net::task<void> rest(std::chrono::milliseconds time) {
        asio::steady_timer timer(context, time);
        co_await timer.async_wait(asio::use_awaitable);
    }
    net::task<bool> comes_to(net::auth_client& client, std::string_view name, bool wanted) {
        for (int i = 0; i < 300 && offers(client, name) != wanted; ++i) {
            EXPECT_FALSE(client.mechanisms().empty()) << "no gap in what is offered";
            co_await rest(10ms);
        }
        co_return offers(client, name) == wanted;
    }
    // What a foreign client's connection says, up to and with `last`.
    net::task<std::unique_ptr<net::stream>> foreign_client(std::string words, std::string last) {
        auto wire = co_await net::connect_unix(context.get_executor(), directory + "/auth", 1s);
        co_await (*wire)->write(words, 1s);
        std::string seen;
        while (seen.find(last) == seen.npos) {
            auto const got = co_await (*wire)->read_some(4096, 2s);
            EXPECT_TRUE(got);
            if (!got) break;
            seen += *got;
        }
        co_return std::move(*wire);
    }
};

// The first account with a secret, or one with a foreign hash, changes what there is: clients hear of it without a reload.
TEST_F(auth_news_test, tells_other_mechanisms) {
    service_settings.farewell = 10ms;    // which a reload has, not this
    open_service();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        EXPECT_FALSE(offers(client, "CRAM-MD5"));
        auth::account carol;
        carol.address = "carol@example.org";
        auto const added = db.add(carol, {"clear", true, auth::least_iterations});
        EXPECT_TRUE(added);
        auto login = co_await client.start(ask("LOGIN"));
        bool early = co_await comes_to(client, "CRAM-MD5", true);
        EXPECT_FALSE(early) << "a login is open";
        co_await login.exchange->step("bob");
        auto const last = co_await login.exchange->step("secret");
        EXPECT_TRUE(std::holds_alternative<net::auth_accepted>(last));
        bool const there = co_await comes_to(client, "CRAM-MD5", true);
        EXPECT_TRUE(there);
        EXPECT_TRUE(offers(client, "APOP"));
        auto const gone = db.remove("carol@example.org");
        EXPECT_TRUE(gone);
        bool const away = co_await comes_to(client, "CRAM-MD5", false);
        EXPECT_TRUE(away);
        bool const still = co_await comes_to(client, "SCRAM-SHA-256", true);
        EXPECT_TRUE(still);
    });
}

// What says nothing new disturbs nobody.
TEST_F(auth_news_test, stays_while_the_mechanisms_stay) {
    service_settings.list_age = 1s;
    open_service();
    run([this](net::auth_client&) -> net::task<void> {
        auto const wire = co_await foreign_client("VERSION\t1\t1\n", "DONE\n");
        auto const end = co_await wire->read_some(4096, 3s);
        EXPECT_FALSE(end);
        EXPECT_EQ(end.error(), net::errc::timed_out);
    });
}

// A back end whose mind changes: what it says of mechanisms, and whether it can be asked.
struct moody final : auth::backend {
    enum class mood { none, secrets, trouble, throws };
    std::atomic<mood> now{mood::none};
    std::atomic<bool> scram{true};
    std::atomic<int> looks{0};

    std::optional<std::string> normal_name(std::string_view a) const override { return std::string(a); }
    base::result<std::optional<auth::credentials>> find_credentials(std::string_view) override { return std::optional<auth::credentials>(); }
    base::result<std::optional<auth::user>> find_user(std::string_view) override { return std::optional<auth::user>(); }
    base::result<std::string> made_up_key() override { return std::string(); }
    bool serves(std::string_view) override { return scram && now != mood::trouble; }
    base::result<std::int64_t> secret_count() override {
        if (now == mood::throws) throw std::runtime_error("thrown");
        return std::int64_t(now == mood::secrets ? 1 : 0);
    }
    base::result<void> ready() override {
        ++looks;
        if (now == mood::trouble) return base::from_errno(EIO);
        return {};
    }
};

class auth_moods_test : public auth_news_test {
protected:
    // When the settings are as the test wants them.
    void begin() {
        service_settings.failure_delay = 0ms;
        open_service();
        service.emplace(over, facts, pool, sessions, service_settings);
    }
    // A login that nobody ends.
    net::task<std::unique_ptr<net::stream>> begun_login() { return foreign_client("VERSION\t1\t1\nCPID\t77\nAUTH\t1\tLOGIN\tservice=imap\n", "CONT\t1\t"); }

    moody facts;
    auth::sasl_server over{facts, cheap()};
};

TEST_F(auth_moods_test, trouble_is_no_news) {
    begin();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        for (auto const bad : {moody::mood::trouble, moody::mood::throws}) {
            facts.now = bad;
            co_await rest(2500ms);
            EXPECT_TRUE(offers(client, "SCRAM-SHA-256"));
        }
        facts.now = moody::mood::secrets;
        bool const there = co_await comes_to(client, "CRAM-MD5", true);
        EXPECT_TRUE(there) << "it is still looked for";
    });
}

TEST_F(auth_moods_test, news_come_to_a_busy_connection_for_few_looks) {
    begin();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        facts.now = moody::mood::secrets;
        int logins = 0;
        for (auto const end = std::chrono::steady_clock::now() + 4s; std::chrono::steady_clock::now() < end; ++logins) {
            auto const got = co_await client.start(ask("PLAIN", plain("bob", "wrong")));
            EXPECT_FALSE(std::get<net::auth_refused>(got.first).temporary) << "none is cut short";
        }
        EXPECT_TRUE(offers(client, "CRAM-MD5"));
        EXPECT_GT(logins, 50);
        EXPECT_LE(facts.looks, 8);
    });
}

TEST_F(auth_moods_test, what_was_offered_a_moment_ago_is_taken) {
    begin();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        facts.scram = false;
        auto const login = co_await client.start(ask("SCRAM-SHA-256", "n,,n=bob,r=abcdefgh"));
        EXPECT_TRUE(std::holds_alternative<net::auth_challenge>(login.first));
    });
}

TEST_F(auth_moods_test, a_step_behind_its_connection_is_no_wrong_password) {
    service_settings.silence = 0s;
    begin();
    run([this](net::auth_client& client) -> net::task<void> {
        co_await client.ready(1000ms);
        auto const login = co_await client.start(ask("LOGIN"));
        facts.now = moody::mood::secrets;
        bool const there = co_await comes_to(client, "CRAM-MD5", true);
        EXPECT_TRUE(there) << "nobody waits for a silent client";
        auto const late = co_await login.exchange->step("bob");
        EXPECT_TRUE(std::get<net::auth_refused>(late).temporary);
        EXPECT_EQ(std::get<net::auth_refused>(late).reason, "the authentication service went away") << "another server would call it wrong";
    });
}

TEST_F(auth_moods_test, news_wait_for_a_login_but_not_for_ever) {
    service_settings.news_farewell = 1500ms;
    begin();
    run([this](net::auth_client&) -> net::task<void> {
        auto const wire = co_await begun_login();
        facts.now = moody::mood::secrets;
        auto const early = co_await wire->read_some(4096, 1s);
        EXPECT_EQ(early.error(), net::errc::timed_out);
        auto const end = co_await wire->read_some(4096, 4s);
        EXPECT_EQ(end.error(), net::errc::closed);
    });
}

TEST_F(auth_moods_test, a_reload_waits_for_less_than_news) {
    service_settings.farewell = 100ms;
    begin();
    run([this](net::auth_client&) -> net::task<void> {
        auto const wire = co_await begun_login();
        facts.now = moody::mood::secrets;
        auto const early = co_await wire->read_some(4096, 3s);
        EXPECT_EQ(early.error(), net::errc::timed_out);
        service->retire();
        auto const end = co_await wire->read_some(4096, 2s);
        EXPECT_EQ(end.error(), net::errc::closed);
    });
}

}  // namespace
}  // namespace mailstead::server

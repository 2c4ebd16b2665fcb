// Cyrus SASL over the account database: each mechanism right and wrong, nobody and trouble.
#include "auth/sasl_server.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "auth/account_backend.h"
#include "scram_client.h"

namespace mailstead::auth {
namespace {

using test::scram_client;

EVP_MD const* digest(std::string_view mechanism) {
    if (mechanism == "SCRAM-SHA-1") return EVP_sha1();
    return mechanism == "SCRAM-SHA-256" ? EVP_sha256() : EVP_sha512();
}

std::string plain(std::string const& authzid, std::string const& user, std::string const& password) {
    return authzid + '\0' + user + '\0' + password;
}

request ask(std::string mechanism, std::optional<std::string> first = {}) {
    request r;
    r.mechanism = std::move(mechanism);
    r.service = "imap";
    r.initial_response = std::move(first);
    return r;
}

// A backend that can fail.
class shaky_backend final : public backend {
public:
    explicit shaky_backend(backend& real) : real_(real) {}
    std::optional<std::string> normal_name(std::string_view a) const override { return real_.normal_name(a); }
    base::result<std::optional<credentials>> find_credentials(std::string_view a) override {
        if (broken) return make_error_code(errc::database);
        return real_.find_credentials(a);
    }
    base::result<std::optional<user>> find_user(std::string_view a) override { return real_.find_user(a); }
    base::result<std::int64_t> secret_count() override {
        if (broken) return make_error_code(errc::database);
        return real_.secret_count();
    }
    base::result<std::string> made_up_key() override { return real_.made_up_key(); }
    bool broken = false;

private:
    backend& real_;
};

class sasl_server_test : public testing::Test {
protected:
    sasl_server_test() {
        add("bob@example.org", "secret", false);
        server = make();
    }
    ~sasl_server_test() override { std::filesystem::remove_all(directory_); }

    void add(std::string address, std::string password, bool store) {
        account a;
        a.address = std::move(address);
        ASSERT_TRUE(db.add(a, {std::move(password), store, least_iterations}));
    }
    std::unique_ptr<sasl_server> make() {
        sasl_server::settings s;
        s.iterations = least_iterations;
        return std::make_unique<sasl_server>(shaky, s, [this](base::log::level l, std::string_view text) {
            if (l >= base::log::level::warning) ++warnings;
            std::lock_guard const lock(log_mutex);
            log += std::string(text) + "\n";
        });
    }
    answer once(request r) { return server->begin(std::move(r))->start(); }
    // A whole SCRAM exchange; the last answer.
    answer scram(std::string const& mechanism, scram_client& client, bool early = true) {
        auto e = server->begin(ask(mechanism, early ? std::optional(client.first()) : std::nullopt));
        auto a = e->start();
        if (!early && std::get<challenge>(a).bytes.empty()) a = e->step(client.first());
        if (!std::holds_alternative<challenge>(a)) return a;
        a = e->step(client.final(std::get<challenge>(a).bytes));
        if (!std::holds_alternative<challenge>(a)) return a;
        EXPECT_TRUE(client.trusts(std::get<challenge>(a).bytes));
        return e->step("");
    }

    std::string directory_ = [] {
        char name[] = "/tmp/sasl-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    accounts db{directory_ + "/accounts.db", accounts::mode::write};
    account_backend real{db, {"example.org", 500, 501, ""}};
    shaky_backend shaky{real};
    std::atomic<int> warnings = 0;
    std::mutex log_mutex;
    std::string log;
    std::unique_ptr<sasl_server> server;
};

std::string names(std::vector<mechanism> const& all) {
    std::string out;
    for (auto const& m : all) out += m.name + " ";
    return out;
}

TEST_F(sasl_server_test, offers_what_it_can_serve) {
    EXPECT_EQ(names(server->mechanisms()), "SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN ");
    add("carol@example.org", "x", true);
    EXPECT_EQ(names(server->mechanisms()), "SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 APOP ");
    for (auto const& m : server->mechanisms()) {
        EXPECT_EQ(m.plaintext, m.name == "PLAIN" || m.name == "LOGIN") << m.name;
        EXPECT_EQ(m.mutual_auth, m.name.starts_with("SCRAM")) << m.name;
        EXPECT_FALSE(m.anonymous);
    }
}

TEST_F(sasl_server_test, apop_for_those_who_store_a_secret) {
    add("mrose@example.org", "tanstaaf", true);
    add("dave@example.org", "tanstaaf", false);
    using namespace std::string_literals;
    auto const digest = "\xc4\xc9\x33\x4b\xac\x56\x0e\xcc\x97\x9e\x58\x00\x1b\x3e\x22\xfb"s;    // of RFC 1939 §7
    auto const said = [&](std::string const& name, std::string const& with) {
        return once(ask("APOP", "<1896.697170952@dbc.mtview.ca.us>" + std::string(1, '\0') + name + std::string(1, '\0') + with));
    };
    EXPECT_EQ(std::get<accepted>(said("mrose@example.org", digest)).user, "mrose@example.org");
    EXPECT_FALSE(std::get<refused>(said("dave@example.org", digest)).temporary);
    EXPECT_FALSE(std::get<refused>(said("nobody@example.org", digest)).temporary);
    EXPECT_FALSE(std::get<refused>(said("mrose@example.org", std::string(16, 'x'))).temporary);
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("APOP"))));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("APOP", "mrose"))));
}

TEST_F(sasl_server_test, refuses_what_it_does_not_offer) {
    for (auto const* name : {"ANONYMOUS", "NTLM", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-256-PLUS", "EXTERNAL", "", "X Y"}) {
        auto const a = once(ask(name, ""));
        ASSERT_TRUE(std::holds_alternative<refused>(a)) << name;
        EXPECT_FALSE(std::get<refused>(a).temporary) << name;
    }
}

TEST_F(sasl_server_test, plain) {
    EXPECT_EQ(once(ask("PLAIN", plain("", "bob@example.org", "secret"))), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(once(ask("plain", plain("", "BOB@Example.ORG", "secret"))), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(once(ask("PLAIN", plain("", "bob", "secret"))), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(once(ask("PLAIN", plain("bob@example.org", "bob", "secret"))), answer(accepted{"bob@example.org"}));
    auto e = server->begin(ask("PLAIN"));
    EXPECT_EQ(e->start(), answer(challenge{""}));
    EXPECT_EQ(e->step(plain("", "bob", "secret")), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(warnings, 0) << log;
}

TEST_F(sasl_server_test, plain_refused) {
    add("carol@example.org", "x", false);
    for (auto const& first : {plain("", "bob", "wrong"), plain("", "nobody", "secret"), plain("", "", ""), plain("", "bob", ""),
                              plain("carol@example.org", "bob", "secret"), std::string("bob"), plain("", "b ob", "secret"),
                              plain("", "  ", "x"), plain("", std::string(2000, 'a'), "secret"), plain("", "bob", std::string(5000, 'x'))}) {
        auto const a = once(ask("PLAIN", first));
        ASSERT_TRUE(std::holds_alternative<refused>(a)) << base::printable(first);
        EXPECT_FALSE(std::get<refused>(a).temporary) << base::printable(first);
    }
    EXPECT_EQ(std::get<refused>(once(ask("PLAIN", plain("", "Bob", "wrong")))).user, "bob@example.org");
    EXPECT_EQ(log.find("wrong"), log.npos) << log;
    EXPECT_EQ(warnings, 0) << log;
}

TEST_F(sasl_server_test, says_the_same_of_a_wrong_password_and_of_nobody) {
    auto const wrong = std::get<refused>(once(ask("PLAIN", plain("", "bob", "wrong"))));
    auto const nobody = std::get<refused>(once(ask("PLAIN", plain("", "nobody", "wrong"))));
    EXPECT_EQ(wrong.reason, nobody.reason);
}

TEST_F(sasl_server_test, login) {
    auto e = server->begin(ask("LOGIN"));
    EXPECT_EQ(std::get<challenge>(e->start()).bytes, "Username:");
    EXPECT_EQ(std::get<challenge>(e->step("bob")).bytes, "Password:");
    EXPECT_EQ(e->step("secret"), answer(accepted{"bob@example.org"}));
    auto wrong = server->begin(ask("LOGIN"));
    EXPECT_TRUE(std::holds_alternative<challenge>(wrong->start()));
    EXPECT_TRUE(std::holds_alternative<challenge>(wrong->step("bob")));
    EXPECT_TRUE(std::holds_alternative<refused>(wrong->step("Secret")));
}

TEST_F(sasl_server_test, scram) {
    for (auto const* mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"}) {
        scram_client right(digest(mechanism), "Bob@example.org", "secret");
        EXPECT_EQ(scram(mechanism, right), answer(accepted{"bob@example.org"})) << mechanism;
        scram_client late(digest(mechanism), "bob", "secret");
        EXPECT_EQ(scram(mechanism, late, false), answer(accepted{"bob@example.org"})) << mechanism;
        scram_client wrong(digest(mechanism), "bob", "wrong");
        EXPECT_FALSE(std::get<refused>(scram(mechanism, wrong)).temporary) << mechanism;
        scram_client other(digest(mechanism), "bob", "secret", "carol@example.org");
        EXPECT_TRUE(std::holds_alternative<refused>(scram(mechanism, other))) << mechanism;
    }
}

TEST_F(sasl_server_test, scram_does_not_tell_who_exists) {
    scram_client one(EVP_sha256(), "nobody", "secret");
    EXPECT_FALSE(std::get<refused>(scram("SCRAM-SHA-256", one)).temporary);
    server = nullptr;
    server = make();
    scram_client two(EVP_sha256(), "nobody", "other");
    EXPECT_TRUE(std::holds_alternative<refused>(scram("SCRAM-SHA-256", two)));
    EXPECT_FALSE(one.salt.empty());
    EXPECT_EQ(one.salt, two.salt) << "a salt that changes with a restart tells that there is no such account";
    scram_client bob(EVP_sha256(), "bob", "wrong");
    auto const known = std::get<refused>(scram("SCRAM-SHA-256", bob));
    EXPECT_EQ(known.reason, std::get<refused>(scram("SCRAM-SHA-256", two)).reason);
    EXPECT_EQ(one.salt.size(), bob.salt.size());
}

TEST_F(sasl_server_test, cram_md5_for_those_who_store_a_secret) {
    add("carol@example.org", "tanstaaftanstaaf", true);
    int i = 0;
    auto const run = [&](std::string const& user, std::string const& password) {
        auto e = server->begin(i++ % 2 ? ask("CRAM-MD5") : ask("CRAM-MD5", ""));    // mutt sends an empty response
        auto const asked = std::get<challenge>(e->start()).bytes;
        unsigned char out[16];
        unsigned length = 16;
        HMAC(EVP_md5(), password.data(), int(password.size()), reinterpret_cast<unsigned char const*>(asked.data()), asked.size(), out,
             &length);
        return e->step(user + " " + base::hex({reinterpret_cast<char*>(out), 16}));
    };
    for (int twice = 0; twice < 2; ++twice) EXPECT_EQ(run("carol", "tanstaaftanstaaf"), answer(accepted{"carol@example.org"}));
    EXPECT_FALSE(std::get<refused>(run("carol", "wrong")).temporary);
    EXPECT_FALSE(std::get<refused>(run("bob", "secret")).temporary);
    EXPECT_FALSE(std::get<refused>(run("nobody", "secret")).temporary);
    scram_client right(EVP_sha256(), "carol", "tanstaaftanstaaf");
    EXPECT_EQ(scram("SCRAM-SHA-256", right), answer(accepted{"carol@example.org"}));
}

TEST_F(sasl_server_test, trouble_is_temporary) {
    shaky.broken = true;
    EXPECT_TRUE(std::get<refused>(once(ask("PLAIN", plain("", "bob", "secret")))).temporary);
    EXPECT_TRUE(std::get<refused>(once(ask("PLAIN", plain("", "nobody", "secret")))).temporary);
    scram_client right(EVP_sha256(), "bob", "secret");
    EXPECT_TRUE(std::get<refused>(scram("SCRAM-SHA-256", right)).temporary);
    shaky.broken = false;
    EXPECT_EQ(once(ask("PLAIN", plain("", "bob", "secret"))), answer(accepted{"bob@example.org"}));
}

TEST_F(sasl_server_test, a_change_counts_at_once) {
    EXPECT_TRUE(std::holds_alternative<accepted>(once(ask("PLAIN", plain("", "bob", "secret")))));
    ASSERT_TRUE(db.set_password("bob@example.org", {"new", false, least_iterations}));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain("", "bob", "secret")))));
    EXPECT_TRUE(std::holds_alternative<accepted>(once(ask("PLAIN", plain("", "bob", "new")))));
    ASSERT_TRUE(db.set_enabled("bob@example.org", false));
    EXPECT_TRUE(std::holds_alternative<refused>(once(ask("PLAIN", plain("", "bob", "new")))));
}

TEST_F(sasl_server_test, survives_any_answer) {
    std::vector<std::string> const junk{"", "n,,", "n,,n=bob,r=", "p=tls-unique,,n=bob,r=a", "y,,n=bob,r=abc", std::string(70000, 'n'),
                                        std::string("\0\0\0", 3), "n,a=,n==,r=x", "c=biws,r=x,p=", "\xff\xfe"};
    for (auto const* mechanism : {"PLAIN", "LOGIN", "SCRAM-SHA-1"})
        for (auto const& first : junk)
            for (auto const& second : junk) {
                auto e = server->begin(ask(mechanism, first));
                auto a = e->start();
                for (int i = 0; i < 20 && std::holds_alternative<challenge>(a); ++i) a = e->step(second);
                EXPECT_TRUE(std::holds_alternative<refused>(a)) << mechanism;
            }
}

TEST_F(sasl_server_test, many_threads_at_once) {
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                bool const wrong = (t + i) % 3 == 0;
                scram_client client(EVP_sha256(), "bob", wrong ? "wrong" : "secret");
                auto const a = t % 2 ? scram("SCRAM-SHA-256", client) : once(ask("PLAIN", plain("", "bob", wrong ? "wrong" : "secret")));
                if (std::holds_alternative<accepted>(a) != wrong) ++good;
            }
        });
    for (auto& t : threads) t.join();
    EXPECT_EQ(good, 8 * 25);
}

}  // namespace
}  // namespace mailstead::auth

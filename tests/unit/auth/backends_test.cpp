// The order of back ends, each of them alone, and what a login makes of them.
#include "auth/backends.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/account_backend.h"
#include "auth/passwd_file.h"
#include "auth/sasl_server.h"
#include "auth/sasldb.h"
#include "auth/sql_backend.h"
#include "base/ascii.h"
#include "scram_client.h"

namespace mailstead::auth {
namespace {

// Says what it was told to say; counts how often it was asked.
class scripted final : public backend {
public:
    struct script {
        std::optional<verdict> said;    // absent: trouble
        bool knows = true;
    };
    explicit scripted(script s, int* asked = nullptr) : script_(s), asked_(asked) {}
    std::optional<std::string> normal_name(std::string_view a) const override { return std::string(a); }
    base::result<std::optional<credentials>> find_credentials(std::string_view a) override {
        if (!script_.knows) return std::optional<credentials>();
        if (!script_.said) return make_error_code(errc::database);
        if (*script_.said == verdict::unknown) return std::optional<credentials>();
        return std::optional(credentials{std::string(a), {}, {}});
    }
    base::result<std::optional<user>> find_user(std::string_view a) override {
        if (!script_.said) return make_error_code(errc::database);
        if (*script_.said == verdict::unknown) return std::optional<user>();
        return std::optional(user{std::string(a), 1, 1, "", ""});
    }
    base::result<std::int64_t> secret_count() override { return std::int64_t(3); }
    base::result<std::string> made_up_key() override { return std::string(); }
    base::result<std::optional<verdict>> check_password(attempt const&) override {
        if (asked_) ++*asked_;
        if (!script_.said) return make_error_code(errc::database);
        return script_.said;
    }
    bool serves(std::string_view) override { return script_.knows; }
    bool knows_users() const noexcept override { return script_.knows; }

private:
    script script_;
    int* asked_;
};

constexpr scripted::script yes{verdict::accepted}, no{verdict::refused}, unknown{verdict::unknown}, trouble{std::nullopt};
constexpr scripted::script checker_yes{verdict::accepted, false}, checker_no{verdict::undecided, false}, checker_trouble{std::nullopt, false};

enum class outcome { accepted, refused, temporary };

outcome ask(std::vector<scripted::script> const& all, int* asked_last = nullptr) {
    std::vector<std::unique_ptr<backend>> parts;
    for (std::size_t i = 0; i < all.size(); ++i) parts.push_back(std::make_unique<scripted>(all[i], i + 1 == all.size() ? asked_last : nullptr));
    backends chain(std::move(parts), nullptr);
    auto const said = chain.check_password({"bob@example.org", "secret", "imap", ""});
    if (!said) return outcome::temporary;
    return **said == verdict::accepted ? outcome::accepted : outcome::refused;
}

TEST(backends, the_first_that_knows_the_user_decides) {
    EXPECT_EQ(ask({yes, no}), outcome::accepted);
    EXPECT_EQ(ask({unknown, yes}), outcome::accepted);
    EXPECT_EQ(ask({unknown, no, yes}), outcome::refused);
    EXPECT_EQ(ask({unknown, unknown}), outcome::refused);
    EXPECT_EQ(ask({}), outcome::refused);
    int asked = 0;
    EXPECT_EQ(ask({no, yes}, &asked), outcome::refused);
    EXPECT_EQ(asked, 0) << "an earlier one has refused";
}

TEST(backends, one_that_cannot_say_leaves_it_to_the_next) {
    EXPECT_EQ(ask({checker_no, yes}), outcome::accepted);
    EXPECT_EQ(ask({checker_no, no, yes}), outcome::refused);
    EXPECT_EQ(ask({checker_no, checker_yes}), outcome::accepted);
    EXPECT_EQ(ask({checker_no}), outcome::refused);
    EXPECT_EQ(ask({unknown, checker_no}), outcome::refused);
}

TEST(backends, trouble_is_no_no_and_opens_no_door) {
    int asked = 0;
    EXPECT_EQ(ask({trouble, yes}, &asked), outcome::temporary);
    EXPECT_EQ(asked, 0) << "it might have refused";
    EXPECT_EQ(ask({yes, trouble}), outcome::accepted);
    EXPECT_EQ(ask({no, trouble}), outcome::refused);
    EXPECT_EQ(ask({unknown, trouble}), outcome::temporary);
    // A checker cannot have refused for the others; but it might have accepted.
    EXPECT_EQ(ask({checker_trouble, yes}), outcome::accepted);
    EXPECT_EQ(ask({checker_trouble, no}), outcome::temporary);
    EXPECT_EQ(ask({checker_trouble, unknown}), outcome::temporary);
    EXPECT_EQ(ask({checker_trouble, checker_no}), outcome::temporary);
}

class backends_test : public testing::Test {
protected:
    ~backends_test() override { std::filesystem::remove_all(directory); }
    std::string write(std::string const& name, std::string const& text) {
        std::ofstream(directory + "/" + name, std::ios::binary) << text;
        return directory + "/" + name;
    }
    void add(std::string address, std::string password, std::uint32_t iterations = least_iterations) {
        account a;
        a.address = std::move(address);
        ASSERT_TRUE(db.add(a, {std::move(password), false, iterations}));
    }
    verdict check(backend& b, std::string_view name, std::string_view password, std::string_view from = "", std::string_view service = "imap") {
        auto const said = b.check_password({name, password, service, from});
        if (!said || !*said) {
            ADD_FAILURE() << name << ": " << (said ? "no verdict" : said.error().message());
            return verdict::unknown;
        }
        return **said;
    }

    std::string directory = [] {
        char name[] = "/tmp/backends-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    accounts db{directory + "/accounts.db", accounts::mode::write};
    account_backend::settings values{"example.org"};
    entry_defaults defaults{"example.org", 1, 1};
};

TEST_F(backends_test, a_disabled_account_is_nobody_elses) {
    add("bob@example.org", "secret");
    ASSERT_TRUE(db.set_enabled("bob@example.org", false));
    auto const path = write("users", "bob:{PLAIN}secret:1000:1000::/home/bob\n");
    std::vector<std::unique_ptr<backend>> parts;
    parts.push_back(std::make_unique<account_backend>(db, values));
    parts.push_back(std::make_unique<passwd_file>(path, defaults, std::chrono::seconds(0)));
    backends chain(std::move(parts), nullptr);
    EXPECT_EQ(check(chain, "bob@example.org", "secret"), verdict::refused);
    EXPECT_FALSE(*chain.find_user("bob@example.org"));
    EXPECT_FALSE(*chain.find_credentials("bob@example.org"));
    ASSERT_TRUE(db.remove("bob@example.org"));
    EXPECT_EQ(check(chain, "bob@example.org", "secret"), verdict::accepted);
    EXPECT_EQ((*chain.find_user("bob@example.org"))->home, "/home/bob");
    EXPECT_EQ((*chain.find_user("BOB"))->name, "bob@example.org") << "however he is called";
    EXPECT_FALSE(*chain.find_user("b ob"));
}

TEST_F(backends_test, weak_verifiers_are_renewed_at_a_login) {
    add("bob@example.org", "secret");
    values.upgrades = &db;
    values.iterations = least_iterations + 10;
    account_backend b(db, values);
    EXPECT_EQ(check(b, "bob@example.org", "wrong"), verdict::refused);
    EXPECT_EQ(parse_verifier((**db.find_credentials("bob@example.org")).verifiers[0])->iterations, least_iterations);
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
    auto const now = (**db.find_credentials("bob@example.org")).verifiers;
    for (auto const& text : now) {
        EXPECT_EQ(parse_verifier(text)->iterations, least_iterations + 10);
        EXPECT_TRUE(matches(*parse_verifier(text), "secret"));
    }
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
    EXPECT_EQ((**db.find_credentials("bob@example.org")).verifiers, now) << "once is enough";
}

TEST_F(backends_test, another_servers_hash_becomes_verifiers) {
    account a;
    a.address = "bob@example.org";
    ASSERT_TRUE(db.add(a, {"", false, 0, *make_password_hash("SSHA256", "secret")}));
    values.upgrades = &db;
    values.iterations = least_iterations;
    account_backend b(db, values);
    EXPECT_EQ(check(b, "bob@example.org", "Secret"), verdict::refused);
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
    EXPECT_EQ((**db.find_credentials("bob@example.org")).verifiers.size(), all_schemes.size());
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
}

TEST_F(backends_test, a_file_that_cannot_be_written_keeps_nobody_out) {
    add("bob@example.org", "secret");
    accounts reader(directory + "/accounts.db", accounts::mode::read);
    values.upgrades = &reader;
    values.iterations = least_iterations + 10;
    account_backend b(db, values);
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
}

TEST_F(backends_test, passwords_of_programs) {
    add("bob@example.org", "secret");
    ASSERT_TRUE(db.add_app_password("bob@example.org", {"phone", {"imap", "smtp"}, 0, *make_password_hash("SSHA256", "for the phone")}));
    account_backend b(db, values);
    EXPECT_EQ(check(b, "bob@example.org", "for the phone"), verdict::accepted);
    EXPECT_EQ(check(b, "bob@example.org", "for the phone", "", "smtp"), verdict::accepted);
    EXPECT_EQ(check(b, "bob@example.org", "for the phone", "", "pop3"), verdict::refused);
    EXPECT_EQ(check(b, "bob@example.org", "secret", "", "pop3"), verdict::accepted);
    auto const as_master = b.check_password({"bob@example.org", "for the phone", "imap", "", true});
    EXPECT_EQ(**as_master, verdict::refused);
    ASSERT_TRUE(db.set_enabled("bob@example.org", false));
    EXPECT_EQ(check(b, "bob@example.org", "for the phone"), verdict::refused);
}

request plain(std::string const& user, std::string const& password) {
    request r;
    r.mechanism = "PLAIN";
    r.service = "imap";
    r.remote_address = "192.0.2.7";
    r.initial_response = '\0' + user + '\0' + password;
    return r;
}

TEST_F(backends_test, a_master_logs_in_as_others) {
    add("bob@example.org", "secret");
    add("admin@example.org", "very secret");
    add("carol@example.org", "third");
    ASSERT_TRUE(db.set_master("admin@example.org", true));
    account_backend b(db, values);
    sasl_server::settings s;
    s.iterations = least_iterations;
    s.master_separator = "*";
    sasl_server server(b, s);
    auto const as = [&](std::string const& name, std::string const& password) { return server.begin(plain(name, password))->start(); };
    EXPECT_EQ(as("bob*admin", "very secret"), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(as("Bob@example.org*admin@example.org", "very secret"), answer(accepted{"bob@example.org"}));
    EXPECT_EQ(as("bob", "secret"), answer(accepted{"bob@example.org"}));
    for (auto const& [name, password] : {std::pair("bob*admin", "secret"), std::pair("bob*carol", "third"), std::pair("nobody*admin", "very secret"),
                                         std::pair("bob*", "secret"), std::pair("bob*nobody", "secret"), std::pair("*admin", "very secret"),
                                         std::pair("bob*admin*admin", "very secret")}) {
        auto const said = as(name, password);
        ASSERT_TRUE(std::holds_alternative<refused>(said)) << name;
        EXPECT_FALSE(std::get<refused>(said).temporary) << name;
    }
    EXPECT_EQ(std::get<refused>(as("bob*admin", "x")).user, "bob@example.org*admin@example.org");
    // SCRAM's proof is the master's, too.
    test::scram_client client(EVP_sha256(), "bob*admin", "very secret");
    request r;
    r.mechanism = "SCRAM-SHA-256";
    r.service = "imap";
    r.initial_response = client.first();
    auto e = server.begin(r);
    auto a = e->start();
    a = e->step(client.final(std::get<challenge>(a).bytes));
    if (std::holds_alternative<challenge>(a)) a = e->step("");
    EXPECT_EQ(a, answer(accepted{"bob@example.org"}));
    sasl_server without(b, {});
    EXPECT_TRUE(std::holds_alternative<refused>(without.begin(plain("bob*admin", "very secret"))->start()));
}

TEST_F(backends_test, last_logins_are_written_later) {
    add("bob@example.org", "secret");
    auto const path = directory + "/last.db";
    EXPECT_TRUE(read_last_logins(path, "bob@example.org")->empty());
    {
        last_logins logins(path, std::chrono::milliseconds(20));
        std::vector<std::unique_ptr<backend>> parts;
        parts.push_back(std::make_unique<account_backend>(db, values));
        backends chain(std::move(parts), &logins);
        sasl_server server(chain, {});
        EXPECT_TRUE(std::holds_alternative<accepted>(server.begin(plain("bob", "secret"))->start()));
        EXPECT_TRUE(std::holds_alternative<refused>(server.begin(plain("bob", "wrong"))->start()));
        auto const is_written = [&] {
            auto const got = read_last_logins(path, "bob@example.org");
            return got && !got->empty();
        };
        for (int i = 0; i < 200 && !is_written(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        chain.logged_in({"bob@example.org", "pop3", "192.0.2.9"});
    }
    auto const all = *read_last_logins(path, "bob@example.org");
    ASSERT_EQ(all.size(), 2u);
    bool const first = all[0].service == "imap";
    EXPECT_EQ(all[first ? 0 : 1].remote_address, "192.0.2.7");
    EXPECT_EQ(all[first ? 1 : 0].service, "pop3") << "what was left at the end";
    EXPECT_GT(all[0].at, 1'600'000'000);
    EXPECT_TRUE(read_last_logins(path, "ann@example.org")->empty());
}

TEST_F(backends_test, last_logins_go_to_the_file_that_is_there_now) {
    auto const path = directory + "/last.db";
    last_logins logins(path, std::chrono::milliseconds(5));
    auto const comes = [&](char const* name) {
        logins.record({name, "imap", ""});
        for (int i = 0; i < 400; ++i) {
            if (auto const got = read_last_logins(path, name); got && !got->empty()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    };
    EXPECT_TRUE(comes("bob@example.org"));
    for (auto const* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    EXPECT_TRUE(comes("ann@example.org")) << "a new one";
    EXPECT_TRUE(read_last_logins(path, "bob@example.org")->empty());
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(backends_test, last_logins_that_cannot_be_written_stop_nobody) {
    last_logins logins(directory + "/no/such/place.db", std::chrono::milliseconds(5));
    for (int i = 0; i < 20'000; ++i) logins.record({fmt::format("u{}@example.org", i), "imap", ""});
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
}

TEST_F(backends_test, a_query_describes_users) {
    std::map<std::string, sql_row> rows{
        {"bob@example.org", {{"password", "{PLAIN}secret"}, {"uid", "1000"}, {"gid", "1000"}, {"home", "/home/bob"}, {"quota", "1G"}, {"colour", "red"}}},
        {"ann@example.org", {{"nopassword", "1"}}},
        {"eve@example.org", {{"password", "{PLAIN}x"}, {"nologin", "1"}}},
    };
    bool broken = false;
    auto const query = [&](std::string_view key) -> base::result<std::optional<sql_row>> {
        if (broken) return make_error_code(errc::database);
        auto const at = rows.find(std::string(key));
        return at == rows.end() ? std::optional<sql_row>() : std::optional(at->second);
    };
    sql_backend b({"sqlite:x", "CRYPT"}, query, defaults, std::chrono::seconds(0));
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
    EXPECT_EQ(check(b, "bob@example.org", "Secret"), verdict::refused);
    EXPECT_EQ(check(b, "nobody@example.org", "secret"), verdict::unknown);
    EXPECT_EQ(check(b, "ann@example.org", ""), verdict::refused) << "no column password is not an empty one";
    EXPECT_EQ(check(b, "eve@example.org", "x"), verdict::refused);
    auto const bob = *b.find_user("bob@example.org");
    EXPECT_EQ(bob->uid, 1000u);
    EXPECT_EQ(bob->home, "/home/bob");
    EXPECT_EQ(bob->quota_storage, std::uint64_t(1) << 30);
    EXPECT_FALSE(b.serves("SCRAM-SHA-256"));
    broken = true;
    EXPECT_FALSE(b.check_password({"bob@example.org", "secret", "imap", ""}));
    EXPECT_FALSE(b.find_user("bob@example.org"));
    sql_backend clear({"sqlite:x", "PLAIN"}, query, defaults, std::chrono::seconds(0));
    EXPECT_TRUE(clear.serves("SCRAM-SHA-256"));
}

TEST_F(backends_test, users_of_sasldb) {
    if (::access("/usr/sbin/saslpasswd2", X_OK) != 0) GTEST_SKIP() << "saslpasswd2 is not installed (packaging/dependencies.sh test)";
    auto const path = directory + "/sasldb2";
    sasldb none({path, "mail.example.net"}, defaults);
    EXPECT_FALSE(none.check_password({"bob@example.org", "secret", "imap", ""})) << "a file that is not there is trouble";
    auto const make = [&](char const* user, char const* realm, char const* password) {
        return std::system(fmt::format("printf '%s' '{}' | saslpasswd2 -c -p -f {} -u {} {}", password, path, realm, user).c_str());
    };
    ASSERT_EQ(make("bob", "example.org", "secret"), 0);
    ASSERT_EQ(make("ann", "mail.example.net", "other"), 0);
    sasldb b({path, "mail.example.net"}, defaults);
    EXPECT_EQ(check(b, "bob@example.org", "secret"), verdict::accepted);
    EXPECT_EQ(check(b, "bob@example.org", "Secret"), verdict::refused);
    EXPECT_EQ(check(b, "bob@example.org", ""), verdict::refused);
    EXPECT_EQ(check(b, "nobody@example.org", "secret"), verdict::unknown);
    EXPECT_EQ(check(b, "bob@example.com", "secret"), verdict::unknown) << "another realm";
    EXPECT_EQ(check(b, "ann", "other"), verdict::accepted) << "a name without domain is of the server's own realm";
    EXPECT_EQ((**b.find_credentials("bob@example.org")).secret, "secret");
    EXPECT_TRUE(*b.find_user("bob@example.org"));
    EXPECT_FALSE(*b.find_user("eve@example.org"));
    // And through the whole server: CRAM-MD5 and SCRAM from the clear secret.
    sasl_server::settings s;
    s.iterations = least_iterations;
    sasl_server server(b, s);
    EXPECT_EQ(server.begin(plain("bob", "secret"))->start(), answer(accepted{"bob@example.org"}));
    request r;
    r.mechanism = "CRAM-MD5";
    r.service = "imap";
    auto e = server.begin(r);
    auto const asked = std::get<challenge>(e->start()).bytes;
    unsigned char out[16];
    unsigned length = 16;
    HMAC(EVP_md5(), "secret", 6, reinterpret_cast<unsigned char const*>(asked.data()), asked.size(), out, &length);
    EXPECT_EQ(e->step("bob " + base::hex({reinterpret_cast<char*>(out), 16})), answer(accepted{"bob@example.org"}));
    for (auto const* const password : {"secret", "wrong"}) {
        test::scram_client client(EVP_sha256(), "bob", password);
        r.mechanism = "SCRAM-SHA-256";
        r.initial_response = client.first();
        auto f = server.begin(r);
        auto a = f->start();
        a = f->step(client.final(std::get<challenge>(a).bytes));
        if (std::holds_alternative<challenge>(a)) a = f->step("");
        EXPECT_EQ(std::holds_alternative<accepted>(a), std::string_view(password) == "secret");
    }
}

}  // namespace
}  // namespace mailstead::auth

// auth_backends as settings: what is read, and what is refused with a reason.
#include "server/auth_backends.h"

#include <filesystem>
#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "conf/load.h"

namespace mailstead::server {
namespace {

class auth_backends_test : public testing::Test {
protected:
    ~auth_backends_test() override { std::filesystem::remove_all(directory); }
    std::optional<conf::settings> settings(std::string const& backends, std::string const& more = "") {
        std::ofstream(directory + "/main.cf") << "myhostname = mail.example.org\nsmtpd_sasl_local_domain = example.org\nauth_backends = " << backends << "\n" << more;
        return conf::load(directory).values;
    }
    std::string trouble(std::string const& backends) {
        try {
            (void)backend_specs(*settings(backends));
        } catch (std::runtime_error const& why) {
            return why.what();
        }
        return {};
    }
    std::unique_ptr<auth::backends> make(conf::settings const& values) { return make_backends(values, {db, db, nullptr, -1}); }

    std::string directory = [] {
        char name[] = "/tmp/auth-backends-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    auth::accounts db{directory + "/accounts.db", auth::accounts::mode::write};
};

TEST_F(auth_backends_test, read_in_order) {
    std::ofstream(directory + "/main.cf") << "myhostname = mail.example.org\n";
    EXPECT_EQ(backend_specs(*conf::load(directory).values), (std::vector<backend_spec>{{backend_kind::accounts, ""}}));
    auto const all = backend_specs(*settings("accounts, pam passwd-file:/etc/users,sasldb\n saslauthd:/run/mux, sqlite:/etc/users.cf, passwd-file:/etc/more"));
    ASSERT_EQ(all.size(), 7u);
    EXPECT_EQ(all[1].kind, backend_kind::pam);
    EXPECT_EQ(all[2], (backend_spec{backend_kind::passwd_file, "/etc/users"}));
    EXPECT_EQ(all[4], (backend_spec{backend_kind::saslauthd, "/run/mux"}));
    EXPECT_TRUE(has_slow_backend(*settings("accounts, saslauthd")));
    EXPECT_FALSE(has_slow_backend(*settings("accounts, sasldb")));
}

TEST_F(auth_backends_test, refused_with_a_reason) {
    for (auto const* const one : {"ldap", "accounts, , passwd-file", "passwd-file:users", "pam:/x", "accounts:/x", "saslauthd:mux", "sqlite", "accounts accounts", "Accounts"})
        EXPECT_NE(trouble(one).find("auth_backends"), std::string::npos) << one;
    EXPECT_NE(trouble("").find("nobody could log in"), std::string::npos);
    auto const pam = make(*settings("pam"));
    EXPECT_FALSE(pam->check_password({"somebody@example.org", "x", "imap", ""})) << "its process is not there";
    EXPECT_THROW((void)make(*settings("sqlite:" + directory + "/none.cf")), std::runtime_error);
    EXPECT_FALSE(start_pam(*settings("accounts"), nullptr));
}

TEST_F(auth_backends_test, a_query_on_a_file) {
    sqlite3* file = nullptr;
    ASSERT_EQ(sqlite3_open((directory + "/users.db").c_str(), &file), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(file, "CREATE TABLE users (name TEXT, realm TEXT, password TEXT, uid INTEGER, home TEXT);"
                                 "INSERT INTO users VALUES ('bob', 'example.org', 'secret', 1000, '/home/bob'), ('two', 'example.org', 'a', 1, ''), ('two', 'example.org', 'b', 1, '')",
                           nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(file);
    std::ofstream(directory + "/users.cf") << "dbpath = " << directory << "/users.db\npassword_scheme = PLAIN\n"
                                           << "query = SELECT password, uid, home AS userdb_home FROM users WHERE name = '%u' AND realm = '%d'\n";
    auto const values = settings("sqlite:" + directory + "/users.cf");
    auto const chain = make(*values);
    auto const check = [&](std::string_view name, std::string_view password) {
        auto const got = chain->check_password({name, password, "imap", ""});
        return got ? *got : std::nullopt;
    };
    EXPECT_EQ(check("bob@example.org", "secret"), auth::verdict::accepted);
    EXPECT_EQ(check("bob@example.org", "Secret"), auth::verdict::refused);
    EXPECT_EQ(check("bob'--@example.org", "secret"), auth::verdict::refused);
    EXPECT_EQ(check("bob", "secret"), auth::verdict::refused) << "no domain, so no %d";
    EXPECT_EQ(check("two@example.org", "a"), std::nullopt) << "two rows are trouble";
    auto const bob = *chain->find_user("bob@example.org");
    ASSERT_TRUE(bob);
    EXPECT_EQ(bob->uid, 1000u);
    EXPECT_EQ(bob->home, "/home/bob");
    EXPECT_TRUE(chain->serves("SCRAM-SHA-256"));
    std::filesystem::remove(directory + "/users.db");
    EXPECT_EQ(check("bob@example.org", "secret"), std::nullopt);
}

TEST_F(auth_backends_test, groups_of_a_user) {
    auto const groups = groups_of({"nobody", 65534, 65534}, {42, 65534, 0});
    EXPECT_EQ(std::count(groups.begin(), groups.end(), gid_t(65534)), 1);
    EXPECT_EQ(std::count(groups.begin(), groups.end(), gid_t(42)), 1);
    EXPECT_EQ(std::count(groups.begin(), groups.end(), gid_t(0)), 0);
}

}  // namespace
}  // namespace mailstead::server

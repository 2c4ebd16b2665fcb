// mailstead user, as an administrator and a script call it.
#include "tools/user.h"

#include <sysexits.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include "auth/accounts.h"
#include "auth/passwords.h"

namespace mailstead::tools {
namespace {

class user_test : public testing::Test {
protected:
    user_test() {
        char name[] = "/tmp/user-XXXXXX";
        directory = mkdtemp(name);
        std::ofstream(directory + "/main.cf") << "myhostname = mail.example.org\nprocess_model = single\n";
    }
    ~user_test() override { std::filesystem::remove_all(directory); }

    int run(std::vector<std::string> args, std::string input = {}) {
        std::istringstream in(input);
        auto* const before = std::cin.rdbuf(in.rdbuf());
        std::cin.clear();
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        int const status = user(std::move(args), directory);
        output = testing::internal::GetCapturedStdout();
        errors = testing::internal::GetCapturedStderr();
        std::cin.rdbuf(before);
        return status;
    }

    std::string directory, output, errors;
};

TEST_F(user_test, add_show_list_del) {
    EXPECT_EQ(run({"add", "Bob@Example.org", "--password-stdin", "--quota", "1000", "--home", "/srv/bob"}, "secret\n"), 0) << errors;
    EXPECT_EQ(run({"add", "alice@example.org", "--password-stdin"}, "secret\n"), 0) << errors;
    EXPECT_EQ(run({"list"}), 0);
    EXPECT_EQ(output, "alice@example.org\nbob@example.org\n");
    EXPECT_EQ(run({"show", "bob@example.org"}), 0);
    EXPECT_NE(output.find("address: bob@example.org\nenabled: yes\nclear password stored: no\nhome: /srv/bob\nquota: 1000S\n"), output.npos)
        << output;
    EXPECT_EQ(run({"disable", "bob@example.org"}), 0);
    EXPECT_EQ(run({"list"}), 0);
    EXPECT_EQ(output, "alice@example.org\nbob@example.org (disabled)\n");
    EXPECT_EQ(run({"enable", "bob@example.org"}), 0);
    EXPECT_EQ(run({"del", "bob@example.org"}), 0);
    EXPECT_EQ(run({"show", "bob@example.org"}), EX_NOUSER);
}

TEST_F(user_test, masters_programs_and_foreign_hashes) {
    ASSERT_EQ(run({"add", "bob@example.org", "--password-stdin", "--master"}, "secret\n"), 0) << errors;
    EXPECT_EQ(run({"show", "bob@example.org"}), 0);
    EXPECT_NE(output.find("master: yes\n"), output.npos) << output;
    EXPECT_EQ(run({"master", "bob@example.org", "no"}), 0) << errors;
    EXPECT_EQ(run({"show", "bob@example.org"}), 0);
    EXPECT_EQ(output.find("master"), output.npos) << output;
    EXPECT_EQ(run({"master", "bob@example.org", "perhaps"}), EX_USAGE);
    EXPECT_EQ(run({"master", "ann@example.org", "yes"}), EX_NOUSER);

    for (auto const* none : {"", ",", " "})
        EXPECT_NE(run({"app-password", "add", "bob@example.org", "--name", "phone", "--only", none}), 0) << "that would be every service";
    EXPECT_EQ(run({"app-password", "add", "bob@example.org", "--name", "phone", "--only", "imap,smtp"}), 0) << errors;
    auto const first = output;
    EXPECT_EQ(first.size(), 24u) << first;
    EXPECT_EQ(run({"app-password", "add", "bob@example.org", "--name", "phone"}), 1);
    EXPECT_EQ(run({"app-password", "add", "bob@example.org"}), 0);
    EXPECT_NE(output, first);
    EXPECT_EQ(run({"app-password", "list", "bob@example.org"}), 0);
    EXPECT_TRUE(output.starts_with("app: all services, made ")) << output;
    EXPECT_NE(output.find("\nphone: imap, smtp, made "), output.npos) << output;
    EXPECT_EQ(run({"app-password", "del", "bob@example.org", "--name", "phone"}), 0);
    EXPECT_EQ(run({"app-password", "del", "bob@example.org", "--name", "phone"}), EX_NOUSER);
    EXPECT_EQ(run({"app-password", "add", "bob@example.org", "--only", "telnet"}), EX_DATAERR);
    EXPECT_EQ(run({"app-password", "add", "bob@example.org", "--name", "a\nb"}), EX_DATAERR);
    EXPECT_EQ(run({"app-password", "add", "ann@example.org"}), EX_NOUSER);
    EXPECT_EQ(run({"app-password", "list", "ann@example.org"}), EX_NOUSER);
    EXPECT_EQ(run({"app-password"}), EX_USAGE);

    EXPECT_EQ(run({"add", "eve@example.org", "--hash", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="}), 0) << errors;
    EXPECT_EQ(run({"add", "max@example.org", "--hash", "{NOSUCH}x"}), EX_DATAERR);
    EXPECT_EQ(run({"add", "max@example.org", "--hash", "{PLAIN}x", "--store-secret"}), EX_USAGE) << "there is none to store";
    EXPECT_EQ(run({"add", "max@example.org", "--hash", "{PLAIN}x", "--password-stdin"}, "x\n"), EX_USAGE);
    EXPECT_EQ(run({"add", "max@example.org", "--hash", "secret"}), EX_DATAERR);
}

TEST_F(user_test, quotas) {
    ASSERT_EQ(run({"add", "bob@example.org", "--password-stdin"}, "secret\n"), 0) << errors;
    auto const shown = [&] {
        EXPECT_EQ(run({"show", "bob@example.org"}), 0);
        auto const at = output.find("quota: ");
        return at == output.npos ? std::string() : output.substr(at, output.find('\n', at) - at);
    };
    EXPECT_EQ(shown(), "");
    EXPECT_EQ(run({"quota", "bob@example.org", "1G,100C"}), 0) << errors;
    EXPECT_EQ(shown(), "quota: 1073741824S,100C");
    EXPECT_EQ(run({"quota", "bob@example.org", "100C"}), 0);
    EXPECT_EQ(shown(), "quota: 100C");
    EXPECT_EQ(run({"quota", "bob@example.org", "none"}), 0);
    EXPECT_EQ(shown(), "quota: none");
    EXPECT_EQ(run({"quota", "bob@example.org", "much"}), EX_DATAERR);
    EXPECT_EQ(shown(), "quota: none");
    EXPECT_EQ(run({"quota", "bob@example.org", "default"}), 0);
    EXPECT_EQ(shown(), "");
    EXPECT_EQ(run({"quota", "ann@example.org", "1G"}), EX_NOUSER);
    EXPECT_EQ(run({"add", "ann@example.org", "--password-stdin", "--quota", "lots"}, "secret\n"), EX_DATAERR);
}

TEST_F(user_test, passwd_changes_what_fits) {
    ASSERT_EQ(run({"add", "bob@example.org", "--password-stdin", "--store-secret"}, "one\n"), 0);
    auth::accounts db(directory + "/accounts.db", auth::accounts::mode::read);
    EXPECT_EQ((*db.find_credentials("bob@example.org"))->secret, "one");
    ASSERT_EQ(run({"passwd", "bob@example.org", "--password-stdin"}, " two \nthree\n"), 0) << errors;
    EXPECT_NE(errors.find("CRAM-MD5"), errors.npos);
    auto const now = *db.find_credentials("bob@example.org");
    EXPECT_FALSE(now->secret);
    EXPECT_TRUE(auth::matches(*auth::parse_verifier(now->verifiers[0]), " two "));
}

// Not while all are alike, nor for those who cannot log in.
TEST_F(user_test, warns_where_some_keep_a_clear_password_and_some_do_not) {
    auto const warned = [&] { return errors.find("fail for those without") != errors.npos; };
    ASSERT_EQ(run({"add", "ann@example.org", "--password-stdin"}, "one\n"), 0);
    ASSERT_EQ(run({"add", "bob@example.org", "--password-stdin", "--disabled", "--store-secret"}, "one\n"), 0);
    EXPECT_FALSE(warned()) << errors;
    ASSERT_EQ(run({"add", "eve@example.org", "--password-stdin", "--store-secret"}, "one\n"), 0);
    EXPECT_TRUE(warned()) << errors;
    ASSERT_EQ(run({"passwd", "ann@example.org", "--password-stdin", "--store-secret"}, "two\n"), 0);
    EXPECT_FALSE(warned()) << errors;
    ASSERT_EQ(run({"add", "joe@example.org", "--password-stdin"}, "one\n"), 0);
    EXPECT_TRUE(warned()) << errors;
    ASSERT_EQ(run({"disable", "joe@example.org"}), 0);
    ASSERT_EQ(run({"enable", "ann@example.org"}), 0);
    EXPECT_FALSE(warned()) << errors;
    ASSERT_EQ(run({"enable", "joe@example.org"}), 0);
    EXPECT_TRUE(warned()) << errors;
}

TEST_F(user_test, says_what_is_wrong) {
    EXPECT_EQ(run({}), EX_USAGE);
    EXPECT_EQ(run({"frob"}), EX_USAGE);
    EXPECT_EQ(run({"add"}), EX_USAGE);
    EXPECT_EQ(run({"list"}), 0) << "no database is an empty list";
    EXPECT_EQ(run({"passwd", "bob@example.org", "--password-stdin"}, "x\n"), EX_NOUSER);
    EXPECT_EQ(run({"del", "bob@example.org"}), EX_NOUSER);
    EXPECT_FALSE(std::filesystem::exists(directory + "/accounts.db")) << "only add makes the database";
    EXPECT_EQ(run({"add", "bob@example.org", "--password-stdin"}, ""), EX_DATAERR);
    EXPECT_EQ(run({"add", "bob@example.org", "--password-stdin"}, "\n"), EX_DATAERR);
    EXPECT_EQ(run({"add", "b/ob@example.org", "--password-stdin"}, "x\n"), EX_DATAERR);
    EXPECT_EQ(run({"add", "bob@example.org", "--password-stdin"}, "x\n"), 0);
    EXPECT_EQ(run({"add", "bob@example.org", "--password-stdin"}, "x\n"), 1);
    EXPECT_NE(errors.find("exists already"), errors.npos);
}

TEST_F(user_test, takes_the_directory_from_c) {
    auto const other = directory + "/other";
    std::filesystem::create_directory(other);
    std::ofstream(other + "/main.cf") << "account_database = $config_directory/mail-users.db\nprocess_model = single\n";
    EXPECT_EQ(run({"add", "-c", other, "bob@example.org", "--password-stdin"}, "x\n"), 0) << errors;
    EXPECT_TRUE(std::filesystem::exists(other + "/mail-users.db"));
    EXPECT_FALSE(std::filesystem::exists(directory + "/accounts.db"));
}

TEST_F(user_test, stops_at_a_broken_main_cf) {
    std::ofstream(directory + "/main.cf") << "= what\n";
    EXPECT_EQ(run({"list"}), EX_CONFIG);
}

}  // namespace
}  // namespace mailstead::tools

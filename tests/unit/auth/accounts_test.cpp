// The account database as `mailstead user` and the role auth use it, at the same time and after trouble.
#include "auth/accounts.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "auth/account_backend.h"
#include "auth/address.h"
#include "auth/passwords.h"

namespace mailstead::auth {
namespace {

new_password quick(std::string text) { return {std::move(text), false, least_iterations}; }

account named(std::string address) {
    account a;
    a.address = std::move(address);
    return a;
}

class accounts_test : public testing::Test {
protected:
    accounts_test() {
        char name[] = "/tmp/accounts-XXXXXX";
        directory_ = mkdtemp(name);
    }
    ~accounts_test() override { std::filesystem::remove_all(directory_); }
    std::string path() const { return directory_ + "/accounts.db"; }
    std::string directory_;
};

TEST_F(accounts_test, quotas_are_set_and_taken_back) {
    accounts writer(path(), accounts::mode::write);
    auto a = named("bob@example.org");
    a.quota_messages = 10;
    ASSERT_TRUE(writer.add(a, quick("secret")));
    accounts reader(path(), accounts::mode::read);
    EXPECT_EQ((*reader.find("bob@example.org"))->quota_messages, 10);
    ASSERT_TRUE(writer.set_quota("Bob@Example.org", 1000, std::nullopt));
    auto const now = *reader.find("bob@example.org");
    EXPECT_EQ(now->quota, 1000);
    EXPECT_FALSE(now->quota_messages);
    EXPECT_EQ(writer.set_quota("ann@example.org", 1, 1).error(), errc::not_found);
}

// A file of version 1, as it was written then.
TEST_F(accounts_test, an_older_file_is_read_and_brought_up_by_a_writer) {
    {
        accounts writer(path(), accounts::mode::write);
        auto a = named("bob@example.org");
        a.quota = 77;
        ASSERT_TRUE(writer.add(a, quick("secret")));
    }
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, "DROP TABLE app_password; ALTER TABLE account DROP COLUMN master; "
                               "ALTER TABLE account DROP COLUMN quota_messages; PRAGMA user_version = 1", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    accounts reader(path(), accounts::mode::read);
    EXPECT_EQ((*reader.find("bob@example.org"))->quota, 77);
    EXPECT_FALSE((*reader.find("bob@example.org"))->quota_messages);
    accounts writer(path(), accounts::mode::read_write);
    ASSERT_TRUE(writer.set_quota("bob@example.org", 78, 5));
    EXPECT_EQ((*reader.find("bob@example.org"))->quota, 78);
    EXPECT_EQ((*reader.find("bob@example.org"))->quota_messages, 5) << "the reader has seen that the file is newer";
    EXPECT_TRUE((*reader.find_credentials("bob@example.org")));
    EXPECT_FALSE((*reader.find("bob@example.org"))->master);
    ASSERT_TRUE(writer.set_master("bob@example.org", true));
    EXPECT_TRUE((*reader.find("bob@example.org"))->master);
    ASSERT_TRUE(writer.add_app_password("bob@example.org", {"phone", {"imap"}, 0, "{SHA}x"}));
    EXPECT_EQ(reader.app_passwords("bob@example.org")->size(), 1u);
}

TEST_F(accounts_test, passwords_of_programs) {
    accounts writer(path(), accounts::mode::write);
    EXPECT_EQ(writer.add_app_password("bob@example.org", {"phone", {}, 0, "{SHA}x"}).error(), errc::not_found);
    ASSERT_TRUE(writer.add(named("bob@example.org"), quick("secret")));
    ASSERT_TRUE(writer.add_app_password("Bob@example.org", {"phone", {"imap", "smtp"}, 0, "{SHA}x"}));
    EXPECT_EQ(writer.add_app_password("bob@example.org", {"phone", {}, 0, "{SHA}y"}).error(), errc::exists);
    ASSERT_TRUE(writer.add_app_password("bob@example.org", {"desk", {}, 0, "{SHA}y"}));
    auto const all = *writer.app_passwords("bob@example.org");
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].name, "desk");
    EXPECT_EQ(all[1].services, (std::vector<std::string>{"imap", "smtp"}));
    EXPECT_GT(all[1].created, 1'600'000'000);
    ASSERT_TRUE(writer.remove_app_password("bob@example.org", "phone"));
    EXPECT_EQ(writer.remove_app_password("bob@example.org", "phone").error(), errc::not_found);
    ASSERT_TRUE(writer.remove("bob@example.org"));
    EXPECT_TRUE(writer.app_passwords("bob@example.org")->empty()) << "they go with the account";
}

TEST_F(accounts_test, verifiers_are_replaced_unless_others_are_there) {
    accounts db(path(), accounts::mode::write);
    ASSERT_TRUE(db.add(named("bob@example.org"), quick("secret")));
    auto const old = (**db.find_credentials("bob@example.org")).verifiers;
    ASSERT_TRUE(db.set_password("bob@example.org", quick("other")));
    ASSERT_TRUE(db.replace_verifiers("bob@example.org", old, make_verifiers("secret", least_iterations)));
    auto const now = (**db.find_credentials("bob@example.org")).verifiers;
    EXPECT_TRUE(matches(*parse_verifier(now[0]), "other")) << "the new password counts";
    ASSERT_TRUE(db.replace_verifiers("bob@example.org", now, make_verifiers("other", least_iterations + 1)));
    EXPECT_EQ(parse_verifier((**db.find_credentials("bob@example.org")).verifiers[0])->iterations, least_iterations + 1);
}

// SCRAM is offered when all can use it.
TEST_F(accounts_test, a_foreign_hash_serves_no_scram) {
    accounts writer(path(), accounts::mode::write);
    account_backend users(writer, {});
    EXPECT_TRUE(users.serves("SCRAM-SHA-256"));
    ASSERT_TRUE(writer.add(named("bob@example.org"), quick("secret")));
    EXPECT_TRUE(users.serves("SCRAM-SHA-256"));
    auto foreign = quick("");
    foreign.hash = "{PLAIN}secret";
    foreign.store_secret = true;
    ASSERT_TRUE(writer.add(named("ann@example.org"), foreign));
    EXPECT_EQ(*writer.secret_count(), 0) << "a hash is no secret";
    EXPECT_FALSE(users.serves("SCRAM-SHA-256"));
    ASSERT_TRUE(writer.set_enabled("ann@example.org", false));
    EXPECT_TRUE(users.serves("SCRAM-SHA-256")) << "he cannot log in at all";
    ASSERT_TRUE(writer.set_enabled("ann@example.org", true));
    ASSERT_TRUE(writer.replace_verifiers("ann@example.org", {foreign.hash}, make_verifiers("secret", least_iterations)));
    EXPECT_TRUE(users.serves("SCRAM-SHA-512"));
}

// Who only reads keeps such answers while nobody writes.
TEST_F(accounts_test, a_reader_hears_of_each_change) {
    accounts writer(path(), accounts::mode::write);
    ASSERT_TRUE(writer.add(named("bob@example.org"), quick("secret")));
    accounts reader(path(), accounts::mode::read);
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(*reader.secret_count(), 0);
        EXPECT_FALSE(*reader.some_lack("SCRAM-SHA-256"));
        EXPECT_FALSE(*reader.some_lack("SCRAM-SHA-1"));
        auto clear = quick("secret");
        clear.store_secret = true;
        ASSERT_TRUE(writer.add(named("ann@example.org"), clear));
        EXPECT_EQ(*reader.secret_count(), 1);
        EXPECT_FALSE(*reader.some_lack("SCRAM-SHA-256"));
        auto foreign = quick("");
        foreign.hash = "{PLAIN}secret";
        ASSERT_TRUE(writer.add(named("cid@example.org"), foreign));
        EXPECT_TRUE(*reader.some_lack("SCRAM-SHA-256"));
        EXPECT_TRUE(*reader.some_lack("SCRAM-SHA-1"));
        EXPECT_EQ(*reader.secret_count(), 1);
        ASSERT_TRUE(writer.remove("ann@example.org"));
        ASSERT_TRUE(writer.remove("cid@example.org"));
    }
    account_backend users(reader, {});
    EXPECT_TRUE(users.ready());
    std::filesystem::remove(path());
    EXPECT_FALSE(users.ready()) << "what was there is no 'none'";
}

TEST_F(accounts_test, keeps_what_was_added) {
    accounts writer(path(), accounts::mode::write);
    auto a = named("Bob@Example.ORG");
    a.uid = 1000;
    a.home = "/home/bob";
    a.quota = 1 << 20;
    ASSERT_TRUE(writer.add(a, quick("secret")));
    accounts reader(path(), accounts::mode::read);
    auto const found = reader.find("bob@example.org");
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->address, "bob@example.org");
    EXPECT_EQ((*found)->uid, 1000);
    EXPECT_FALSE((*found)->gid);
    EXPECT_EQ((*found)->home, "/home/bob");
    EXPECT_EQ((*found)->quota, 1 << 20);
    EXPECT_GT((*found)->created, 1'600'000'000);
    EXPECT_FALSE((*found)->has_secret);
    auto const secrets = reader.find_credentials("BOB@EXAMPLE.ORG");
    ASSERT_TRUE(secrets && *secrets);
    EXPECT_EQ((*secrets)->name, "bob@example.org");
    ASSERT_EQ((*secrets)->verifiers.size(), 3u);
    for (auto const& text : (*secrets)->verifiers) EXPECT_TRUE(matches(*parse_verifier(text), "secret"));
    EXPECT_FALSE((*secrets)->secret);
}

TEST_F(accounts_test, refuses_what_cannot_be) {
    accounts db(path(), accounts::mode::write);
    ASSERT_TRUE(db.add(named("a@example.org"), quick("x")));
    EXPECT_EQ(db.add(named("A@example.org"), quick("y")).error(), errc::exists);
    EXPECT_EQ(db.add(named("../a@example.org"), quick("y")).error(), errc::bad_address);
    EXPECT_EQ(db.add(named("b@example.org"), quick("")).error(), errc::bad_password);
    EXPECT_EQ(db.set_password("c@example.org", quick("y")).error(), errc::not_found);
    EXPECT_EQ(db.remove("c@example.org").error(), errc::not_found);
    EXPECT_EQ(db.show("c@example.org").error(), errc::not_found);
    EXPECT_FALSE(base::is_temporary(make_error_code(errc::not_found)));
    EXPECT_TRUE(base::is_temporary(make_error_code(errc::database)));
    EXPECT_EQ(db.list()->size(), 1u);
}

TEST_F(accounts_test, a_reader_sees_each_change) {
    accounts reader(path(), accounts::mode::read);
    EXPECT_FALSE(*reader.find("a@example.org"));
    accounts writer(path(), accounts::mode::write);
    ASSERT_TRUE(writer.add(named("a@example.org"), quick("one")));
    auto const old = reader.find_credentials("a@example.org");
    ASSERT_TRUE(old && *old);
    ASSERT_TRUE(writer.set_password("a@example.org", quick("two")));
    auto const changed = reader.find_credentials("a@example.org");
    EXPECT_FALSE(matches(*parse_verifier((*changed)->verifiers[0]), "one"));
    EXPECT_TRUE(matches(*parse_verifier((*changed)->verifiers[0]), "two"));
    ASSERT_TRUE(writer.set_enabled("a@example.org", false));
    EXPECT_FALSE(*reader.find("a@example.org"));
    EXPECT_FALSE(*reader.find_credentials("a@example.org"));
    EXPECT_FALSE(writer.show("a@example.org")->enabled);
    ASSERT_TRUE(writer.set_enabled("a@example.org", true));
    EXPECT_TRUE(*reader.find("a@example.org"));
    ASSERT_TRUE(writer.remove("a@example.org"));
    EXPECT_FALSE(*reader.find("a@example.org"));
    ASSERT_TRUE(writer.add(named("a@example.org"), quick("three")));
    EXPECT_EQ((*reader.find_credentials("a@example.org"))->verifiers.size(), 3u);
}

TEST_F(accounts_test, keeps_a_clear_secret_only_when_asked) {
    accounts db(path(), accounts::mode::write);
    ASSERT_TRUE(db.add(named("a@example.org"), quick("needle")));
    EXPECT_EQ(*db.secret_count(), 0);
    std::ifstream file(path(), std::ios::binary);
    std::string const bytes(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(bytes.find("needle"), bytes.npos);
    ASSERT_TRUE(db.set_password("a@example.org", {"needle", true, least_iterations}));
    EXPECT_EQ(*db.secret_count(), 1);
    EXPECT_EQ((*db.find_credentials("a@example.org"))->secret, "needle");
    ASSERT_TRUE(db.set_password("a@example.org", quick("other")));
    EXPECT_EQ(*db.secret_count(), 0);
    std::ifstream again(path(), std::ios::binary);
    std::string const after(std::istreambuf_iterator<char>(again), {});
    EXPECT_EQ(after.find("needle"), after.npos) << "an overwritten secret must not stay in a free page";
}

TEST_F(accounts_test, makes_the_file_for_its_owner_alone) {
    umask(0);
    accounts db(path(), accounts::mode::write);
    ASSERT_TRUE(db.add(named("a@example.org"), quick("x")));
    for (auto const& entry : std::filesystem::directory_iterator(directory_)) {
        struct stat s {};
        ASSERT_EQ(stat(entry.path().c_str(), &s), 0);
        EXPECT_EQ(s.st_mode & 0777, 0600u) << entry.path();
    }
    umask(022);
}

TEST_F(accounts_test, trouble_is_never_a_no) {
    accounts reader(path(), accounts::mode::read);
    {
        std::ofstream file(path());
        file << std::string(4096, 'x');
    }
    EXPECT_EQ(reader.find("a@example.org").error(), errc::not_a_database);
    std::filesystem::remove(path());
    accounts writer(path(), accounts::mode::write);
    ASSERT_TRUE(writer.add(named("a@example.org"), quick("x")));
    EXPECT_TRUE(*reader.find("a@example.org"));
    std::filesystem::remove(path());
    EXPECT_EQ(reader.find("a@example.org").error(), errc::database) << "a file that vanished";
}

TEST_F(accounts_test, leaves_a_later_versions_file_alone) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE t(x); PRAGMA application_id = 0x4d736163; PRAGMA user_version = 4", nullptr, nullptr, nullptr);
    sqlite3_close(db);
    accounts reader(path(), accounts::mode::read);
    EXPECT_EQ(reader.find("a@example.org").error(), errc::newer_database);
    accounts writer(path(), accounts::mode::write);
    EXPECT_EQ(writer.add(named("a@example.org"), quick("x")).error(), errc::newer_database);
}

TEST_F(accounts_test, leaves_a_foreign_database_alone) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
    accounts writer(path(), accounts::mode::write);
    EXPECT_EQ(writer.add(named("a@example.org"), quick("x")).error(), errc::not_a_database);
}

TEST_F(accounts_test, takes_a_restored_backup) {
    accounts reader(path(), accounts::mode::read);
    {
        accounts writer(path(), accounts::mode::write);
        ASSERT_TRUE(writer.add(named("a@example.org"), quick("x")));
    }
    EXPECT_TRUE(*reader.find("a@example.org"));
    {
        accounts other(directory_ + "/other.db", accounts::mode::write);
        ASSERT_TRUE(other.add(named("b@example.org"), quick("x")));
    }
    std::filesystem::rename(directory_ + "/other.db", path());
    EXPECT_FALSE(*reader.find("a@example.org"));
    EXPECT_TRUE(*reader.find("b@example.org"));
}

TEST_F(accounts_test, a_killed_writer_leaves_whole_accounts) {
    {
        accounts db(path(), accounts::mode::write);
        ASSERT_TRUE(db.add(named("first@example.org"), quick("x")));
    }
    for (int round = 0; round < 3; ++round) {
        auto const child = fork();
        if (child == 0) {
            accounts db(path(), accounts::mode::write);
            for (int i = 0;; ++i) {
                auto const address = "u" + std::to_string(round) + "-" + std::to_string(i) + "@example.org";
                if (!db.add(named(address), quick("x"))) _exit(1);
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(60 + 7 * round));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        accounts reader(path(), accounts::mode::read);
        auto const all = reader.list();
        ASSERT_TRUE(all);
        for (auto const& a : *all) EXPECT_EQ((*reader.find_credentials(a.address))->verifiers.size(), 3u) << a.address;
    }
}

TEST_F(accounts_test, the_backend_fills_in_defaults) {
    accounts db(path(), accounts::mode::write);
    ASSERT_TRUE(db.add(named("bob@example.org"), quick("x")));
    auto own = named("eve@example.org");
    own.uid = 7;
    own.gid = 8;
    own.home = "/srv/eve";
    ASSERT_TRUE(db.add(own, quick("x")));
    account_backend backend(db, {"example.org", 500, 501, "/var/mail"});
    user const expected{"bob@example.org", 500, 501, "/var/mail/example.org/bob", ""};
    EXPECT_EQ(**backend.find_user("bob"), expected);
    user const other{"eve@example.org", 7, 8, "/srv/eve", ""};
    EXPECT_EQ(**backend.find_user("Eve@Example.org"), other);
    EXPECT_FALSE(*backend.find_user("nobody"));
    EXPECT_FALSE(*backend.find_user("a/b@example.org"));
}

TEST(normal_address, folds_and_refuses) {
    EXPECT_EQ(normal_address("Bob@Example.org"), "bob@example.org");
    EXPECT_EQ(normal_address("bob", "example.org"), "bob@example.org");
    EXPECT_EQ(normal_address("bob"), "bob");
    EXPECT_EQ(normal_address("j\u00f6rg@example.org"), "j\u00f6rg@example.org");
    for (auto const* bad : {"", "@", "a@", "@b", "a b@c", "a/b@c", "../x@c", "a@../x", ".a@c", "a\n@c", "a@b\x7f", "\xff@b"})
        EXPECT_FALSE(normal_address(bad)) << bad;
    EXPECT_FALSE(normal_address(std::string("a\0@b", 4)));
    EXPECT_FALSE(normal_address(std::string(250, 'a') + "@bcde"));
}

}  // namespace
}  // namespace mailstead::auth

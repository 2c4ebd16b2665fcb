// Password files: lines whole and cut, a file that changes, breaks and goes.
#include "auth/passwd_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/sasl_server.h"
#include "base/ascii.h"
#include "scram_client.h"

namespace mailstead::auth {
namespace {

TEST(passwd_line, fields) {
    auto const line = parse_passwd_line("Bob:{PLAIN}secret:1000:mail:Bob B.:/home/bob:/bin/sh:userdb_mail=maildir:~/Mail userdb_quota_rule=*:storage=1M:messages=5 "
                                        "allow_nets=192.0.2.0/24,2001:db8::/32 proxy=y host=192.0.2.1");
    auto const& got = std::get<passwd_entry>(line);
    EXPECT_EQ(got.entry.name, "bob");
    EXPECT_EQ(got.entry.password, "{PLAIN}secret");
    EXPECT_EQ(got.entry.uid, "1000");
    EXPECT_EQ(got.entry.gid, "mail");
    EXPECT_EQ(got.entry.home, "/home/bob");
    EXPECT_EQ(got.entry.mail, "maildir:~/Mail");
    EXPECT_EQ(got.entry.quota_storage, std::uint64_t(1) << 20);
    EXPECT_EQ(got.entry.quota_messages, 5u);
    EXPECT_EQ(got.entry.networks, (std::vector<std::string>{"192.0.2.0/24", "2001:db8::/32"}));
    EXPECT_EQ(got.unknown, (std::vector<std::string>{"proxy", "host"}));
    EXPECT_EQ(std::get<passwd_entry>(parse_passwd_line("ann:{PLAIN}x")).entry.home, "");
    EXPECT_EQ(std::get<passwd_entry>(parse_passwd_line("ann:{PLAIN}x:::::\r")).entry.uid, std::nullopt);
    auto const free = std::get<passwd_entry>(parse_passwd_line("ann:::::::nopassword=y\tnologin")).entry;
    EXPECT_TRUE(free.password.empty() && free.any_password && free.no_login);
}

TEST(passwd_line, nothing_and_broken) {
    for (auto const* const text : {"", "# a comment", "\r"}) EXPECT_EQ(parse_passwd_line(text), passwd_line(passwd_nothing{})) << text;
    EXPECT_EQ(std::get<passwd_bad>(parse_passwd_line(":x")).name, "");
    for (auto const* const text : {"bob:{NOSUCH}x", "bob:{SHA}short", "bob:x::::::allow_nets=", "bob:x::::::userdb_quota_rule=*:storage=lots",
                                   "bob:{PLAIN}x::::::nopassword", "bob:{PLAIN}\x01"})
        EXPECT_EQ(std::get<passwd_bad>(parse_passwd_line(text)).name, "bob") << text;
}

TEST(passwd_line, cut_at_every_byte) {
    std::string_view const whole = "bob:{SSHA256}/pq3ebMGNYls0U8P9PxycGGF6b1dzu0rgKHLg28iYf/SRmn2:1000:1000::/home/bob::allow_nets=192.0.2.0/24 userdb_quota_rule=*:bytes=5";
    for (std::size_t n = 1; n <= whole.size(); ++n) {
        auto const line = parse_passwd_line(whole.substr(0, n));
        auto const* bad = std::get_if<passwd_bad>(&line);
        auto const* good = std::get_if<passwd_entry>(&line);
        ASSERT_TRUE(bad || good) << n;
        EXPECT_EQ((bad ? bad->name : good->entry.name), std::string_view("bob").substr(0, n)) << n;
    }
}

TEST(passwd_line, networks) {
    std::vector<std::string> const some{"192.0.2.0/25", "2001:db8::1", "10.0.0.0/8"};
    for (auto const* const one : {"192.0.2.127", "2001:db8::1", "10.255.0.1", "::ffff:10.0.0.1"}) EXPECT_TRUE(in_networks(some, one)) << one;
    for (auto const* const one : {"192.0.2.128", "2001:db8::2", "11.0.0.1", "", "x", "unix"}) EXPECT_FALSE(in_networks(some, one)) << one;
    EXPECT_TRUE(in_networks({"local"}, ""));
    EXPECT_EQ(local_name("bob@here", "here"), "bob");
    EXPECT_FALSE(local_name("bob@elsewhere@here", "here"));
    EXPECT_TRUE(in_networks({"0.0.0.0/0"}, "203.0.113.9"));
    EXPECT_TRUE(in_networks({"192.0.2.77/24"}, "192.0.2.1"));
    EXPECT_FALSE(in_networks({"0.0.0.0/0"}, "2001:db8::1"));
    EXPECT_FALSE(in_networks({"0.0.0.0/33", "::/129", "/8", "x/8", "10.0.0.0/"}, "10.0.0.1"));
}

class passwd_file_test : public testing::Test {
protected:
    ~passwd_file_test() override { std::filesystem::remove_all(directory); }
    void write(std::string const& text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }
    std::optional<verdict> check(std::string_view name, std::string_view password, std::string_view from = "") {
        auto const said = users.check_password({name, password, "imap", from});
        return said ? *said : std::nullopt;    // nothing: trouble
    }
    std::string directory = [] {
        char name[] = "/tmp/passwd-file-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    std::string path = directory + "/users";
    passwd_file users{path, {"example.org", 100, 1}, std::chrono::seconds(60)};
};

TEST_F(passwd_file_test, who_and_what) {
    write("# users\nbob:{PLAIN}secret:1000:1000::/home/bob\nann@example.com:$1$JOyfwYhx$q1j0SvGpMBeRM7yuZudU20\n"
          "guest:::::::nopassword\neve:::::\nnet:{PLAIN}x::::::allow_nets=192.0.2.0/24\nold:{SHA256-CRYPT}$5$k7N2.ohbwc2UnyCN$dSnB/pakB5KhYwekGZfykLyWQvIdKh9HeAr8U7JVXP0\n");
    EXPECT_EQ(check("bob@example.org", "secret"), verdict::accepted) << "the default domain may be left out in the file";
    EXPECT_EQ(check("bob@example.org", "wrong"), verdict::refused);
    EXPECT_EQ(check("bob@example.com", "secret"), verdict::unknown);
    EXPECT_EQ(check("ann@example.com", "secret"), verdict::accepted);
    EXPECT_EQ(check("nobody@example.org", "secret"), verdict::unknown);
    EXPECT_EQ(check("guest@example.org", "anything"), verdict::accepted);
    EXPECT_EQ(check("eve@example.org", ""), verdict::refused) << "no password is none that fits";
    EXPECT_EQ(check("net@example.org", "x", "192.0.2.9"), verdict::accepted);
    EXPECT_EQ(check("net@example.org", "x", "198.51.100.9"), verdict::refused);
    EXPECT_EQ(check("old@example.org", "secret"), verdict::accepted);
    EXPECT_EQ(check("old@example.org", "secret"), verdict::accepted) << "remembered";
    EXPECT_EQ(check("old@example.org", "Secret"), verdict::refused);
    auto const bob = *users.find_user("bob@example.org");
    ASSERT_TRUE(bob);
    EXPECT_EQ(bob->uid, 1000u);
    EXPECT_EQ(bob->home, "/home/bob");
    EXPECT_EQ((**users.find_credentials("bob@example.org")).secret, "secret");
    EXPECT_FALSE((**users.find_credentials("net@example.org")).secret) << "the address could not be checked";
    EXPECT_EQ(*users.secret_count(), 1);
    EXPECT_FALSE(users.serves("SCRAM-SHA-256"));
    users.pretend({"nobody", "x", "imap", ""});
}

TEST_F(passwd_file_test, mechanisms_that_all_can_use) {
    write("bob:{PLAIN}secret\nann:{SCRAM-SHA-256}4096,lDABkgQC+3ISf0otXEbtdA==,aq2FW18k8bTBgvIBm/dJGi76sqqDQdlsOIROHTqkkBg=,TObBpXto4yi59OgjuFL5mpwn0DrpqrWEP8TAayimVGU=\n");
    EXPECT_TRUE(users.serves("SCRAM-SHA-256"));
    EXPECT_FALSE(users.serves("SCRAM-SHA-1"));
}

// SCRAM tells everyone the iterations before a password is known: a name that nobody has is shown what some user is shown.
TEST_F(passwd_file_test, iterations_of_a_name_that_nobody_has) {
    EXPECT_EQ(users.usual_iterations("SCRAM-SHA-256", "nobody@example.org"), 0u) << "there is no file";
    auto const line = [](std::string const& name, std::uint32_t iterations) {
        auto const v = make_verifier(scheme::scram_sha_256, "x", iterations);
        return fmt::format("{}:{{SCRAM-SHA-256}}{},{},{},{}\n", name, iterations, base::base64_encode(v.salt), base::base64_encode(v.stored_key), base::base64_encode(v.server_key));
    };
    write(line("ann", 4096) + line("bob", 4096));
    EXPECT_EQ(users.usual_iterations("SCRAM-SHA-256", "nobody@example.org"), 4096u);
    EXPECT_EQ(users.usual_iterations("SCRAM-SHA-1", "nobody@example.org"), 0u);
    write(line("ann", 4096) + line("bob", 5000));
    std::set<std::uint32_t> seen;
    for (auto const* const name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
        seen.insert(users.usual_iterations("SCRAM-SHA-256", name));
        EXPECT_EQ(users.usual_iterations("SCRAM-SHA-256", name), users.usual_iterations("SCRAM-SHA-256", name));
    }
    EXPECT_EQ(seen, (std::set<std::uint32_t>{4096, 5000}));

    sasl_server::settings how;
    how.fallback_key = "kept";
    auto const shown = [&] {
        sasl_server server(users, how);
        test::scram_client client(EVP_sha256(), "nobody", "x");
        request r;
        r.mechanism = "SCRAM-SHA-256";
        r.service = "imap";
        r.initial_response = client.first();
        auto const said = std::get<challenge>(server.begin(r)->start()).bytes;
        return said.substr(said.find(",s=") + 1);    // after the client's and the server's nonce
    };
    write(line("ann", 4096));
    auto const before = shown();
    EXPECT_TRUE(before.ends_with(",i=4096")) << before;
    EXPECT_EQ(shown(), before) << "and by another process";
    how.fallback_key = "another";
    EXPECT_NE(shown(), before);
}

TEST_F(passwd_file_test, a_change_counts_at_once) {
    write("bob:{PLAIN}one\n");
    EXPECT_EQ(check("bob@example.org", "one"), verdict::accepted);
    write("bob:{PLAIN}two\n");
    EXPECT_EQ(check("bob@example.org", "one"), verdict::refused) << "of the same size, in the same second";
    EXPECT_EQ(check("bob@example.org", "two"), verdict::accepted);
    std::ofstream(directory + "/next") << "ann:{PLAIN}x\n";
    std::filesystem::rename(directory + "/next", path);
    EXPECT_EQ(check("bob@example.org", "two"), verdict::unknown);
}

TEST_F(passwd_file_test, trouble_is_no_no) {
    EXPECT_EQ(check("bob@example.org", "one"), std::nullopt);
    EXPECT_FALSE(users.find_user("bob@example.org"));
    write("bob:{NOSUCH}x\nann:{PLAIN}y\n:{PLAIN}z\neve:{CRYPT}$9$a$b\nroot:{PLAIN}x:0:0::/root\nodd:{PLAIN}x:no-such-user:1\n");
    EXPECT_EQ(check("bob@example.org", "x"), std::nullopt) << "his line is there, and broken";
    EXPECT_EQ(check("ann@example.org", "y"), verdict::accepted);
    EXPECT_EQ(check("eve@example.org", "x"), std::nullopt) << "a method that libcrypt does not have";
    EXPECT_FALSE(users.find_user("root@example.org")) << "may own no mail";
    EXPECT_FALSE(users.find_user("odd@example.org"));
    std::filesystem::remove(path);
    EXPECT_EQ(check("ann@example.org", "y"), std::nullopt);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(check("ann@example.org", "y"), std::nullopt) << "and nobody waits for a writer";
}

}  // namespace
}  // namespace mailstead::auth

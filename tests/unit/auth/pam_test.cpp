// PAM with service files of our own, asked in a process of its own.
#include "auth/pam_backend.h"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/backends.h"
#include "auth/pam_process.h"
#include "base/fs.h"

namespace mailstead::auth {
namespace {

using namespace std::chrono_literals;

TEST(pam_question, parses_what_it_prints_cut_at_every_byte) {
    pam_question const whole{"imap", "bob", "secret", "192.0.2.1"};
    auto const text = print(whole);
    EXPECT_EQ(parse_pam_question(text), whole);
    for (std::size_t n = 0; n < text.size(); ++n) EXPECT_FALSE(parse_pam_question(text.substr(0, n))) << n;
    EXPECT_FALSE(parse_pam_question(text + "x"));
    EXPECT_FALSE(parse_pam_question(print({"imap", "", "x", ""})));
    EXPECT_FALSE(parse_pam_question(print({"imap", std::string("a\0b", 3), "x", ""})));
    EXPECT_EQ(print({"imap", "bob", std::string(longest_pam_question, 'x'), ""}), "");
}

class pam_test : public testing::Test {
protected:
    pam_test() {
        std::filesystem::create_directory(directory + "/pam");
        service("permit", "auth required pam_permit.so\naccount required pam_permit.so\n");
        service("deny", "auth required pam_deny.so\naccount required pam_permit.so\n");
        service("closed", "auth required pam_permit.so\naccount required pam_deny.so\n");
        service("broken", "auth required no_such_module.so\naccount required pam_permit.so\n");
        // pam_exec hands the password to a program: it is compared there.
        std::ofstream(directory + "/check") << "#!/bin/sh\nread -r p\nsleep 0.1\n[ \"$p\" = \"right for $PAM_USER from $PAM_RHOST\" ]\n";
        std::ofstream(directory + "/hang") << "#!/bin/sh\nexec sleep 60\n";
        for (auto const* const one : {"check", "hang"})
            std::filesystem::permissions(directory + "/" + one, std::filesystem::perms::owner_all);
        // What its program refuses is trouble of the module to pam_exec: here it becomes a no, as in Debian's common-auth.
        service("exec", "auth [success=1 default=ignore] pam_exec.so quiet expose_authtok " + directory + "/check\nauth requisite pam_deny.so\n"
                        "auth required pam_permit.so\naccount required pam_permit.so\n");
        service("hang", "auth required pam_exec.so quiet " + directory + "/hang\naccount required pam_permit.so\n");
        service("imap", "auth required pam_permit.so\naccount required pam_permit.so\n");
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
        door.reset(ends[0]);
        base::unique_fd const theirs(ends[1]);
        process = ::fork();
        if (process == 0) {
            door.reset();
            serve_pam(theirs.get(), {20, 2s, directory + "/pam"});
            ::_exit(0);
        }
    }
    ~pam_test() override {
        door.reset();
        int status = 0;
        EXPECT_EQ(::waitpid(process, &status, 0), process);
        std::filesystem::remove_all(directory);
    }
    void service(std::string const& name, std::string const& text) { std::ofstream(directory + "/pam/" + name) << text; }
    pam_backend make(std::string service, std::chrono::milliseconds patience = 20s) { return pam_backend({door.get(), std::move(service), patience, 4}, defaults); }
    static std::optional<verdict> ask(pam_backend& b, std::string_view name, std::string_view password = "x") {
        auto const got = b.check_password({name, password, "imap", "192.0.2.7"});
        return got ? *got : std::nullopt;    // nothing: trouble
    }
    static bool is_there() {
        for (auto const* const one : {"/lib/x86_64-linux-gnu/security/pam_exec.so", "/usr/lib/security/pam_exec.so", "/lib/security/pam_exec.so", "/lib/aarch64-linux-gnu/security/pam_exec.so"})
            if (::access(one, R_OK) == 0) return true;
        return false;
    }

    std::string directory = [] {
        char name[] = "/tmp/pam-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    entry_defaults defaults{"example.org", 100, 1};
    base::unique_fd door;
    pid_t process = -1;
};

TEST_F(pam_test, yes_no_closed_and_trouble) {
    if (!is_there()) GTEST_SKIP() << "libpam-modules are not installed";
    auto permit = make("permit"), deny = make("deny"), closed = make("closed"), broken = make("broken"), by_protocol = make("*");
    EXPECT_EQ(ask(permit, "somebody@example.org"), verdict::accepted);
    EXPECT_EQ(ask(permit, "somebody"), verdict::accepted);
    EXPECT_EQ(ask(by_protocol, "somebody"), verdict::accepted);
    EXPECT_EQ(ask(deny, "somebody"), verdict::undecided) << "PAM does not say whether it knows him";
    EXPECT_EQ(ask(closed, "somebody"), verdict::refused) << "the right password of somebody who may not";
    EXPECT_EQ(ask(broken, "somebody"), std::nullopt);
    EXPECT_EQ(ask(permit, "somebody@elsewhere.example"), verdict::unknown) << "not a user of this system";
    EXPECT_EQ(ask(permit, "root"), verdict::undecided) << "below first_valid_uid, whatever PAM says";
    EXPECT_EQ(ask(permit, "somebody", ""), verdict::undecided);
    EXPECT_EQ(ask(permit, "somebody", std::string(20000, 'x')), verdict::undecided);
    EXPECT_FALSE(permit.serves("SCRAM-SHA-256"));
}

TEST_F(pam_test, the_conversation) {
    if (!is_there()) GTEST_SKIP() << "libpam-modules are not installed";
    auto exec = make("exec");
    EXPECT_EQ(ask(exec, "bob@example.org", "right for bob from 192.0.2.7"), verdict::accepted);
    EXPECT_EQ(ask(exec, "bob@example.org", "right for ann from 192.0.2.7"), verdict::undecided);
}

TEST_F(pam_test, a_module_that_hangs_costs_its_time_and_hinders_nobody) {
    if (!is_there()) GTEST_SKIP() << "libpam-modules are not installed";
    auto hang = make("hang", 1s);
    auto permit = make("permit");
    auto const begin = std::chrono::steady_clock::now();
    std::vector<std::thread> askers;
    std::atomic<int> troubles = 0;
    for (int i = 0; i < 10; ++i)
        askers.emplace_back([&] { troubles += ask(hang, "somebody") ? 0 : 1; });
    EXPECT_EQ(ask(permit, "somebody"), verdict::accepted);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms + 10s);
    for (auto& one : askers) one.join();
    EXPECT_EQ(troubles, 10);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s);
    // Those that hung are killed after two seconds; then there is room again for all.
    std::this_thread::sleep_for(2500ms);
    std::atomic<int> good = 0;
    std::vector<std::thread> more;
    for (int i = 0; i < 8; ++i)
        more.emplace_back([&] { good += ask(permit, "somebody") == verdict::accepted ? 1 : 0; });
    for (auto& one : more) one.join();
    EXPECT_EQ(good, 8);
}

TEST_F(pam_test, without_its_process_everything_is_trouble) {
    auto permit = make("permit");
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
    EXPECT_EQ(ask(permit, "somebody"), std::nullopt);
    process = ::fork();
    if (process == 0) ::_exit(0);
}

// A user of this system whose password pam_unix knows: only where a test may make one.
TEST_F(pam_test, facts_of_a_system_user) {
    auto permit = make("permit");
    auto const* const somebody = ::getpwnam("nobody");
    if (!somebody) GTEST_SKIP() << "there is no user nobody";
    auto const got = permit.find_user("nobody@example.org");
    ASSERT_TRUE(got && *got);
    EXPECT_EQ((*got)->uid, somebody->pw_uid);
    EXPECT_EQ((*got)->system_user, "nobody");
    EXPECT_FALSE(*permit.find_user("root@example.org"));
    EXPECT_FALSE(*permit.find_user("no-such-user@example.org"));
}

}  // namespace
}  // namespace mailstead::auth

// saslauthd's protocol, and the back end against servers that answer well, badly, late and never.
#include "auth/saslauthd.h"

#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fs.h"

namespace mailstead::auth {
namespace {

using namespace std::chrono_literals;

std::string answer(std::string const& text) {
    return std::string(1, static_cast<char>(text.size() >> 8)) + static_cast<char>(text.size() & 0xff) + text;
}

TEST(saslauthd_wire, question) {
    using namespace std::string_literals;
    EXPECT_EQ(saslauthd_question("bob", "pw", "imap", ""), "\0\3bob\0\2pw\0\4imap\0\0"s);
    EXPECT_EQ(saslauthd_question(std::string(65535, 'x'), "", "", "").size(), 65535u + 8);
    EXPECT_EQ(saslauthd_question(std::string(65536, 'x'), "", "", ""), "");
}

TEST(saslauthd_wire, answers_cut_at_every_byte) {
    for (auto const& [text, said] : {std::pair("OK", saslauthd_answer::yes), std::pair("OK success", saslauthd_answer::yes), std::pair("NO", saslauthd_answer::no),
                                     std::pair("NO authentication failed", saslauthd_answer::no)}) {
        auto const whole = answer(text);
        for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_EQ(read_saslauthd_answer(whole.substr(0, n)), saslauthd_answer::need_more) << text << n;
        EXPECT_EQ(read_saslauthd_answer(whole), said) << text;
    }
    for (auto const* const text : {"", "O", "ok", "OKAY", "NOPE", "XX", "  OK"}) EXPECT_EQ(read_saslauthd_answer(answer(text)), saslauthd_answer::bad) << text;
    EXPECT_EQ(read_saslauthd_answer(answer(std::string("OK\0", 3))), saslauthd_answer::yes);
    EXPECT_EQ(read_saslauthd_answer(answer("NO " + std::string(65000, 'x'))), saslauthd_answer::no);
}

// A saslauthd of our own: one answer for each question, or a bad habit.
class fake {
public:
    enum class habit { answer, silent, hang_up, in_pieces };
    fake(std::string path, std::string said, habit how) : said_(std::move(said)), how_(how) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, path.c_str());
        listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_.get(), 20), 0);
        thread_ = std::thread([this] { run(); });
    }
    ~fake() {
        stop_ = true;
        thread_.join();
    }
    std::string seen;    // the last question; after the answer

private:
    void run() {
        std::vector<base::unique_fd> kept;
        while (!stop_) {
            pollfd one{listener_.get(), POLLIN, 0};
            if (::poll(&one, 1, 10) <= 0) continue;
            base::unique_fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            char text[4096];
            if (how_ == habit::hang_up) continue;
            if (how_ == habit::silent) {
                kept.push_back(std::move(fd));
                continue;
            }
            auto const n = ::read(fd.get(), text, sizeof text);
            seen.assign(text, static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
            if (how_ == habit::in_pieces) {
                for (char const c : said_) {
                    (void)!::write(fd.get(), &c, 1);
                    std::this_thread::sleep_for(1ms);
                }
            } else (void)!::write(fd.get(), said_.data(), said_.size());
        }
    }
    std::string said_;
    habit how_;
    base::unique_fd listener_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

class saslauthd_test : public testing::Test {
protected:
    ~saslauthd_test() override { std::filesystem::remove_all(directory); }
    // Nothing: trouble.
    std::optional<verdict> ask(std::string const& said, fake::habit how = fake::habit::answer, std::string_view name = "bob@example.org") {
        std::filesystem::remove(path);
        fake server(path, said, how);
        saslauthd b({path, 5s, 4}, {"example.org", 1000, 1});
        auto const got = b.check_password({name, "secret", "imap", ""});
        seen = server.seen;
        return got ? *got : std::nullopt;
    }
    std::string directory = [] {
        char name[] = "/tmp/saslauthd-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    std::string path = directory + "/mux";
    std::string seen;
};

TEST_F(saslauthd_test, yes_no_and_trouble) {
    EXPECT_EQ(ask(answer("OK")), verdict::accepted);
    EXPECT_EQ(seen, saslauthd_question("bob", "secret", "imap", "example.org"));
    EXPECT_EQ(ask(answer("OK"), fake::habit::answer, "alice@elsewhere.example"), verdict::accepted);
    EXPECT_EQ(seen, saslauthd_question("alice@elsewhere.example", "secret", "imap", "")) << "not as alice of this system";
    EXPECT_EQ(ask(answer("NO")), verdict::undecided);
    EXPECT_EQ(ask(answer("OK yes"), fake::habit::in_pieces), verdict::accepted);
    EXPECT_EQ(ask(answer("NO " + std::string(60000, 'x'))), verdict::undecided);
    for (auto const& bad : {answer(""), answer("x"), answer("MAYBE"), std::string("\xff\xffOK", 4), std::string(1, '\0')}) EXPECT_EQ(ask(bad), std::nullopt);
    EXPECT_EQ(ask("", fake::habit::hang_up), std::nullopt);
    std::filesystem::remove(path);
    saslauthd nobody({path, 5s, 4}, {});
    EXPECT_FALSE(nobody.check_password({"bob", "secret", "imap", ""}));
}

TEST_F(saslauthd_test, one_that_never_answers_costs_its_time_and_no_more) {
    fake server(path, "", fake::habit::silent);
    saslauthd b({path, 300ms, 2}, {});
    auto const begin = std::chrono::steady_clock::now();
    std::vector<std::thread> askers;
    std::atomic<int> troubles = 0;
    for (int i = 0; i < 6; ++i)
        askers.emplace_back([&] { troubles += b.check_password({"bob", "secret", "imap", ""}) ? 0 : 1; });
    for (auto& one : askers) one.join();
    EXPECT_EQ(troubles, 6);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(saslauthd_test, nobody_is_asked_about_what_cannot_be) {
    saslauthd b({path, 300ms, 2}, {});    // there is no server
    EXPECT_EQ(**b.check_password({"bob", "", "imap", ""}), verdict::undecided);
    EXPECT_EQ(**b.check_password({"bob", std::string(2000, 'x'), "imap", ""}), verdict::undecided);
    EXPECT_EQ(**b.check_password({"bob", std::string("a\0b", 3), "imap", ""}), verdict::undecided);
    EXPECT_FALSE(b.serves("SCRAM-SHA-256"));
    auto const nobody = b.find_user("root");
    ASSERT_TRUE(nobody);
    saslauthd strict({path, 300ms, 2}, {"example.org", 1000, 1000});
    EXPECT_FALSE(*strict.find_user("root@example.org")) << "may own no mail";
    EXPECT_FALSE(*strict.find_user("root@elsewhere.example"));
}

}  // namespace
}  // namespace mailstead::auth

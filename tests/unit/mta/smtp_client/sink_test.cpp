// The client against a server that we did not write: Postfix's smtp-sink, as it is and with extensions switched off.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "net/listener.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using test::one_letter;

constexpr char const* program = "/usr/sbin/smtp-sink";

// A running sink with a directory of what it got; ended by its process id.
class sink {
public:
    explicit sink(std::vector<std::string> const& options) {
        char name[] = "/tmp/mailstead-sink-XXXXXX";
        directory = ::mkdtemp(name);
        std::filesystem::permissions(directory, std::filesystem::perms::all);
        port = free_port();
        std::vector<std::string> words{program, "-d", directory + "/m."};
        if (::geteuid() == 0) words.insert(words.end(), {"-u", "nobody"});
        words.insert(words.end(), options.begin(), options.end());
        words.insert(words.end(), {"127.0.0.1:" + std::to_string(port), "20"});
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ != 0) return;
        ::execv(program, arguments.data());
        ::_exit(127);
    }
    ~sink() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        std::filesystem::remove_all(directory);
    }
    sink(sink const&) = delete;

    std::vector<std::string> messages() const {
        std::vector<std::string> out;
        for (auto const& one : std::filesystem::directory_iterator(directory)) {
            std::ifstream in(one.path(), std::ios::binary);
            out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
            std::erase(out.back(), '\r');
        }
        return out;
    }
    std::string directory;
    std::uint16_t port = 0;

private:
    static std::uint16_t free_port() {
        auto const bound = net::listen_tcp("127.0.0.1", 0);
        sockaddr_in name{};
        socklen_t size = sizeof name;
        ::getsockname(bound->get(), reinterpret_cast<sockaddr*>(&name), &size);
        return ntohs(name.sin_port);
    }
    pid_t pid_ = -1;
};

std::vector<std::string> bodies() {
    std::string large;
    for (int i = 0; i < 8000; ++i) large += "." + std::to_string(i) + " and a line as they are in mail every day\r\n";
    return {"one line\r\n", ".\r\n..\r\n...\r\n", "\r\n", large};
}

// True once `what` holds or time is up.
task<bool> comes_true(net::executor where, std::function<bool()> what) {
    for (int i = 0; i < 500; ++i) {
        if (what()) co_return true;
        co_await test::pause(where, std::chrono::milliseconds(10));
    }
    co_return what();
}

task<void> send_all(test::office& room, sink const& to) {
    room.how->hosts.port = to.port;
    room.patience(seconds(10));
    auto const answers = [port = to.port] {
        int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(port);
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bool const connected = ::connect(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0;
        ::close(fd);
        return connected;
    };
    bool const up = co_await comes_true(room.home, answers);
    EXPECT_TRUE(up);
    for (auto const& body : bodies()) {
        auto const words = co_await room.fate_of(one_letter("a@x.test", "Subject: test\r\n\r\n" + body));
        EXPECT_TRUE(words.starts_with("sent 2.")) << words;
    }
    auto const all_there = [&to] { return to.messages().size() == bodies().size(); };
    bool const there = co_await comes_true(room.home, all_there);
    EXPECT_TRUE(there) << to.messages().size();
    auto const got = to.messages();
    for (auto body : bodies()) {
        std::erase(body, '\r');
        auto const has = [&body](std::string const& one) { return one.find("\nSubject: test\n\n" + body) != one.npos; };
        EXPECT_EQ(std::count_if(got.begin(), got.end(), has), 1) << body.substr(0, 20);
    }
}

TEST(smtp_client_sink, takes_what_we_send) {
    if (::access(program, X_OK) != 0) GTEST_SKIP() << program << " is not installed (Debian's package postfix)";
    for (auto const* option : {"", "-p", "-e", "-8"}) {
        SCOPED_TRACE(option);
        std::vector<std::string> options;
        if (*option) options.emplace_back(option);
        sink receiver(options);
        test::run([&receiver](test::office& room) -> task<void> { co_await send_all(room, receiver); });
    }
}

TEST(smtp_client_sink, refusals_are_understood) {
    if (::access(program, X_OK) != 0) GTEST_SKIP() << program << " is not installed (Debian's package postfix)";
    for (auto const& [option, command, wanted] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"-r", "rcpt", "deferred 4."}, {"-f", "rcpt", "bounced 5."}, {"-r", "mail", "deferred 4."}, {"-f", "data", "bounced 5."},
             {"-f", ".", "bounced 5."}, {"-r", ".", "deferred 4."}, {"-q", "rcpt", "deferred 4.4.2 lost connection"}, {"-f", "ehlo", "sent 2."}}) {
        SCOPED_TRACE(option + command);
        std::vector<std::string> const options{option, command};
        sink receiver(options);
        test::run([&](test::office& room) -> task<void> {
            room.how->hosts.port = receiver.port;
            std::string words = "deferred 4.4.1";
            for (int i = 0; i < 200 && words.starts_with("deferred 4.4.1"); ++i) {
                co_await test::pause(room.home, std::chrono::milliseconds(10));
                words = co_await room.fate_of(one_letter());
            }
            EXPECT_TRUE(words.starts_with(wanted)) << words;
        });
    }
}

}  // namespace
}  // namespace mailstead::mta::smtp_client

// tcp and socketmap: the replies' grammars, cut at every byte, and peers that behave as they should not.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <functional>
#include <thread>

#include "base/fs.h"
#include "conf/tables/network_tables.h"
#include "conf/tables/wire.h"
#include "table_fixture.h"

namespace mailstead::conf {
namespace {

using kind = table_reply::kind;
using namespace std::chrono_literals;

struct wanted {
    std::string bytes;
    kind what;
    std::string text;
};

// All of `bytes` gives what is wanted, and every shorter beginning asks for more.
void check(reply_parser parse, wanted const& one) {
    auto const got = parse(one.bytes);
    EXPECT_EQ(got.what, one.what) << one.bytes.substr(0, 60);
    EXPECT_TRUE(one.what == kind::garbage || got.text == one.text) << got.text;
    if (one.what == kind::garbage) return;
    EXPECT_EQ(got.used, one.bytes.size());
    for (std::size_t n = 0; n < one.bytes.size(); ++n)
        EXPECT_EQ(parse(std::string(one.bytes, 0, n)).what, kind::need_more) << one.bytes << " cut at " << n;
    auto const more = parse(one.bytes + "more");
    EXPECT_EQ(more.what, one.what);
    EXPECT_EQ(more.used, one.bytes.size());
}

TEST(tcp_reply, grammar) {
    wanted const all[] = {{"200 value\n", kind::value, "value"},
                          {"200 a%20b%0a%2f%2F%25\n", kind::value, "a b\n//%"},
                          {"200 two words\n", kind::value, "two words"},
                          {"200 \n", kind::value, ""},
                          {"200  x\n", kind::value, " x"},
                          {"201\tx\n", kind::value, "x"},
                          {"500 no such key\n", kind::nothing, ""},
                          {"500 \n", kind::nothing, ""},
                          {"500\n", kind::garbage, ""},
                          {"200\n", kind::garbage, ""},
                          {"400 later%20please\n", kind::trouble, "later please"},
                          {"200 a%00b\n", kind::garbage, ""},
                          {std::string("200 a\0b\n", 8), kind::garbage, ""},
                          {"400 a%00b\n", kind::garbage, ""},
                          {"200 a%2\n", kind::garbage, ""},
                          {"200 a%\n", kind::garbage, ""},
                          {"200 a%+1\n", kind::garbage, ""},
                          {"200 a%zz\n", kind::garbage, ""},
                          {"301 x\n", kind::garbage, ""},
                          {"2000 x\n", kind::garbage, ""},
                          {"20\n", kind::garbage, ""},
                          {"\n", kind::garbage, ""},
                          {"OK\n", kind::garbage, ""},
                          {std::string(4096, 'x'), kind::garbage, ""},
                          {"200 " + std::string(4092, 'x') + "\n", kind::garbage, ""}};
    for (auto const& one : all) check(parse_tcp_reply, one);
    EXPECT_EQ(parse_tcp_reply("200 " + std::string(4091, 'x') + "\n").what, kind::value);
    EXPECT_EQ(tcp_request("a b%c\n\xe4"), "get a%20b%25c%0A%E4\n");
}

TEST(socketmap_reply, grammar) {
    wanted const all[] = {{"8:OK value,", kind::value, "value"},
                          {"3:OK ,", kind::value, ""},
                          {"04:OK x,", kind::value, "x"},
                          {"9:NOTFOUND ,", kind::nothing, ""},
                          {"8:NOTFOUND,", kind::nothing, ""},
                          {"10:TEMP later,", kind::trouble, "TEMP later"},
                          {"8:TIMEOUT ,", kind::trouble, "TIMEOUT "},
                          {"8:PERM bad,", kind::trouble, "PERM bad"},
                          {std::string("6:OK a\0b,", 9), kind::garbage, ""},
                          {std::string("7:TEMP a\0,", 10), kind::garbage, ""},
                          {"3:OKx,", kind::garbage, ""},
                          {"0:,", kind::garbage, ""},
                          {"5:OK va;", kind::garbage, ""},
                          {"2:OK,", kind::garbage, ""},
                          {"01:O,", kind::garbage, ""},
                          {":OK,", kind::garbage, ""},
                          {"x", kind::garbage, ""},
                          {"-1:", kind::garbage, ""},
                          {"100001:", kind::garbage, ""},
                          {"1000000", kind::garbage, ""},
                          {"99999999999999999999", kind::garbage, ""},
                          {"3;OK ,", kind::garbage, ""}};
    for (auto const& one : all) check(parse_socketmap_reply, one);
    auto const longest = "100000:OK " + std::string(99'997, 'x') + ",";
    EXPECT_EQ(parse_socketmap_reply(longest).what, kind::value);
    EXPECT_EQ(parse_socketmap_reply(longest.substr(0, longest.size() - 1)).what, kind::need_more);
    EXPECT_EQ(socketmap_request("map", "a b"), "7:map a b,");
}

// A server on a socket of its own that does as told with each connection, one after the other.
class server {
public:
    using behaviour = std::function<void(int connection, int number)>;
    server(std::string const& path, behaviour act)
        : listener_(::socket(AF_UNIX, SOCK_STREAM, 0)), thread_([this, act = std::move(act)] { run(act); }) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, path.c_str());
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_.get(), 8), 0);
        ready_ = true;
    }
    ~server() {
        stop_ = true;
        thread_.join();
    }
    int connections() const noexcept { return count_; }

private:
    void run(behaviour const& act) {
        while (!ready_) std::this_thread::sleep_for(1ms);
        while (!stop_) {
            pollfd one{listener_.get(), POLLIN, 0};
            if (::poll(&one, 1, 10) <= 0) continue;
            base::unique_fd const connection(::accept(listener_.get(), nullptr, nullptr));
            act(connection.get(), ++count_);
        }
    }

    base::unique_fd listener_;
    std::atomic<bool> ready_ = false;
    std::atomic<bool> stop_ = false;
    std::atomic<int> count_ = 0;
    std::thread thread_;
};

// The next request, "" at the end.
std::string request(int from) {
    char bytes[4096];
    auto const got = ::recv(from, bytes, sizeof bytes, 0);
    return got > 0 ? std::string(bytes, static_cast<std::size_t>(got)) : std::string();
}
bool send(int to, std::string_view bytes) {
    return ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

// Waits for it, ten seconds at most.
void wait_for(std::atomic<bool> const& what) {
    for (int i = 0; i < 10'000 && !what; ++i) std::this_thread::sleep_for(1ms);
}

class remote_tables : public tables {
protected:
    std::shared_ptr<table> socketmap(std::chrono::milliseconds patience = 2s) {
        return open_socketmap("socketmap:test", "unix:" + path_ + ":map", note(), patience);
    }
    report note() {
        return [this](problem const& one) {
            std::lock_guard const lock(mutex_);
            told_.push_back(one.message());
        };
    }
    // What a lookup gets, and how long that took at most.
    std::string ask_peer(server::behaviour act, std::chrono::milliseconds patience = 2s) {
        std::filesystem::remove(path_);
        server const peer(path_, std::move(act));
        auto const begin = std::chrono::steady_clock::now();
        auto const out = ask(socketmap(patience), "key");
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
        return out;
    }
    std::string path_ = dir_.path("socket");
    std::mutex mutex_;
};

TEST_F(remote_tables, one_connection_serves_many_lookups) {
    server const peer(path_, [](int connection, int) {
        for (std::string got; !(got = request(connection)).empty();)
            send(connection, got == "7:map key," ? "8:OK value," : got == "7:map bad," ? "7:TEMP no," : "9:NOTFOUND ,");
    });
    {
        auto const got = socketmap();
        EXPECT_EQ(ask(got, "key"), "value");
        EXPECT_EQ(ask(got, "other"), "(none)");
        EXPECT_EQ(ask(got, "bad"), "(trouble)");
        EXPECT_EQ(ask(got, "key"), "value");
        EXPECT_EQ(ask(got, ""), "(none)");
        EXPECT_TRUE(was_told("table socketmap:test lookup error: TEMP no"));
        EXPECT_TRUE(got->is_blocking());
        EXPECT_TRUE(got->is_pattern());
        EXPECT_EQ(peer.connections(), 1);
    }
}

TEST_F(remote_tables, a_connection_that_is_gone_is_made_again) {
    server const peer(path_, [](int connection, int number) {
        (void)request(connection);
        send(connection, "4:OK " + std::to_string(number) + ",");
    });
    auto const got = socketmap();
    EXPECT_EQ(ask(got, "a"), "1");
    EXPECT_EQ(ask(got, "a"), "2");
    EXPECT_EQ(ask(got, "a"), "3");
}

TEST_F(remote_tables, a_server_that_dies_at_each_request_is_trouble) {
    EXPECT_EQ(ask_peer([](int connection, int) { (void)request(connection); }), "(trouble)");
}

TEST_F(remote_tables, peers_that_do_not_answer_properly_are_trouble) {
    auto const says = [](std::string text) {
        return [text](int connection, int) {
            (void)request(connection);
            send(connection, text);
            (void)request(connection);  // until the client hangs up
        };
    };
    EXPECT_EQ(ask_peer(says("8:OK value,")), "value");
    EXPECT_EQ(ask_peer(says("HTTP/1.1 400 Bad Request\r\n\r\n")), "(trouble)");
    EXPECT_TRUE(was_told("not a netstring"));
    EXPECT_EQ(ask_peer(says("8:OK val"), 300ms), "(trouble)");
    EXPECT_TRUE(was_told("no proper answer from the table's server"));
    EXPECT_EQ(ask_peer(says("8:OK value,8:OK value,")), "(trouble)");
    EXPECT_TRUE(was_told("more than one reply"));
    EXPECT_EQ(ask_peer(says(""), 300ms), "(trouble)");
    EXPECT_EQ(ask_peer([](int connection, int) {
                  (void)request(connection);
                  send(connection, "8:OK v");
              }),
              "(trouble)");
    EXPECT_TRUE(was_told("half a reply"));
}

TEST_F(remote_tables, a_peer_that_never_stops_is_left) {
    EXPECT_EQ(ask_peer([](int connection, int) {
                  (void)request(connection);
                  std::string const much(1 << 20, '1');
                  for (int i = 0; i < 1024; ++i)
                      if (!send(connection, much)) return;
                  ADD_FAILURE() << "took a gigabyte";
              }),
              "(trouble)");
}

TEST_F(remote_tables, a_peer_that_drips_is_left_at_the_deadline) {
    EXPECT_EQ(ask_peer([](int connection, int) {
                  (void)request(connection);
                  send(connection, "1000:OK ");
                  for (int i = 0; i < 300 && send(connection, "x"); ++i) std::this_thread::sleep_for(10ms);
              }, 300ms),
              "(trouble)");
}

// What was late for one key must not become the answer to another.
TEST_F(remote_tables, a_late_answer_is_no_answer_to_the_next_question) {
    std::atomic<bool> given_up = false;
    server const peer(path_, [&](int connection, int number) {
        for (std::string got; !(got = request(connection)).empty();) {
            if (number == 1) {
                wait_for(given_up);
                std::this_thread::sleep_for(100ms);
            }
            send(connection, number == 1 ? "7:OK late," : "7:OK next,");
        }
    });
    auto const got = socketmap();
    EXPECT_EQ(ask(got, "a"), "(trouble)");
    given_up = true;
    EXPECT_EQ(ask(got, "b"), "next");  // asked before the late one comes
}

TEST_F(remote_tables, bytes_nobody_asked_for_end_a_connection) {
    std::atomic<bool> answered = false, sent = false;
    server const peer(path_, [&](int connection, int number) {
        (void)request(connection);
        send(connection, "4:OK " + std::to_string(number) + ",");
        if (number == 1) {
            wait_for(answered);
            send(connection, "4:OK 9,");
            sent = true;
        }
        (void)request(connection);
    });
    auto const got = socketmap();
    EXPECT_EQ(ask(got, "a"), "1");
    answered = true;
    wait_for(sent);
    EXPECT_EQ(ask(got, "b"), "2");
}

TEST_F(remote_tables, many_threads_share_one_connection) {
    server const peer(path_, [](int connection, int) {
        for (std::string got; !(got = request(connection)).empty();) {
            auto const key = got.substr(got.find(' ') + 1);
            send(connection, std::to_string(3 + key.size() - 1) + ":OK " + key);
        }
    });
    auto const got = socketmap(5s);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i) {
                auto const key = "k" + std::to_string(t * 1000 + i);
                if (ask(got, key) != key) ++wrong;
            }
        });
    for (auto& one : threads) one.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(peer.connections(), 1);
}

TEST_F(remote_tables, those_who_wait_for_others_have_a_deadline_too) {
    server const peer(path_, [](int connection, int) {
        (void)request(connection);
        (void)request(connection);
    });
    auto const got = socketmap(1s);
    auto const begin = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back([&] { EXPECT_EQ(ask(got, "a"), "(trouble)"); });
    for (auto& one : threads) one.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(remote_tables, nobody_there) {
    EXPECT_EQ(ask(socketmap(), "a"), "(trouble)");
    EXPECT_TRUE(was_told("No such file or directory"));
    EXPECT_EQ(ask(open_tcp("tcp:test", "127.0.0.1:1", note(), 5s), "a"), "(trouble)");
    EXPECT_TRUE(was_told("table tcp:test lookup error: Connection refused"));
    EXPECT_EQ(ask(open_socketmap("socketmap:test", "unix:" + std::string(500, 'x') + ":m", note(), 5s), "a"),
              "(trouble)");
}

TEST_F(remote_tables, tcp_over_a_port) {
    base::unique_fd const listener(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener.get(), 1), 0);
    ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    std::thread peer([&] {
        base::unique_fd const connection(::accept(listener.get(), nullptr, nullptr));
        EXPECT_EQ(request(connection.get()), "get a%20b\n");
        send(connection.get(), "200 x%20y\n");
        EXPECT_EQ(request(connection.get()), "get c\n");
        send(connection.get(), "500 none\n");
        EXPECT_EQ(request(connection.get()), "get d\n");
        send(connection.get(), "400 not%20now\n");
        EXPECT_EQ(request(connection.get()), "");
    });
    {
        auto const got = open("tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
        EXPECT_EQ(ask(got, "a b"), "x y");
        EXPECT_EQ(ask(got, "c"), "(none)");
        EXPECT_EQ(ask(got, "d"), "(trouble)");
        EXPECT_TRUE(was_told("lookup error: not now"));
    }
    peer.join();
}

TEST_F(remote_tables, names_that_name_no_server) {
    for (auto const* spec : {"tcp:127.0.0.1", "tcp:x:", "tcp::1", "socketmap:inet:x", "socketmap:unix:/x",
                             "socketmap:foo:a:b", "socketmap:x", "socketmap:unix::m", "socketmap:inet:h:p"}) {
        told_.clear();
        EXPECT_FALSE(open(spec)) << spec;
        EXPECT_TRUE(was_told("expected ")) << spec;
    }
    EXPECT_TRUE(open("socketmap:inet:[::1]:99:map"));
    EXPECT_TRUE(open("socketmap:unix:/a:b:map"));
    EXPECT_TRUE(open("socketmap:inet:127.0.0.1:1:"));
}

}  // namespace
}  // namespace mailstead::conf

// The gate: sessions are counted, an exception ends one alone, stop() waits.
#include "net/session_set.h"

#include <gtest/gtest.h>

#include "net/resolver.h"
#include "net/socket_stream.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(session_set, stop_lets_every_session_say_goodbye) {
    auto body = [](executor where) -> task<void> {
        session_set set(where);
        auto const fds = test::connected_sockets();
        auto client = make_stream(where, base::unique_fd(fds.second));
        auto polite = [](stream& wire) -> task<void> {
            auto const got = co_await wire.read_some(10, seconds(30));
            if (got.error() != make_error_code(errc::stopping)) co_return;
            auto const said = co_await wire.write("bye", seconds(1));
            static_cast<void>(said);
        };
        std::atomic<std::int64_t> open{0};
        auto const service = std::make_shared<session_set::service>();
        service->kind = "test";
        service->what = polite;
        service->open = &open;
        ++set.load;
        set.serve(make_stream(where, base::unique_fd(fds.first)), service);
        co_await boost::asio::post(where, boost::asio::use_awaitable);
        EXPECT_EQ(set.sessions(), 1u);
        EXPECT_EQ(open, 1);
        bool const all_gone = co_await set.stop(milliseconds(2000));
        EXPECT_TRUE(all_gone);
        EXPECT_EQ(set.running(), 0u);
        EXPECT_EQ(open, 0);
        EXPECT_EQ(set.load, 0);
        auto const heard = co_await client->read_some(10, seconds(1));
        EXPECT_EQ(heard ? std::string(*heard) : heard.error().message(), "bye");
    };
    test::run(body);
}

TEST(session_set, an_exception_ends_its_session_alone) {
    auto body = [](executor where) -> task<void> {
        session_set set(where);
        auto broken = []() -> task<void> { throw std::runtime_error("our bug"); co_return; };
        set.run("test", broken());
        co_await boost::asio::post(where, boost::asio::use_awaitable);
        co_await boost::asio::post(where, boost::asio::use_awaitable);
        EXPECT_EQ(set.running(), 0u);
    };
    test::run(body);
}

TEST(resolver_names, reverse_names_and_rdata) {
    EXPECT_EQ(reverse_name("192.0.2.1"), "1.2.0.192.in-addr.arpa");
    EXPECT_TRUE(reverse_name("2001:db8::1").starts_with("1.0.0.0."));
    EXPECT_TRUE(reverse_name("2001:db8::1").ends_with("8.b.d.0.1.0.0.2.ip6.arpa"));
    EXPECT_EQ(reverse_name("nonsense"), "");
    EXPECT_EQ(name_of_rdata(std::string_view("\4mail\7example\3org\0", 18)), "mail.example.org");
    EXPECT_EQ(name_of_rdata(std::string_view("\4mai", 4)), "");
    EXPECT_EQ(name_of_rdata(std::string_view("\3a.b\0", 5)), "a\\.b");
}

}  // namespace
}  // namespace mailstead::net

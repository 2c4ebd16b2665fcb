// Connections and logins of one client, and who is not counted.
#include "net/client_limits.h"

#include <gtest/gtest.h>

#include "base/result.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/loop.h"

namespace mailstead::net {
namespace {

struct limits_fixture : testing::Test {
    client_limits::settings wanted() {
        client_limits::settings out;
        out.program = "imap-login";
        out.service = "imaps";
        out.most.connections = 2;
        out.most.auth_rate = 1;
        return out;
    }
    static endpoint at(std::string address) {
        endpoint out;
        out.address = std::move(address);
        return out;
    }
    test::fake_clock now;
    std::shared_ptr<client_counts> counts = std::make_shared<client_counts>(now);
};

TEST_F(limits_fixture, connections_at_once) {
    client_limits const limits(wanted(), counts);
    auto first = limits.enter(at("192.0.2.1"));
    auto second = limits.enter(at("192.0.2.1"));
    EXPECT_TRUE(first.admitted && second.admitted);
    EXPECT_FALSE(limits.enter(at("192.0.2.1")).admitted);
    EXPECT_TRUE(limits.enter(at("192.0.2.2")).admitted);
    second.place.reset();
    EXPECT_TRUE(limits.enter(at("192.0.2.1")).admitted);
}

TEST_F(limits_fixture, new_connections_in_a_minute) {
    auto how = wanted();
    how.most.connections = 0;
    how.most.connection_rate = 1;
    client_limits const limits(how, counts);
    EXPECT_TRUE(limits.enter(at("192.0.2.1")).admitted);
    EXPECT_FALSE(limits.enter(at("192.0.2.1")).admitted);
    now.advance(std::chrono::seconds(61));
    EXPECT_TRUE(limits.enter(at("192.0.2.1")).admitted);
}

TEST_F(limits_fixture, who_is_excepted_and_unix_sockets_are_not_counted) {
    auto how = wanted();
    how.most.connections = 1;
    how.is_excepted = [](std::string const& address) -> result<bool> {
        if (address == "192.0.2.3") return result<bool>(boost::system::in_place_error, base::from_errno(EIO));
        return address == "127.0.0.1";
    };
    client_limits const limits(how, counts);
    for (auto const* address : {"127.0.0.1", "unix"}) {
        auto const first = limits.enter(at(address));
        EXPECT_TRUE(limits.enter(at(address)).admitted) << address;
        EXPECT_TRUE(limits.may_log_in(address) && limits.may_log_in(address)) << address;
    }
    auto const first = limits.enter(at("192.0.2.3"));
    EXPECT_FALSE(limits.enter(at("192.0.2.3")).admitted) << "a list that cannot be read excepts nobody";
}

TEST_F(limits_fixture, logins_in_a_minute) {
    test::fake_authenticator inner;
    inner.add("bob", "secret");
    auto const limits = std::make_shared<client_limits const>(wanted(), counts);
    limited_authenticator who(inner, limits);
    auto const log_in = [&who] {
        auth::request request;
        request.mechanism = "PLAIN";
        request.remote_address = "192.0.2.1";
        request.initial_response = std::string("\0bob\0secret", 11);
        auth_answer out;
        test::run([&](executor) -> task<void> {
            auto begun = co_await who.start(std::move(request));
            out = std::move(begun.first);
        });
        return out;
    };
    EXPECT_TRUE(std::holds_alternative<auth_accepted>(log_in()));
    auto const second = log_in();
    auto const* refused = std::get_if<auth_refused>(&second);
    ASSERT_TRUE(refused);
    EXPECT_TRUE(refused->temporary);
    now.advance(std::chrono::seconds(61));
    EXPECT_TRUE(std::holds_alternative<auth_accepted>(log_in()));
}

}  // namespace
}  // namespace mailstead::net

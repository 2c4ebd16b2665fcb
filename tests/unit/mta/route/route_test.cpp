// Transport values of main.cf as targets; nothing unknown is ever lost or bounced.
#include "mta/route/route.h"

#include <gtest/gtest.h>

namespace mailstead::mta::route {
namespace {

settings known() {
    settings out;
    out.queue_directory = "/q";
    out.store_socket = "/q/private/lmtp-in";
    out.hostname = "mail.example.org";
    return out;
}

target parse(std::string_view value) { return parse_target(value, "example.com", known()); }

TEST(route, local_and_virtual_go_to_the_store) {
    auto const local = parse("local:mail.example.org");
    EXPECT_EQ(local.kind, target::way::store);
    EXPECT_EQ(local.transport, "local");
    EXPECT_EQ(local.path, "/q/private/lmtp-in");
    EXPECT_EQ(local.via, lmtp::agent::local_user);
    auto const mailbox = parse(" virtual ");
    EXPECT_EQ(mailbox.transport, "virtual");
    EXPECT_EQ(mailbox.via, lmtp::agent::virtual_mailbox);
    EXPECT_NE(local.destination(), mailbox.destination());
    EXPECT_EQ(parse("lmtp:unix:private/lmtp-in").kind, target::way::store);
}

TEST(route, lmtp_by_socket_and_by_host) {
    auto const socket = parse("lmtp:unix:private/dovecot");
    EXPECT_EQ(socket.kind, target::way::lmtp);
    EXPECT_EQ(socket.path, "/q/private/dovecot");
    EXPECT_EQ(parse("lmtp:unix:/run/x").path, "/run/x");
    auto const host = parse("lmtp:[192.0.2.1]:2424");
    EXPECT_EQ(host.host, "192.0.2.1");
    EXPECT_EQ(host.port, 2424);
    EXPECT_EQ(parse("lmtp:inet:mail.example.net:26").host, "mail.example.net");
    EXPECT_EQ(parse("lmtp:inet:mail.example.net:26").port, 26);
    EXPECT_EQ(parse("lmtp:[::1]").host, "::1");
    EXPECT_EQ(parse("lmtp:[::1]").port, 24);
    EXPECT_EQ(parse("lmtp").host, "example.com");
    EXPECT_EQ(parse("lmtp:inet:host:lmtp").nexthop, "inet:host:lmtp");
    EXPECT_NE(parse("lmtp:host:lmtp").destination(), parse("lmtp:host:26").destination());
    for (auto const* bad : {"lmtp:unix:", "lmtp:[]:24", "lmtp:host:", "lmtp:host:99999"}) {
        EXPECT_EQ(parse(bad).kind, target::way::retry) << bad;
    }
}

TEST(route, error_retry_discard) {
    auto const gone = parse("error:5.1.6 moved away");
    EXPECT_EQ(gone.kind, target::way::error);
    EXPECT_EQ(gone.status, "5.1.6");
    EXPECT_EQ(gone.text, "moved away");
    EXPECT_EQ(parse("error:no mail here").status, "5.0.0");
    EXPECT_EQ(parse("error:no mail here").text, "no mail here");
    EXPECT_EQ(parse("retry:4.3.2 later").status, "4.3.2");
    EXPECT_EQ(parse("discard:silently").kind, target::way::discard);
}

TEST(route, what_is_not_available_is_kept_with_a_reason) {
    for (auto const* value : {"uucp:x", "", "maildrop", "cleanup"}) {
        auto const where = parse(value);
        EXPECT_EQ(where.kind, target::way::retry) << value;
        EXPECT_EQ(where.status.front(), '4') << value;
        EXPECT_FALSE(where.text.empty()) << value;
    }
}

TEST(route, other_servers_and_commands) {
    EXPECT_EQ(parse("smtp").kind, target::way::smtp);
    EXPECT_EQ(parse("smtp").nexthop, "example.com");
    EXPECT_EQ(parse("relay:[relay.example.net]:2525").nexthop, "[relay.example.net]:2525");
    EXPECT_EQ(parse("relay:[Relay.example.net]").destination(), "relay:[relay.example.net]");
    auto with = known();
    auto drop = std::make_shared<transport>();
    drop->does = agent_of("pipe", "maildrop");
    drop->program = "pipe";
    with.transports["maildrop"] = drop;
    auto const piped = parse_target("maildrop:x y", "example.com", with);
    EXPECT_EQ(piped.kind, target::way::pipe);
    EXPECT_EQ(piped.nexthop, "x y");
    EXPECT_EQ(piped.program(), "pipe");
}

TEST(route, the_row_decides_not_the_name) {
    auto with = known();
    auto other = std::make_shared<transport>();
    other->does = agent_of("smtp", "local");
    with.transports["local"] = other;
    EXPECT_EQ(parse_target("local:x", "example.com", with).kind, target::way::smtp);
    EXPECT_EQ(agent_of("error", "retry"), transport::agent::retry);
    EXPECT_EQ(agent_of("error", "bounced"), transport::agent::error);
    EXPECT_EQ(agent_of("cleanup", "cleanup"), transport::agent::none);
}

}  // namespace
}  // namespace mailstead::mta::route

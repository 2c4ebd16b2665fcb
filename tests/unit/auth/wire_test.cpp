// The lines of the authentication protocol: what foreign servers and clients write, print and parse, every cut.
#include "auth/wire.h"

#include <gtest/gtest.h>

namespace mailstead::auth::wire {
namespace {

TEST(wire_test, quota_rules_of_a_user) {
    auto const limits = [](std::string const& rule) {
        auto const line = parse_server("USER\t9\ta\tquota_rule=" + rule);
        auto const* found = std::get_if<wire::found>(&line);
        using pair = std::pair<std::optional<std::uint64_t>, std::optional<std::uint64_t>>;
        return found ? std::optional(pair(found->user.quota_storage, found->user.quota_messages)) : std::nullopt;
    };
    EXPECT_EQ(limits("*:storage=1G:messages=100"), std::make_pair(std::optional<std::uint64_t>(1ull << 30), std::optional<std::uint64_t>(100)));
    EXPECT_EQ(limits("*:storage=10"), std::make_pair(std::optional<std::uint64_t>(10240), std::optional<std::uint64_t>()));
    EXPECT_EQ(limits("*:bytes=10"), std::make_pair(std::optional<std::uint64_t>(10), std::optional<std::uint64_t>()));
    EXPECT_EQ(limits("*:bytes=0"), std::make_pair(std::optional<std::uint64_t>(0), std::optional<std::uint64_t>()));
    EXPECT_EQ(limits("Trash:storage=+10%"), std::make_pair(std::optional<std::uint64_t>(), std::optional<std::uint64_t>()));
    EXPECT_EQ(limits("*:storage=1X"), std::nullopt) << "unreadable is not unlimited";
    EXPECT_EQ(limits("*:messages=-1"), std::nullopt);
    EXPECT_EQ(limits("*:bytes=99999999999999T"), std::nullopt);
    user who{"a", 1, 2, "/h", "m"};
    who.quota_storage = 5;
    who.quota_messages = 6;
    EXPECT_EQ(print(server_line(wire::found{9, who})), "USER\t9\ta\tuid=1\tgid=2\thome=/h\tmail=m\tquota_rule=*:bytes=5:messages=6\n");
    EXPECT_EQ(parse_server("USER\t9\ta\tuid=1\tgid=2\thome=/h\tmail=m\tquota_rule=*:bytes=5:messages=6"), server_line(wire::found{9, who}));
}

TEST(auth_wire, reads_a_foreign_servers_greeting) {
    EXPECT_EQ(parse_server("VERSION\t1\t2"), server_line(version{1, 2}));
    mechanism plain;
    plain.name = "PLAIN";
    plain.plaintext = true;
    EXPECT_EQ(parse_server("MECH\tPLAIN\tplaintext"), server_line(plain));
    mechanism scram;
    scram.name = "SCRAM-SHA-256";
    scram.dictionary = scram.active = scram.mutual_auth = true;
    EXPECT_EQ(parse_server("MECH\tSCRAM-SHA-256\tdictionary\tactive\tmutual-auth\tsomething-new"), server_line(scram));
    EXPECT_EQ(parse_server("SPID\t4711"), server_line(spid{4711}));
    EXPECT_EQ(parse_server("CUID\t1"), server_line(cuid{1}));
    EXPECT_EQ(parse_server("COOKIE\t00ff"), server_line(cookie{"00ff"}));
    EXPECT_EQ(parse_server("DONE"), server_line(done{}));
    EXPECT_EQ(parse_server("NEWWORD\tx"), server_line(unknown{}));
    EXPECT_EQ(parse_server(""), server_line(unknown{}));
}

TEST(auth_wire, reads_answers) {
    EXPECT_EQ(parse_server("CONT\t3\tVXNlcm5hbWU6"), server_line(ask{3, "Username:"}));
    EXPECT_EQ(parse_server("CONT\t3\t"), server_line(ask{3, ""}));
    EXPECT_EQ(parse_server("OK\t3\tuser=a@example.org\tnologin"), server_line(ok{3, "a@example.org", {}}));
    EXPECT_EQ(parse_server("OK\t3\tuser=a\tresp=dj1h"), server_line(ok{3, "a", "v=a"}));
    EXPECT_EQ(parse_server("FAIL\t3\tuser=a\ttemp"), server_line(fail{3, "a", "", true}));
    EXPECT_EQ(parse_server("FAIL\t3\tcode=temp_fail\treason=no database"), server_line(fail{3, "", "no database", true}));
    EXPECT_EQ(parse_server("FAIL\t3\tuser=a\tcode=user_disabled"), server_line(fail{3, "a", "", false}));
    EXPECT_EQ(parse_server("NOTFOUND\t9"), server_line(not_found{9}));
    auth::user const who{"a@example.org", 1000, 1001, "/home/a", "maildir:~/Maildir"};
    EXPECT_EQ(parse_server("USER\t9\ta@example.org\tuid=1000\tgid=1001\thome=/home/a\tmail=maildir:~/Maildir\tx=y"),
              server_line(found{9, who}));
}

TEST(auth_wire, reads_a_foreign_clients_request) {
    auto const line = parse_client("AUTH\t7\tPLAIN\tservice=smtp\tnologin\tlip=127.0.0.1\trip=10.0.0.9\trport=4000\t"
                                   "secured=tls\tresp=AGEAYg==");
    ASSERT_TRUE(std::holds_alternative<start>(line));
    auto const& asked = std::get<start>(line);
    EXPECT_EQ(asked.id, 7u);
    EXPECT_EQ(asked.request.mechanism, "PLAIN");
    EXPECT_EQ(asked.request.service, "smtp");
    EXPECT_EQ(asked.request.local_address, "127.0.0.1");
    EXPECT_EQ(asked.request.remote_address, "10.0.0.9");
    EXPECT_EQ(asked.request.remote_port, 4000);
    EXPECT_TRUE(asked.request.tls);
    EXPECT_EQ(asked.request.initial_response, std::string("\0a\0b", 4));
}

TEST(auth_wire, tells_an_empty_initial_response_from_none) {
    auto const none = std::get<start>(parse_client("AUTH\t1\tLOGIN\tservice=pop3"));
    auto const empty = std::get<start>(parse_client("AUTH\t1\tLOGIN\tservice=pop3\tresp="));
    EXPECT_FALSE(none.request.initial_response.has_value());
    EXPECT_EQ(empty.request.initial_response, "");
}

// The client's fault, not that of the server which hands it on.
TEST(auth_wire, garbled_words_spoil_one_exchange) {
    auto const begun = std::get<start>(parse_client("AUTH\t1\tPLAIN\tservice=a\tresp=%%%%"));
    EXPECT_TRUE(begun.garbled);
    EXPECT_FALSE(begun.request.initial_response);
    for (auto const* line : {"CONT\t1\ta", "CONT\t1\t===="}) EXPECT_EQ(parse_client(line), client_line(reply{1, {}, true})) << line;
    EXPECT_FALSE(std::get<reply>(parse_client("CONT\t1\tYQ==")).garbled);
}

TEST(auth_wire, refuses_what_it_cannot_read) {
    for (auto const* line : {"AUTH", "AUTH\t1", "AUTH\tx\tPLAIN\tservice=a", "AUTH\t-1\tPLAIN\tservice=a", "AUTH\t1\tPLAIN",
                             "AUTH\t4294967296\tPLAIN\tservice=a",
                             "AUTH\t1\tPLAIN\tservice=a\trport=99999", "AUTH\t1\tX\tservice=a\tcbind=tls-unique",
                             "AUTH\t1\tX\tservice=a\tcbind=:YQ==", "AUTH\t1\tX\tservice=a\tcbind=a:", "AUTH\t1\tX\tservice=a\tcbind=a:%", "CONT", "CONT\tz\tYQ==", "CPID\tx",
                             "VERSION\t1", "USER\t1", "USER\t1\t", "CANCEL"})
        EXPECT_TRUE(std::holds_alternative<bad>(parse_client(line))) << line;
    for (auto const* line : {"CONT\t1\t=", "OK", "OK\t1\tresp=a", "FAIL\tx", "USER\t1\ta\tuid=x", "MECH", "COOKIE", "SPID"})
        EXPECT_TRUE(std::holds_alternative<bad>(parse_server(line))) << line;
}

TEST(auth_wire, escapes_what_would_end_a_field) {
    std::string const nasty("a\0b\1c\td\re\nf", 11);
    EXPECT_EQ(escaped(nasty), "a\1" "0b\1" "1c\1td\1re\1nf");
    EXPECT_EQ(unescaped(escaped(nasty)), nasty);
    EXPECT_EQ(unescaped("end\1"), "end\1");
}

std::vector<client_line> client_samples() {
    request full{"SCRAM-SHA-256", "imap", "::1", "2001:db8::1", 143, 5000, true, {{"tls-exporter", std::string("\0\t\n", 3)}, {"tls-unique", "x"}},
                 true, "Bob Builder\t", std::string("n,,n=a\t\0", 8)};
    request bare;
    bare.mechanism = "LOGIN";
    bare.service = "smtp";
    return {version{1, 1}, cpid{99}, start{1, full}, start{4294967295u, bare}, reply{2, std::string("\0\xff", 2)},
            reply{2, ""}, cancel{3}, lookup{4, "a\tb@example.org", "lmtp"}};
}

std::vector<server_line> server_samples() {
    mechanism all{"X", true, true, true, true, true, true, true, true};
    user some;
    some.name = "b@example.org";
    return {version{}, all, spid{1}, cuid{2}, cookie{"ab"}, done{}, ask{1, "x"}, ok{1, "a\nb", {}}, ok{2, "", "v="},
            fail{3, "a", "why\tnot", true}, fail{4, "", "", false}, found{5, {"a", 1, 2, "/h", "m"}}, found{6, some},
            not_found{7}};
}

std::string without_end(std::string text) {
    EXPECT_EQ(text.back(), '\n');
    text.pop_back();
    EXPECT_EQ(text.find('\n'), text.npos);
    return text;
}

TEST(auth_wire, parses_what_it_prints) {
    for (auto const& line : client_samples()) EXPECT_EQ(parse_client(without_end(print(line))), line) << print(line);
    for (auto const& line : server_samples()) EXPECT_EQ(parse_server(without_end(print(line))), line) << print(line);
}

TEST(auth_wire, frames_the_same_lines_however_they_were_cut) {
    std::string const text = "VERSION\t1\t1\nCPID\t5\n\nAUTH\t1\tPLAIN\tservice=x\n";
    std::vector<std::string> const expected{"VERSION\t1\t1", "CPID\t5", "", "AUTH\t1\tPLAIN\tservice=x"};
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        framer f;
        std::vector<std::string> lines;
        for (auto part : {std::string_view(text).substr(0, cut), std::string_view(text).substr(cut)}) {
            f.feed(part);
            for (auto p = f.next(); p.state == framer::state::line; p = f.next()) lines.emplace_back(p.line);
        }
        EXPECT_EQ(lines, expected) << cut;
    }
}

TEST(auth_wire, bounds_a_line) {
    framer f(4);
    f.feed("1234\n12345");
    EXPECT_EQ(f.next().line, "1234");
    EXPECT_EQ(f.next().state, framer::state::too_long);
    f.feed("\n");
    EXPECT_EQ(f.next().state, framer::state::too_long);
}

}  // namespace
}  // namespace mailstead::auth::wire

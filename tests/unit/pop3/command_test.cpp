// The POP3 command grammar.
#include "pop3/command.h"

#include <string>

#include <gtest/gtest.h>

namespace mailstead::pop3 {
namespace {

template <class T>
T as(std::string_view line) {
    auto const r = parse(line);
    EXPECT_TRUE(std::holds_alternative<T>(r.command)) << line;
    if (auto const* c = std::get_if<T>(&r.command)) return *c;
    return T{};
}

TEST(pop3_command, every_verb_in_any_case) {
    EXPECT_EQ(as<user>("user bob@example.org").name, "bob@example.org");
    EXPECT_EQ(as<pass>("PASS  two  blanks ").password, " two  blanks ");
    EXPECT_EQ(as<retr>("rEtR 7").number, 7u);
    EXPECT_EQ(as<dele>("DELE 12").number, 12u);
    EXPECT_EQ(as<top>("TOP 3 0").number, 3u);
    EXPECT_EQ(as<top>("TOP 3  10").lines, 10u);
    EXPECT_FALSE(as<list>("LIST").number);
    EXPECT_EQ(as<list>("LIST 2").number, 2u);
    EXPECT_FALSE(as<uidl>("UIDL ").number);
    EXPECT_EQ(as<uidl>("uidl 9").number, 9u);
    as<pop3::stat>("STAT");
    as<noop>("NOOP");
    as<rset>("RSET");
    as<quit>("quit");
    as<capa>("CAPA");
    as<stls>("STLS");
}

TEST(pop3_command, auth_with_and_without_initial_response) {
    EXPECT_EQ(as<pop3::auth>("AUTH PLAIN").mechanism, "PLAIN");
    EXPECT_FALSE(as<pop3::auth>("AUTH PLAIN").initial_response);
    EXPECT_EQ(as<pop3::auth>("AUTH PLAIN =").initial_response, "=");
    EXPECT_EQ(as<pop3::auth>("AUTH PLAIN AGEAYg==").initial_response, "AGEAYg==");
    EXPECT_EQ(as<pop3::auth>("AUTH").mechanism, "");
    as<bad>("AUTH PLAIN a b");
}

TEST(pop3_command, what_is_wrong_is_bad) {
    for (auto const* line : {"", " ", "RETR", "RETR 0", "RETR -1", "RETR 1 2", "RETR 4294967297", "RETR 1x", "DELE", "TOP 1", "TOP", "TOP 0 1",
                             "TOP 1 -1", "TOP 1 2 3", "LIST x", "UIDL 0", "STAT 1", "QUIT now", "NOOP x", "USER", "USER ", "PASS", "PASS ",
                             "APOP a b", "LAST", "XTND", "RETR\t1", "STLS x", "CAPA x"})
        as<bad>(line);
    as<bad>(std::string(100000, 'A'));
    as<bad>(std::string("RETR 1\0", 7));
}

TEST(pop3_command, knows_where_each_may_be_given) {
    EXPECT_EQ(parse("RETR 1").where, in_transaction);
    EXPECT_EQ(parse("PASS x").where, in_authorization);
    EXPECT_EQ(parse("STLS").where, in_authorization | without_tls);
    EXPECT_EQ(parse("QUIT").where, in_authorization | in_transaction | without_tls);
}

}  // namespace
}  // namespace mailstead::pop3

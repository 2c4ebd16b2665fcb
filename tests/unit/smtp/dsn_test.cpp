#include "smtp/dsn.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

TEST(dsn, status_codes) {
    ASSERT_TRUE(parse_status("5.7.100"));
    EXPECT_EQ(print(*parse_status("5.7.100")), "5.7.100");
    for (auto const* text : {"", "1.2.3", "3.0.0", "5", "5.", "5.1", "5.1.", "5.1.1x", "5..1", "5.1234.1", "5.1.1234", " 5.1.1"})
        EXPECT_FALSE(parse_status(text)) << text;
    EXPECT_EQ(status_length("2.1.5 Ok"), 5u);
    EXPECT_EQ(status_length("2.1.5"), 5u);
    EXPECT_EQ(status_length("2.1.5x"), 0u);
    EXPECT_EQ(status_length("Ok"), 0u);
}

TEST(dsn, notify) {
    EXPECT_EQ(parse_notify("NEVER"), notify::never);
    EXPECT_EQ(parse_notify("success,FAILURE,delay"), notify::success | notify::failure | notify::delay);
    for (auto const* text : {"", "NEVER,SUCCESS", "SUCCESS,", "x", "SUCCESS DELAY"}) EXPECT_FALSE(parse_notify(text)) << text;
    EXPECT_EQ(print_notify(notify::success | notify::delay), "SUCCESS,DELAY");
    EXPECT_EQ(print_notify(notify::never), "NEVER");
}

TEST(dsn, orcpt_and_envid) {
    EXPECT_EQ(parse_orcpt("rfc822;a+2Bb@c"), "rfc822;a+b@c");
    EXPECT_EQ(print_orcpt("rfc822;a+b@c"), "rfc822;a+2Bb@c");
    EXPECT_EQ(parse_orcpt("utf-8;bücher@x"), "utf-8;bücher@x");
    EXPECT_EQ(parse_orcpt("rfc822;b+C3+BCcher@x"), "utf-8;bücher@x");    // Postfix 3.7
    EXPECT_FALSE(parse_orcpt("rfc822;b+FCcher@x"));
    EXPECT_EQ(print_orcpt("utf-8;bücher-€-😀@x"), "utf-8;b\\x{FC}cher-\\x{20AC}-\\x{1F600}@x");
    EXPECT_EQ(parse_orcpt("utf-8;b\\x{FC}cher@x"), "utf-8;b\\x{FC}cher@x");
    EXPECT_EQ(print_orcpt("utf-8;b\\x{FC}cher@x"), "utf-8;b\\x{FC}cher@x");
    for (auto const* text : {"", "rfc822", ";a", "rfc822;", "rf c;a", "rfc822;a+0Ab", "rfc822;a+2"}) EXPECT_FALSE(parse_orcpt(text)) << text;
    EXPECT_EQ(parse_envid("QQ+2B1"), "QQ+1");
    EXPECT_FALSE(parse_envid(""));
    EXPECT_FALSE(parse_envid("a+00"));
    EXPECT_FALSE(parse_envid(std::string(101, 'a')));
}

}  // namespace
}  // namespace mailstead::smtp

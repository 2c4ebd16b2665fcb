#include "mta/smtpd/proxy_header.h"

#include <gtest/gtest.h>

namespace mailstead::mta::smtpd {
namespace {

std::string binary(std::string_view rest) { return std::string("\r\n\r\n\0\r\nQUIT\n", 12) + std::string(rest); }

TEST(proxy_header, lines) {
    auto const four = parse_proxy_line("PROXY TCP4 203.0.113.9 192.0.2.1 12345 25");
    ASSERT_TRUE(four && four->known);
    EXPECT_EQ(four->client_address, "203.0.113.9");
    EXPECT_EQ(four->client_port, 12345);
    EXPECT_EQ(four->server_port, 25);
    auto const six = parse_proxy_line("PROXY TCP6 2001:db8::1 ::1 1 2");
    ASSERT_TRUE(six && six->known);
    EXPECT_EQ(six->client_address, "2001:db8::1");
    auto const unknown = parse_proxy_line("PROXY UNKNOWN ffff::1 ffff::2 1 2");
    ASSERT_TRUE(unknown);
    EXPECT_FALSE(unknown->known);
    for (auto const* text : {"", "PROXY", "PROXY TCP4", "PROXY TCP4 ::1 ::1 1 2", "PROXY TCP6 192.0.2.1 192.0.2.1 1 2", "proxy UNKNOWN",
                             "PROXY TCP4 192.0.2.1 192.0.2.2 1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 99999", "PROXY TCP4 x y 1 2"})
        EXPECT_FALSE(parse_proxy_line(text)) << text;
}

TEST(proxy_header, binary_ones) {
    std::string const four = binary(std::string_view("\x21\x11\0\x0c\xcb\0\x71\x09\xc0\0\x02\x01\x30\x39\0\x19", 16));
    ASSERT_TRUE(is_binary_proxy_header(std::string_view(four).substr(0, 12)));
    ASSERT_EQ(proxy_body_size(std::string_view(four).substr(0, 16)), 12u);
    auto const read = parse_binary_proxy_header(four);
    ASSERT_TRUE(read && read->known);
    EXPECT_EQ(read->client_address, "203.0.113.9");
    EXPECT_EQ(read->server_address, "192.0.2.1");
    EXPECT_EQ(read->client_port, 12345);
    for (std::size_t size = 0; size < four.size(); ++size) EXPECT_FALSE(parse_binary_proxy_header(four.substr(0, size))) << size;
    auto const local = parse_binary_proxy_header(binary(std::string_view("\x20\0\0\0", 4)));
    ASSERT_TRUE(local);
    EXPECT_FALSE(local->known);
    EXPECT_FALSE(proxy_body_size(binary(std::string_view("\x21\x11\xff\xff", 4))));    // more than is taken
    EXPECT_FALSE(proxy_body_size(binary(std::string_view("\x31\x11\0\x0c", 4))));      // a version that is none
    EXPECT_FALSE(parse_binary_proxy_header(binary(std::string_view("\x21\x21\0\x04" "abcd", 8))));    // too short for IPv6
}

}  // namespace
}  // namespace mailstead::mta::smtpd

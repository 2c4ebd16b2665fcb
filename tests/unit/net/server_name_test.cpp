#include "net/server_name.h"

#include <gtest/gtest.h>

namespace mailstead::net {
namespace {

std::string extension(std::string_view name, char kind = 0) {
    auto const number = [](std::size_t n) { return std::string{static_cast<char>(n >> 8), static_cast<char>(n)}; };
    return number(name.size() + 3) + kind + number(name.size()) + std::string(name);
}

TEST(server_name, is_read_in_lower_case) { EXPECT_EQ(host_name_in(extension("Mail.Example.ORG")), "mail.example.org"); }

TEST(server_name, that_is_none_is_empty) {
    EXPECT_EQ(host_name_in(extension("")), "");
    EXPECT_EQ(host_name_in(extension("a.example", 1)), "");
    EXPECT_EQ(host_name_in(extension("a/b")), "");
    EXPECT_EQ(host_name_in(extension(std::string_view("a\0b", 3))), "");
    EXPECT_EQ(host_name_in(extension(std::string(256, 'x'))), "");
}

TEST(server_name, is_read_whole_or_not_at_all) {
    auto const whole = extension("mail.example");
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_EQ(host_name_in(whole.substr(0, n)), "") << n;
    EXPECT_EQ(host_name_in(whole + "x"), "");
}

}  // namespace
}  // namespace mailstead::net

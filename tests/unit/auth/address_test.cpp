// One account, one spelling.
#include "auth/address.h"

#include <gtest/gtest.h>

namespace mailstead::auth {
namespace {

TEST(address, normal_form) {
    EXPECT_EQ(normal_address("Bob@Example.ORG"), "bob@example.org");
    EXPECT_EQ(normal_address("Bob", "Example.org"), "bob@example.org");
    EXPECT_EQ(normal_address("bob"), "bob");
    EXPECT_EQ(normal_address("\xc3\x96zg\xc3\xbcr@example.org"), "\xc3\xb6zg\xc3\xbcr@example.org");
    EXPECT_EQ(normal_address("bo\xcc\x88" "b@example.org"), "b\xc3\xb6" "b@example.org") << "o and a diaeresis";
    EXPECT_EQ(normal_address("\xef\xbc\xa2\xef\xbd\x8f\xef\xbd\x82@example.org"), "bob@example.org") << "full width";
    EXPECT_EQ(normal_address("\xe2\x85\xa8@example.org"), "\xe2\x85\xb8@example.org") << "IX stays one character: this is not SASLprep";
}

TEST(address, what_names_nobody) {
    for (auto const* text : {"", "@", "a@", "@b", "a b@example.org", "a\tb", ".a@example.org", "a/b@example.org", "a@b/c", "a\x7f", "\xff@example.org", "\xc3@example.org",
                             "a\xe2\x80\xa8@example.org", "a\xc2\xa0@example.org", "a\xe2\x80\x8b@example.org", "a\xe2\x80\xae@example.org", "a\xef\xbc\x8f@example.org",
                             "\xef\xbc\x8e@example.org"})
        EXPECT_FALSE(normal_address(text)) << text;
    EXPECT_FALSE(normal_address(std::string_view("a\0b@example.org", 15)));
    EXPECT_FALSE(normal_address(std::string(250, 'a') + "@example.org"));
}

}  // namespace
}  // namespace mailstead::auth

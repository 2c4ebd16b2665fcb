#include "conf/idna.h"

#include <gtest/gtest.h>

namespace mailstead::conf {
namespace {

TEST(ascii_domain, u_labels_become_a_labels) {
    EXPECT_EQ(ascii_domain("bücher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(ascii_domain("BÜCHER.example"), "xn--bcher-kva.example");
    EXPECT_EQ(ascii_domain("straße.example"), "xn--strae-oqa.example");
    EXPECT_EQ(ascii_domain("例え.テスト"), "xn--r8jz45g.xn--zckzah");
    EXPECT_EQ(ascii_domain("bücher。example"), "xn--bcher-kva.example");    // an ideographic full stop is a dot
}

TEST(ascii_domain, everything_else_is_left_alone) {
    for (std::string const text : {"", "Plain.EXAMPLE", "a_b.example", "[192.0.2.1]", "\xff.example", "a\xcc\x88 b.example", "ä..example"})
        EXPECT_EQ(ascii_domain(text), text);
    std::string const huge = std::string(5000, 'a') + "ä";
    EXPECT_EQ(ascii_domain(huge), huge);
    std::string nul("ä\0.example", 11);
    EXPECT_EQ(ascii_domain(nul), nul);
}

}  // namespace
}  // namespace mailstead::conf

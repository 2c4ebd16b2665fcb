#include "imap/comparator.h"

#include <gtest/gtest.h>

#include <string>

namespace mailstead::imap {
namespace {

TEST(comparator, what_matches) {
    for (auto const* asked : {"default", "DEFAULT", "i;unicode-casemap", "I;Unicode-Casemap", "*", "i;*", "i;unicode*", "*casemap", "i;*-*map", "+i;unicode-casemap",
                              "*;*", "i;unicode-casemap*", "i*u*e*p"})
        EXPECT_EQ(matches_comparator(asked), comparator_match::yes) << asked;
}

TEST(comparator, what_does_not) {
    for (auto const* asked : {"i;octet", "i;ascii-casemap", "i;basic", "cz;*", "i;unicode", "i;*x", "-i;unicode-casemap", "-*", "i;unicode-casemapx", "*i;*u*z*"})
        EXPECT_EQ(matches_comparator(asked), comparator_match::no) << asked;
}

TEST(comparator, what_is_no_comparator) {
    for (std::string const asked : {"", "+", "-", ";", "1", "i unicode", "**", "i;**", "i_x", "\xc3\xa4"}) EXPECT_EQ(matches_comparator(asked), comparator_match::malformed) << asked;
    EXPECT_EQ(matches_comparator(std::string(254, 'a')), comparator_match::no);
    EXPECT_EQ(matches_comparator(std::string(255, 'a')), comparator_match::malformed);
}

}  // namespace
}  // namespace mailstead::imap

#include "store/rights.h"

#include <gtest/gtest.h>

namespace mailstead::store {
namespace {

rights r(std::string_view text) { return rights::parse(text).value(); }

TEST(rights, letters_are_read_and_others_refused) {
    EXPECT_EQ(r("lrswipkxtea"), rights::all());
    EXPECT_TRUE(r("").empty());
    EXPECT_TRUE(r("lr").has('r'));
    EXPECT_FALSE(r("lr").has('s'));
    EXPECT_EQ(r("rrll"), r("lr"));
    for (auto const* wrong : {"q", "L", "lr ", "0", "+l", "lrQ"}) EXPECT_FALSE(rights::parse(wrong)) << wrong;
}

TEST(rights, the_obsolete_ones_stand_for_their_members) {
    EXPECT_EQ(r("c"), r("kx"));
    EXPECT_EQ(r("d"), r("et"));
    EXPECT_EQ(r("lrk").print(), "lrkc");
    EXPECT_EQ(r("lrt").print(), "lrtd");
    EXPECT_EQ(rights::all().print(), "lrswipkxteacd");
    EXPECT_EQ(r("lrs").print(), "lrs");
    EXPECT_EQ(r("cd").plain(), "kxte");
}

TEST(rights, anyone_is_everybody_and_a_dash_takes_away) {
    std::vector<access_entry> const list = {{"anyone", r("l")}, {"bob", r("rs")}, {"-bob", r("s")}, {"-anyone", r("w")}, {"carol", r("lw")}};
    EXPECT_EQ(rights_of(list, "bob"), r("lr"));
    EXPECT_EQ(rights_of(list, "carol"), r("l"));
    EXPECT_EQ(rights_of(list, "dave"), r("l"));
    EXPECT_EQ(rights_of({}, "bob"), rights());
}

TEST(rights, a_user_whose_name_begins_with_a_dash_gains_nothing) {
    EXPECT_TRUE(rights_of({{"-bob", r("lr")}}, "-bob").empty());
    EXPECT_TRUE(rights_of({{"bob", r("lr")}}, "").empty());
}

TEST(rights, identifiers_have_one_spelling) {
    EXPECT_EQ(canonical_identifier("Bob@Example.ORG"), "bob@example.org");
    EXPECT_EQ(canonical_identifier("-Bob@Example.ORG"), "-bob@example.org");
    EXPECT_EQ(canonical_identifier("Anyone"), "anyone");
    EXPECT_EQ(canonical_identifier("Bob"), "Bob");    // a system user's name is not folded
    for (auto const* wrong : {"", "-", "--bob", "a b", "a\tb", "\x7f", "\xff"}) EXPECT_FALSE(canonical_identifier(wrong)) << wrong;
    EXPECT_FALSE(canonical_identifier(std::string(256, 'a')));
    EXPECT_FALSE(canonical_identifier(std::string("a\0b", 3)));
}

}  // namespace
}  // namespace mailstead::store

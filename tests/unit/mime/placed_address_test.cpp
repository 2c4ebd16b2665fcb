// Where the addresses of a field stand.
#include "mime/address.h"

#include <gtest/gtest.h>

namespace mailstead::mime {
namespace {

std::string places(std::string_view value) {
    std::string out;
    for (auto const& one : parse_placed_addresses(value)) out += '[' + std::string(value.substr(one.begin, one.end - one.begin)) + ']';
    return out;
}

TEST(placed_address, addr_specs_without_names_brackets_and_comments) {
    EXPECT_EQ(places("joe"), "[joe]");
    EXPECT_EQ(places("Joe Doe <joe@a.b> (x), \"Q, Z\" <q>"), "[joe@a.b][q]");
    EXPECT_EQ(places(" joe @ a . b (Joe)"), "[joe @ a . b]");
    EXPECT_EQ(places("\"a b\"@c.d, e@[1.2.3.4]"), "[\"a b\"@c.d][e@[1.2.3.4]]");
    EXPECT_EQ(places("<@r,@s:k@m>"), "[@r,@s:k@m]");
}

TEST(placed_address, nothing_where_there_is_none) {
    EXPECT_EQ(places("<>"), "[]");
    EXPECT_EQ(places("g: a, b@c;"), "[][a][b@c][]");
    EXPECT_EQ(places(""), "");
    EXPECT_EQ(places(std::string(5000, '.') + "x"), "[]");    // more tokens than an address may have
}

TEST(placed_address, the_same_addresses_as_without_places) {
    for (std::string_view const value : {"a, b <c@d>, g: e;, <@r:f@h> (x)", "\"unclosed", "a@b@c", "((", "x <y"}) {
        auto const plain = parse_addresses(value);
        auto const placed = parse_placed_addresses(value);
        ASSERT_EQ(plain.size(), placed.size()) << value;
        for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_EQ(plain[i], placed[i].what) << value;
    }
}

}  // namespace
}  // namespace mailstead::mime

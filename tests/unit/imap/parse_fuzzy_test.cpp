// FUZZY and RELEVANCY, RFC 6203 §7.
#include <gtest/gtest.h>

#include "imap/parse.h"
#include "imap/search_run.h"

namespace mailstead::imap {
namespace {

TEST(parse_fuzzy, marks_all_of_its_key_and_nothing_beside) {
    auto const out = std::get<commands::search>(parse("a SEARCH RETURN (ALL RELEVANCY) FUZZY (SUBJECT x OR TO y CC z) FROM w").value);
    ASSERT_TRUE(out.wanted && out.wanted->relevancy);
    ASSERT_EQ(out.key.keys.size(), 2u);
    EXPECT_TRUE(out.key.keys[0].fuzzy);
    EXPECT_TRUE(out.key.keys[0].keys[1].keys[1].fuzzy);
    EXPECT_FALSE(out.key.keys[1].fuzzy);
    EXPECT_TRUE(asks_fuzzy(out.key));
    EXPECT_FALSE(asks_fuzzy(out.key.keys[1]));
}

TEST(parse_fuzzy, cut_anywhere_is_refused_or_plain) {
    std::string const line = "a SEARCH RETURN (RELEVANCY) FUZZY TEXT hello";
    for (std::size_t i = 0; i < line.size(); ++i) {
        auto const out = parse(std::string_view(line).substr(0, i));
        auto const* search = std::get_if<commands::search>(&out.value);
        EXPECT_TRUE(!search || i > line.find("hello")) << i;
    }
    std::string deep = "a SEARCH ";
    for (int i = 0; i < 1000; ++i) deep += "FUZZY ";
    EXPECT_TRUE(std::holds_alternative<commands::bad>(parse(deep + "ALL").value));
}

}  // namespace
}  // namespace mailstead::imap

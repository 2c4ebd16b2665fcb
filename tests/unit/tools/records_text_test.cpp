#include "tools/records_text.h"

#include <gtest/gtest.h>

namespace mailstead::tools {
namespace {

carried_records sample() {
    carried_records out;
    out.account = "alice@example.org";
    carried_record comment;
    comment.folder = {"Lists", "cooks"};
    comment.user = "alice@example.org";
    comment.name = "/private/comment";
    comment.value = std::string("a\0\r\n\xff", 5);
    carried_record filter;
    filter.of_account = true;
    filter.user = "alice@example.org";
    filter.name = "/private/filters/values/small";
    carried_record entry;
    entry.identifier = "-bob@example.org";
    entry.rights = "lr";
    out.all = {comment, filter, entry};
    return out;
}

TEST(records_text, comes_back_as_it_was) {
    auto const back = parse_records(print_records(sample()));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->account, "alice@example.org");
    ASSERT_EQ(back->all.size(), 3u);
    EXPECT_EQ(back->all[0].folder, (std::vector<std::string>{"Lists", "cooks"}));
    EXPECT_EQ(back->all[0].value, std::string("a\0\r\n\xff", 5));
    EXPECT_TRUE(back->all[1].of_account);
    EXPECT_EQ(back->all[2].identifier, "-bob@example.org");
    EXPECT_EQ(back->all[2].rights, "lr");
    EXPECT_EQ(print_records(*back), print_records(sample()));
}

TEST(records_text, cut_anywhere_it_is_less_or_nothing) {
    auto const text = print_records(sample());
    for (std::size_t n = 0; n < text.size(); ++n) {
        auto const part = parse_records(std::string_view(text).substr(0, n));
        if (part) {
            EXPECT_LE(part->all.size(), 3u);
        }
    }
}

TEST(records_text, what_it_is_not) {
    EXPECT_FALSE(parse_records(""));
    EXPECT_FALSE(parse_records("[]\n"));
    EXPECT_FALSE(parse_records("{\"mailstead-records\":2}\n"));
    auto const odd = parse_records("{\"mailstead-records\":1}\nnonsense\n{}\n{\"name\":\"/shared/a\",\"value\":\"!\"}\n{\"identifier\":\"b\",\"rights\":\"l\"}\n");
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->all.size(), 1u);
}

}  // namespace
}  // namespace mailstead::tools

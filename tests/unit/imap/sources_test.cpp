#include "imap/sources.h"

#include <gtest/gtest.h>

#include "store/memory.h"

namespace mailstead::imap {
namespace {

using kind = mailbox_filter::kind;
using names = std::vector<std::string>;

std::vector<store::folder> const folders = [] {
    std::vector<store::folder> out;
    for (auto const* name : {"INBOX", "a", "a.b", "a.b.c", "ab", "level"}) out.emplace_back().name = name;
    out.back().selectable = false;
    return out;
}();

names of(std::vector<mailbox_filter> const& filters) {
    store::memory::account const whose;
    return mailboxes_of(filters, folders, {"a", "gone"}, whose);
}

TEST(sources, each_specifier) {
    EXPECT_EQ(of({{kind::selected, {}}}), names{});
    EXPECT_EQ(of({{kind::personal, {}}}), (names{"INBOX", "a", "a.b", "a.b.c", "ab"}));
    EXPECT_EQ(of({{kind::inboxes, {}}}), (names{"INBOX", "a", "a.b", "a.b.c", "ab"}));
    EXPECT_EQ(of({{kind::subscribed, {}}}), (names{"a", "gone"}));
    EXPECT_EQ(of({{kind::subtree, {"a"}}}), (names{"a", "a.b", "a.b.c"}));
    EXPECT_EQ(of({{kind::subtree_one, {"a"}}}), (names{"a", "a.b"}));
    EXPECT_EQ(of({{kind::mailboxes, {"x", "a"}}}), (names{"x", "a"}));
}

TEST(sources, each_mailbox_once) {
    EXPECT_EQ(of({{kind::mailboxes, {"a.b", "a.b"}}, {kind::subtree, {"a", "a.b"}}}), (names{"a.b", "a", "a.b.c"}));
}

TEST(sources, the_selected_one) {
    EXPECT_TRUE(has_selected({}));
    EXPECT_TRUE(has_only_selected({}));
    EXPECT_TRUE(has_only_selected({{kind::selected, {}}, {kind::selected, {}}}));
    EXPECT_FALSE(has_only_selected({{kind::selected, {}}, {kind::personal, {}}}));
    EXPECT_FALSE(has_selected({{kind::mailboxes, {"INBOX"}}}));
}

}  // namespace
}  // namespace mailstead::imap

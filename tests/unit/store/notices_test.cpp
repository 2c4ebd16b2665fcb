#include <gtest/gtest.h>

#include "store/notices.h"

namespace mailstead::store {
namespace {

class ear final : public notice_listener {
public:
    void happened(notice const& what) noexcept override { heard.push_back(what); }
    std::vector<notice> heard;
};

TEST(notices, all_listeners_of_the_account_hear) {
    notice_board board;
    auto const mine = board.of("a"), same = board.of("a"), other = board.of("b");
    EXPECT_EQ(mine, same);
    EXPECT_NE(mine, other);
    ear one, two, stranger;
    mine->listen(one);
    same->listen(two);
    other->listen(stranger);
    notice what;
    what.name = "Work";
    mine->tell(what);
    mine->unlisten(one);
    mine->tell(what);
    EXPECT_EQ(one.heard.size(), 1u);
    EXPECT_EQ(two.heard.size(), 2u);
    EXPECT_EQ(two.heard[0].name, "Work");
    EXPECT_TRUE(stranger.heard.empty());
    same->unlisten(two);
    other->unlisten(stranger);
}

TEST(notices, an_account_that_nobody_has_is_forgotten) {
    notice_board board;
    std::weak_ptr<notices> const gone = board.of("a");
    EXPECT_TRUE(gone.expired());
    EXPECT_TRUE(board.of("a"));
}

}  // namespace
}  // namespace mailstead::store

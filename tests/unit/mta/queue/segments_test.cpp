// Blocks are given once, come back, and are found again after a restart.
#include "mta/queue/segments.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "room.h"

namespace mailstead::mta::queue {
namespace {

std::unique_ptr<segments> open_in(std::string const& directory) {
    auto out = segments::open(directory, base::system_files());
    if (!out) throw std::runtime_error(out.error().message());
    return std::move(*out);
}

std::string joined(std::vector<std::string> const& pieces) {
    std::string out;
    for (auto const& one : pieces) out += one;
    return out;
}

TEST(segments, keep_texts_over_a_restart) {
    test::temporary_directory where;
    std::string text;
    for (int i = 0; text.size() < 300000; ++i) text += std::to_string(i) + "\r\n";
    std::vector<extent> taken;
    {
        auto files = open_in(where.path() + "/segments");
        auto const hole = files->allocate(1);
        auto const room = files->allocate(text.size());
        ASSERT_TRUE(hole && room);
        files->release(*hole);
        auto const more = files->allocate(3 * segments::block_size);    // the hole and something behind
        ASSERT_TRUE(more);
        EXPECT_EQ(more->size(), 2u);
        taken = *room;
        EXPECT_GE(capacity(taken), text.size());
        ASSERT_TRUE(files->write(taken, 0, std::string_view(text).substr(0, 100000)));
        ASSERT_TRUE(files->write(taken, 100000, std::string_view(text).substr(100000)));
        ASSERT_TRUE(files->sync({1}));
    }
    auto files = open_in(where.path() + "/segments");
    EXPECT_EQ(files->blocks_in_use(), 0u);
    EXPECT_TRUE(files->use(taken));
    std::vector<extent> const part{{taken.front().segment, taken.front().block, 1}};
    EXPECT_FALSE(files->use(part)) << "taken twice";
    auto const used = files->blocks_in_use();
    files->release(part);
    EXPECT_EQ(files->blocks_in_use(), used) << "another row's blocks";
    EXPECT_FALSE(files->use(std::vector<extent>{{9, 0, 1}}));
    auto const back = files->read(taken, text.size());
    ASSERT_TRUE(back);
    EXPECT_EQ(joined(*back), text);
    files->release(taken);
    EXPECT_EQ(files->blocks_in_use(), 0u);
}

TEST(segments, grow_by_files_and_use_them_again) {
    test::temporary_directory where;
    auto files = open_in(where.path() + "/segments");
    auto const big = files->allocate(segments::block_size * (segments::blocks_per_segment + 3));
    ASSERT_TRUE(big);
    EXPECT_EQ(files->files(), 2u);
    std::string const end(2 * segments::block_size, 'e');
    ASSERT_TRUE(files->write(*big, segments::block_size * (segments::blocks_per_segment - 1), end));
    EXPECT_FALSE(files->write(*big, capacity(*big), "x"));
    files->release(*big);
    auto const again = files->allocate(segments::block_size * segments::blocks_per_segment * 2);
    ASSERT_TRUE(again);
    EXPECT_EQ(files->files(), 2u);
    EXPECT_FALSE(files->read(*again, capacity(*again) + 1));
}

}  // namespace
}  // namespace mailstead::mta::queue

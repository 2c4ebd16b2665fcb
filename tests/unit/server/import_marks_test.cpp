// What an import has brought so far, as its marks say it.
#include "server/import_marks.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/ascii.h"

namespace mailstead::server {
namespace {

std::string key(char c) { return std::string(import_key_size, c); }
std::string line(char c) { return "K " + base::hex(key(c)) + "\n"; }
std::string const folder = base::hex("Lists.cooks");

TEST(import_marks, a_batch_counts_when_its_end_is_there) {
    auto const text = "mailstead-import 1 fresh\nB 7 " + folder + "\n" + line('a') + line('b') + "C\nB 9 " + folder + "\n" + line('c');
    auto const state = parse_import_marks(text);
    ASSERT_TRUE(state.usable);
    EXPECT_TRUE(state.fresh);
    EXPECT_EQ(state.known.size(), 2u);
    EXPECT_TRUE(state.known.contains(key('a')));
    ASSERT_EQ(state.doubts.size(), 1u);
    EXPECT_EQ(state.doubts[0].folder, "Lists.cooks");
    EXPECT_EQ(state.doubts[0].uidnext, 9u);
    EXPECT_TRUE(state.doubts[0].keys.contains(key('c')));
}

TEST(import_marks, doubts_stay_until_they_are_known) {
    auto const text = "mailstead-import 1 old\nB 1 " + folder + "\n" + line('a') + line('b') + "B 5 " + folder + "\n" + line('a') + "C\nB 5 " +
                      folder + "\n" + line('z') + "W\n";
    auto const state = parse_import_marks(text);
    EXPECT_FALSE(state.fresh);
    EXPECT_TRUE(state.known.contains(key('a')));
    EXPECT_FALSE(state.known.contains(key('z')));
    ASSERT_EQ(state.doubts.size(), 1u);
    EXPECT_EQ(state.doubts[0].uidnext, 1u);
    EXPECT_EQ(state.doubts[0].keys.size(), 1u);
}

// Cut anywhere, it never says more than the whole did, and nothing that was not said yet.
TEST(import_marks, cut_at_every_octet) {
    auto const text = "mailstead-import 1 fresh\nB 7 " + folder + "\n" + line('a') + "C\nB 9 " + folder + "\n" + line('b') + "C\n";
    std::size_t before = 0;
    for (std::size_t n = 0; n <= text.size(); ++n) {
        auto const state = parse_import_marks(std::string_view(text).substr(0, n));
        EXPECT_GE(state.known.size(), before);
        before = state.known.size();
        EXPECT_LE(state.known.size() + state.doubts.size(), 2u);
    }
    EXPECT_EQ(before, 2u);
}

TEST(import_marks, nonsense_is_passed_over) {
    EXPECT_FALSE(parse_import_marks("").usable);
    EXPECT_FALSE(parse_import_marks("something else\nB 1 00\n").usable);
    auto const state = parse_import_marks("mailstead-import 1 old\nC\nW\nK 00\nB x\nK zz\nB 1 0\nK " + base::hex(key('a')) + "\nnoise\nC\n");
    EXPECT_TRUE(state.usable);
    EXPECT_EQ(state.known.size(), 1u);
}

TEST(import_marks, on_disk) {
    auto const directory = std::filesystem::temp_directory_path() / ("import_marks_" + std::to_string(::getpid()));
    {
        auto marks = import_marks::open(directory.string(), "some source", true);
        ASSERT_TRUE(marks);
        EXPECT_TRUE(marks->state().fresh);
        ASSERT_TRUE(marks->announce("INBOX", 1, {key('a')}));
        ASSERT_TRUE(marks->settle());
        ASSERT_TRUE(marks->announce("INBOX", 2, {key('b')}));
    }
    {
        auto marks = import_marks::open(directory.string(), "some source", false);
        ASSERT_TRUE(marks);
        EXPECT_TRUE(marks->state().fresh);    // as it was when it began
        EXPECT_EQ(marks->state().known.size(), 1u);
        EXPECT_EQ(marks->state().doubts.size(), 1u);
        ASSERT_TRUE(marks->remove());
    }
    auto const other = import_marks::open(directory.string(), "some source", false);
    ASSERT_TRUE(other);
    EXPECT_FALSE(other->state().fresh);
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace mailstead::server

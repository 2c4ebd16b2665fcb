// Index files with bytes changed: looked at one by one, asked and listed, none of them may end the process.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "conf/table_writer.h"
#include "conf/tables/content.h"
#include "conf/tables/lmdb_file.h"
#include "table_fixture.h"

namespace mailstead::conf {
namespace {

// Two leaves under a branch, and a value in pages of its own.
table_image some_rows() {
    table_image out;
    for (int i = 100; i < 270; ++i) out.replace("key" + std::to_string(i), "the value " + std::to_string(i));
    out.replace("long", std::string(5'000, 'x'));
    return out;
}

class damaged_index : public testing::Test {
protected:
    std::string write(char const* type) {
        file_ = *index_of(type, dir_.path("t"));
        auto writer = table_writer::open(file_);
        EXPECT_TRUE(writer && writer->commit(some_rows(), 0644));
        fd_ = base::unique_fd(::open(file_.path.c_str(), O_RDWR | O_CLOEXEC));
        return dir_.read(std::filesystem::path(file_.path).filename().string());
    }
    void put(std::size_t at, std::string_view bytes) {
        ASSERT_EQ(::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(at)),
                  static_cast<ssize_t>(bytes.size()));
    }
    // True when the file is taken. Whatever is in it, asking and listing come to an end.
    bool use() {
        auto const opened = file_.format == index_format::lmdb ? open_lmdb(file_.path) : open_cdb(file_.path);
        auto const image = read_index(file_);
        if (opened)
            for (auto const* key : {"key100", "key164", "key269", "long", "zzz"}) (void)(*opened)->find(key);
        EXPECT_TRUE(!image || image->rows().size() <= 200);
        return opened.has_value();
    }

    temp_dir dir_;
    index_file file_;
    base::unique_fd fd_;
};

TEST_F(damaged_index, every_byte_of_an_lmdb_file) {
    auto const whole = write("lmdb");
    ASSERT_TRUE(use());
    ASSERT_TRUE(is_sound_lmdb(whole));
    auto changed = whole;
    std::size_t refused = 0;
    std::size_t used = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int const change : {0x01, 0x80, 0xff}) {
            auto const value = static_cast<char>(whole[at] ^ change);
            changed[at] = value;
            bool const is_sound = is_sound_lmdb(changed);
            changed[at] = whole[at];
            if (!is_sound) {
                ++refused;
                continue;
            }
            // What lies in a value or in no row at all makes no difference: some of these places will do.
            if (whole[at] == 'x' || (whole[at] == '\0' && at % 64 != 0)) continue;
            put(at, {&value, 1});
            (void)use();
            put(at, {&whole[at], 1});
            ++used;
        }
    }
    EXPECT_GT(refused, 1'000u);
    EXPECT_GT(used, 1'000u);
    EXPECT_TRUE(use());
}

TEST_F(damaged_index, every_byte_of_a_cdb_file) {
    auto const whole = write("cdb");
    ASSERT_TRUE(use());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        if (whole[at] == 'x') continue;
        for (int const change : {0x01, 0x80, 0xff}) {
            auto const value = static_cast<char>(whole[at] ^ change);
            put(at, {&value, 1});
            (void)use();
            put(at, {&whole[at], 1});
        }
    }
    EXPECT_TRUE(use());
}

// Both the server's lookups and postmap's lists say so.
TEST_F(damaged_index, is_told_by_reader_and_writer) {
    auto const whole = write("lmdb");
    auto const place = whole.find("key164", 2 * 4096);
    ASSERT_NE(place, whole.npos);
    put(place - 2, "\xff\xff");  // the key's size
    EXPECT_EQ(open_lmdb(file_.path).error(), errc::damaged_file);
    EXPECT_EQ(read_index(file_).error(), errc::damaged_file);
}

class changed_lmdb : public damaged_index {
protected:
    static std::uint16_t number(std::string_view text, std::size_t at) {
        return static_cast<std::uint16_t>(static_cast<unsigned char>(text[at]) |
                                          static_cast<unsigned char>(text[at + 1]) << 8);
    }
    // The first page with these flags.
    static std::size_t page_with(std::string_view text, unsigned flags) {
        for (std::size_t page = 2; (page + 1) * 4096 <= text.size(); ++page)
            if (number(text, page * 4096 + 10) == flags) return page * 4096;
        return 0;
    }
};

TEST_F(changed_lmdb, each_kind_of_damage_is_found) {
    auto const whole = write("lmdb");
    auto const meta = 4096u;  // of the first transaction
    auto const branch = page_with(whole, 1);
    auto const leaf = page_with(whole, 2);
    auto const run = page_with(whole, 4);
    ASSERT_TRUE(branch != 0 && leaf != 0 && run != 0);
    auto const row = leaf + number(whole, leaf + 16);
    auto const child = branch + number(whole, branch + 18);
    auto const rows = meta + 88;  // where the description of the rows' tree begins
    std::vector<std::pair<char const*, std::pair<std::size_t, std::string>>> const all{
        {"the tree's flags", {rows + 4, std::string("\x04", 1)}},
        {"its depth", {rows + 6, std::string("\x01", 1)}},
        {"its number of rows", {rows + 32, std::string("\x05", 1)}},
        {"its root", {rows + 40, std::string("\x01", 1)}},
        {"a root that is not there", {rows + 40, std::string("\xff\xff", 2)}},
        {"the second page size", {meta + 40, std::string("\x00\x20", 2)}},
        {"a page's own number", {leaf, std::string("\x77", 1)}},
        {"a page's kind", {leaf + 10, std::string("\x22", 1)}},
        {"where the rows' places end", {leaf + 12, std::string("\xff\x0f", 2)}},
        {"where the rows begin", {leaf + 14, std::string("\xff\xff", 2)}},
        {"the place of a row", {leaf + 16, std::string("\xfe\x0f", 2)}},
        {"the size of a value", {row, std::string("\xff\xff\xff\xff", 4)}},
        {"the flags of a row", {row + 4, std::string("\x04", 1)}},
        {"the size of a key", {row + 6, std::string("\xff\x7f", 2)}},
        {"no key", {row + 6, std::string("\x00\x00", 2)}},
        {"the order of keys", {row + 8, std::string("zzz")}},
        {"a page of the branch", {child, std::string("\x30", 1)}},
        {"the first page twice", {child, whole.substr(branch + number(whole, branch + 16), 2)}},
        {"the key of a branch", {child + 8, std::string("aaa")}},
        {"the number of pages of a long value", {run + 12, std::string("\x01", 1)}},
        {"too many pages of a long value", {run + 12, std::string("\xff\xff\xff\x7f", 4)}},
        {"the kind of a long value's page", {run + 10, std::string("\x02", 1)}},
    };
    for (auto const& [what, change] : all) {
        auto bad = whole;
        bad.replace(change.first, change.second.size(), change.second);
        ASSERT_NE(bad, whole) << what;
        EXPECT_FALSE(is_sound_lmdb(bad)) << what;
        put(change.first, change.second);
        EXPECT_FALSE(use()) << what;
        put(change.first, std::string_view(whole).substr(change.first, change.second.size()));
    }
    EXPECT_TRUE(use());
}

TEST_F(damaged_index, a_table_without_rows_and_one_of_many_are_sound) {
    for (int const count : {0, 1, 20'000}) {
        table_image image;
        for (int i = 0; i < count; ++i)
            image.replace("key" + std::to_string(i), std::string(static_cast<std::size_t>(i % 3'000), 'v'));
        file_ = *index_of("lmdb", dir_.path("n"));
        auto writer = table_writer::open(file_);
        ASSERT_TRUE(writer && writer->commit(image, 0644));
        EXPECT_TRUE(open_lmdb(file_.path)) << count;
        auto const back = read_index(file_);
        ASSERT_TRUE(back) << count;
        EXPECT_EQ(back->rows(), image.rows()) << count;
    }
}

}  // namespace
}  // namespace mailstead::conf

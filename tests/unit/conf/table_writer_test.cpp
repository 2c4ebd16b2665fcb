// Indexed files: written, read back, replaced; two writers; files that are cut short or of another kind.
#include "conf/table_writer.h"

#include <gtest/gtest.h>

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "conf/table.h"
#include "temp_dir.h"

namespace mailstead::conf {
namespace {

class table_writer_in : public testing::TestWithParam<char const*> {
protected:
    index_file file() const { return *index_of(GetParam(), dir_.path("t")); }

    void write(std::vector<std::pair<std::string, std::string>> const& rows, mode_t mode = 0644, bool nul = false) {
        table_image image;
        image.set_ends_in_nul(nul);
        for (auto const& [key, value] : rows) image.replace(key, value);
        auto writer = table_writer::open(file());
        ASSERT_TRUE(writer);
        auto const done = writer->commit(image, mode);
        ASSERT_TRUE(done) << done.error().message();
    }
    std::string rows() const {
        auto const image = read_index(file());
        if (!image) return image.error().message();
        std::string out;
        for (auto const& [key, value] : image->rows()) out += key + '=' + value + ' ';
        return out;
    }
    std::size_t files() const {
        auto all = std::filesystem::directory_iterator(dir_.path());
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }
    temp_dir dir_;
};

TEST_P(table_writer_in, reads_back_what_was_written) {
    write({{"b", "2"}, {"a", "1"}, {"key with space", std::string(70'000, 'v')}, {"empty", ""}});
    EXPECT_EQ(rows(), "a=1 b=2 empty= key with space=" + std::string(70'000, 'v') + ' ');
    EXPECT_EQ(files(), 1u);  // no temporary, no lock
    write({{"c", "3"}});
    EXPECT_EQ(rows(), "c=3 ");
    write({});
    EXPECT_EQ(rows(), "");
}

TEST_P(table_writer_in, many_rows) {
    std::vector<std::pair<std::string, std::string>> many;
    for (int i = 0; i < 20'000; ++i) many.emplace_back("key" + std::to_string(i), std::string(i % 300, 'x'));
    write(many);
    EXPECT_EQ(read_index(file())->rows().size(), many.size());
    EXPECT_EQ(*read_index(file())->find("key299"), std::string(299, 'x'));
}

TEST_P(table_writer_in, mode_is_set) {
    write({{"a", "1"}}, 0640);
    struct stat status {};
    ASSERT_EQ(::stat(file().path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0640u);
}

TEST_P(table_writer_in, rows_may_end_in_nul) {
    write({{"a", "1"}}, 0644, true);
    EXPECT_EQ(rows(), "a=1 ");
    EXPECT_TRUE(read_index(file())->ends_in_nul());
}

TEST_P(table_writer_in, without_commit_nothing_happens) {
    write({{"a", "1"}});
    {
        auto writer = table_writer::open(file());
        ASSERT_TRUE(writer);
        EXPECT_EQ(writer->present()->rows().size(), 1u);
    }
    EXPECT_EQ(rows(), "a=1 ");
    EXPECT_EQ(files(), 1u);
}

TEST_P(table_writer_in, takes_over_what_a_killed_writer_left) {
    dir_.write(std::filesystem::path(file().path).filename().string() + ".tmp", "half a file");
    write({{"a", "1"}});
    EXPECT_EQ(rows(), "a=1 ");
    EXPECT_EQ(files(), 1u);
}

TEST_P(table_writer_in, writers_wait_for_each_other_and_lose_nothing) {
    constexpr int each = 20;
    auto const add = [&](std::string const& prefix) {
        for (int i = 0; i < each; ++i) {
            auto writer = table_writer::open(file());
            ASSERT_TRUE(writer);
            auto image = writer->present();
            table_image next = image ? *image : table_image();
            ASSERT_TRUE(next.add(prefix + std::to_string(i), "v"));
            ASSERT_TRUE(writer->commit(next, 0644));
        }
    };
    std::thread one(add, "a");
    std::thread two(add, "b");
    add("c");
    one.join();
    two.join();
    EXPECT_EQ(read_index(file())->rows().size(), 3u * each);
}

TEST_P(table_writer_in, readers_see_the_old_or_the_new_file) {
    write({{"k", "0"}, {"all", "yes"}});
    std::atomic<bool> stop = false;
    std::thread reader([&] {
        while (!stop) {
            auto const image = read_index(file());
            ASSERT_TRUE(image) << image.error().message();
            ASSERT_NE(image->find("k"), nullptr);
            ASSERT_NE(image->find("all"), nullptr);
        }
    });
    for (int i = 0; i < 50; ++i) write({{"k", std::to_string(i)}, {"all", "yes"}});
    stop = true;
    reader.join();
}

TEST_P(table_writer_in, a_file_cut_short_is_an_error_at_every_length) {
    std::vector<std::pair<std::string, std::string>> many;
    for (int i = 0; i < 500; ++i) many.emplace_back("key" + std::to_string(i), std::string(40, 'x'));
    write(many);
    auto const whole = std::filesystem::file_size(file().path);
    for (std::size_t size = 0; size < whole; size += 509) {
        std::filesystem::resize_file(file().path, size);
        auto const image = read_index(file());
        EXPECT_FALSE(image && image->rows().size() == many.size()) << size;
        write(many);
    }
}

TEST_P(table_writer_in, other_kinds_of_files_are_no_table) {
    dir_.write(std::filesystem::path(file().path).filename().string(), "text that is no table\n");
    EXPECT_EQ(read_index(file()).error(), errc::damaged_file);
    std::filesystem::remove(file().path);
    EXPECT_EQ(read_index(file()).error(), boost::system::errc::no_such_file_or_directory);
    ASSERT_EQ(::mkfifo(file().path.c_str(), 0600), 0);
    EXPECT_EQ(read_index(file()).error(), errc::not_a_file);
    std::filesystem::remove(file().path);
    std::filesystem::create_directory(file().path);
    EXPECT_EQ(read_index(file()).error(), errc::not_a_file);
}

TEST_P(table_writer_in, a_folder_that_is_not_there) {
    auto const writer = table_writer::open(*index_of(GetParam(), "/nonexistent/t"));
    EXPECT_EQ(writer.error(), boost::system::errc::no_such_file_or_directory);
}

INSTANTIATE_TEST_SUITE_P(formats, table_writer_in, testing::Values("hash", "lmdb", "cdb"));

TEST(table_writer, keys_that_lmdb_cannot_hold) {
    temp_dir const dir;
    auto const file = *index_of("lmdb", dir.path("t"));
    table_image image;
    image.replace(std::string(lmdb_key_limit, 'k'), "v");
    EXPECT_TRUE(table_writer::open(file)->commit(image, 0644));
    image.replace(std::string(lmdb_key_limit + 1, 'k'), "v");
    EXPECT_EQ(table_writer::open(file)->commit(image, 0644).error(), boost::system::errc::value_too_large);
    EXPECT_EQ(read_index(file)->rows().size(), 1u);  // the old file stays
    EXPECT_FALSE(std::filesystem::exists(dir.path("t.lmdb.tmp")));
}

TEST(table_writer, follows_no_link) {
    temp_dir const dir;
    dir.write("victim", "precious");
    std::filesystem::create_symlink("victim", dir.path("t.lmdb.tmp"));
    EXPECT_FALSE(table_writer::open(*index_of("lmdb", dir.path("t"))));
    EXPECT_EQ(dir.read("victim"), "precious");
}

TEST(table_writer, names_of_files) {
    EXPECT_EQ(index_of("hash", "a/b")->path, "a/b.db");
    EXPECT_EQ(index_of("btree", "a")->path, "a.db");
    EXPECT_EQ(index_of("lmdb", "a")->path, "a.lmdb");
    EXPECT_EQ(index_of("cdb", "a")->format, index_format::cdb);
    EXPECT_FALSE(index_of("texthash", "a"));
}

TEST(table_writer, open_table_reads_what_is_written) {
    temp_dir const dir;
    table_image image;
    image.replace("key", "value");
    for (bool nul : {false, true}) {
        image.set_ends_in_nul(nul);
        ASSERT_TRUE(table_writer::open(*index_of("hash", dir.path("t")))->commit(image, 0644));
        auto const table = open_table("hash:" + dir.path("t"), settings());
        EXPECT_EQ((*table)->find("KEY").value(), "value");
        EXPECT_EQ((*table)->find("other").value(), std::nullopt);
    }
}

}  // namespace
}  // namespace mailstead::conf

// The words every room uses.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "base/ascii.h"
#include "base/delivery_id.h"
#include "base/fs.h"

namespace mailstead::base {
namespace {

TEST(ascii, base64_is_canonical) {
    EXPECT_EQ(base64_encode(std::string_view("\0test\0testpassword", 18)), "AHRlc3QAdGVzdHBhc3N3b3Jk");
    for (std::string const text : {"", "a", "ab", "abc", "abcd"}) EXPECT_EQ(base64_decode(base64_encode(text)), text);
    EXPECT_FALSE(base64_decode("YQ"));
    EXPECT_FALSE(base64_decode("YR=="));
    EXPECT_FALSE(base64_decode("Y==="));
    EXPECT_FALSE(base64_decode("Y Q="));
    EXPECT_FALSE(base64_decode("=AAA"));
}

TEST(ascii, hexadecimal_survives_the_round_trip) {
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    EXPECT_EQ(hex_decode(hex(every)), every);
    EXPECT_EQ(hex_decode("C0ffEE"), "\xc0\xff\xee");
    EXPECT_EQ(hex_decode(""), "");
    for (auto const* const bad : {"a", "0x", "+1", "-1", " 1", "1g", "00 "}) EXPECT_FALSE(hex_decode(bad)) << bad;
}

TEST(ascii, xtext_survives_the_round_trip) {
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    EXPECT_EQ(xtext_decode(xtext_encode(all)), all);
    EXPECT_EQ(xtext_encode("a+b=c d"), "a+2Bb+3Dc+20d");
    EXPECT_FALSE(xtext_decode("a+2"));
    EXPECT_FALSE(xtext_decode("a+zz"));
    EXPECT_FALSE(xtext_decode("a b"));
    EXPECT_EQ(xtext_decode("+41"), "A");
}

TEST(ascii, utf8_without_surrogates_and_overlong_forms) {
    EXPECT_TRUE(is_utf8("gr\xc3\xbc\xc3\x9f"));
    EXPECT_TRUE(is_utf8("\xf0\x9f\x93\xa7"));
    for (auto const* bad : {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3", "\x80", "\xf8\x88\x80\x80\x80"})
        EXPECT_FALSE(is_utf8(bad));
}

TEST(ascii, numbers_are_whole) {
    EXPECT_EQ(number<std::uint32_t>("42"), 42u);
    for (auto const* bad : {"", "-1", "4294967296", "1 ", "0x1"}) EXPECT_FALSE(number<std::uint32_t>(bad));
}

TEST(delivery_id, survives_the_round_trip) {
    delivery_id const id{0x0123456789abcdef, 77, 3, 1};
    EXPECT_EQ(to_string(id), "0123456789abcdef-4d-3-1");
    EXPECT_EQ(parse_delivery_id(to_string(id)), id);
    for (auto const* bad : {"", "0123456789abcdef-4d-3", "123-4d-3-1", "0123456789abcdef-4d-3-1-9", "0123456789abcdeg-1-1-1"})
        EXPECT_FALSE(parse_delivery_id(bad));
}

TEST(result, unknown_trouble_is_temporary) {
    EXPECT_TRUE(is_temporary(from_errno(ENOSPC)));
    EXPECT_TRUE(is_temporary(from_errno(ENOENT)));
}

TEST(file_system, publish_replaces_a_file_whole) {
    auto const dir = std::filesystem::temp_directory_path() / ("mailstead-fs-" + std::to_string(::getpid()));
    auto& files = system_files();
    ASSERT_TRUE(files.make_dirs(dir.string() + "/a/b", 0700));
    auto const name = dir.string() + "/a/b/file";
    ASSERT_TRUE(files.publish(AT_FDCWD, name, "one"));
    ASSERT_TRUE(files.publish(AT_FDCWD, name, "two"));
    EXPECT_EQ(*files.read_all(AT_FDCWD, name, 100), "two");
    EXPECT_FALSE(files.read_all(AT_FDCWD, name, 2));
    EXPECT_EQ(files.list(AT_FDCWD, dir.string() + "/a/b")->size(), 1u);
    auto other = files.open(AT_FDCWD, name + "2", O_CREAT | O_WRONLY);
    ASSERT_TRUE(other);
    EXPECT_EQ(files.rename(AT_FDCWD, name, AT_FDCWD, name + "2", on_existing::refuse).error(), from_errno(EEXIST));
    std::filesystem::remove_all(dir);
}

TEST(file_system, reads_files_only_and_never_waits) {
    auto const dir = std::filesystem::temp_directory_path() / ("mailstead-special-" + std::to_string(::getpid()));
    auto& files = system_files();
    ASSERT_TRUE(files.make_dirs(dir.string(), 0700));
    auto const fifo = dir.string() + "/fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(files.read_all(AT_FDCWD, fifo, 100).error(), from_errno(EINVAL));
    EXPECT_EQ(files.read_all(AT_FDCWD, dir.string(), 1 << 20).error(), from_errno(EISDIR));
    EXPECT_EQ(files.read_all(AT_FDCWD, "/dev/zero", 1 << 20).error(), from_errno(EFBIG));
    EXPECT_EQ(*files.read_all(AT_FDCWD, "/dev/null", 100), "");
    EXPECT_FALSE(files.read_all(AT_FDCWD, "/proc/self/status", 1 << 20)->empty());    // says no size
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace mailstead::base

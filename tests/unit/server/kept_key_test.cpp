// The key is the same after a restart, and a file that cannot be used stops nobody.
#include "server/kept_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace mailstead::server {
namespace {

struct kept_key_test : testing::Test {
    ~kept_key_test() override { std::filesystem::remove_all(directory); }
    std::string directory = [] {
        char name[] = "/tmp/kept-key-XXXXXX";
        return std::string(mkdtemp(name));
    }();
    std::string path = directory + "/made_up_key";
};

TEST_F(kept_key_test, is_made_once_and_is_the_owners_alone) {
    auto const key = kept_key(path);
    EXPECT_EQ(key.size(), 64u);
    EXPECT_EQ(kept_key(path), key);
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    std::filesystem::remove(path);
    EXPECT_NE(kept_key(path), key);
}

TEST_F(kept_key_test, files_that_are_none) {
    std::ofstream(path) << "short";
    auto const key = kept_key(path);
    EXPECT_EQ(key.size(), 64u);
    EXPECT_EQ(kept_key(path), key) << "it was made anew";
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    EXPECT_EQ(kept_key(path).size(), 64u);
    EXPECT_TRUE(std::filesystem::is_directory(path)) << "it is left alone";
    EXPECT_EQ(kept_key(directory + "/none/key").size(), 64u);
}

}  // namespace
}  // namespace mailstead::server

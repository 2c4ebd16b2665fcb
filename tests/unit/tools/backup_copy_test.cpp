// Files as they are, holes as holes.
#include "tools/backup_copy.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace mailstead::tools {
namespace {

namespace fs = std::filesystem;

TEST(backup_copy, a_sparse_file_stays_sparse) {
    auto const at = fs::temp_directory_path() / ("backup_copy_" + std::to_string(::getpid()));
    fs::remove_all(at);
    fs::create_directories(at);
    constexpr off_t size = 64 << 20;
    auto const from = (at / "from").string(), to = (at / "to").string();
    {
        base::unique_fd const fd(::open(from.c_str(), O_WRONLY | O_CREAT, 0600));
        ASSERT_EQ(::pwrite(fd.get(), "begin", 5, 0), 5);
        ASSERT_EQ(::pwrite(fd.get(), "middle", 6, size / 2), 6);
        ASSERT_EQ(::ftruncate(fd.get(), size), 0);    // a hole at the end
    }
    copy_rules rules;
    rules.complain = [](std::string const& what, std::string const& why) { ADD_FAILURE() << what << ": " << why; };
    rules.progress = [](std::uint64_t) {};
    copy_plain(from, to, rules);
    struct stat one {}, two {};
    ASSERT_EQ(::stat(from.c_str(), &one), 0);
    ASSERT_EQ(::stat(to.c_str(), &two), 0);
    EXPECT_EQ(two.st_size, size);
    if (one.st_blocks * 512 < size / 2) {    // a file system that knows holes
        EXPECT_LT(two.st_blocks * 512, size / 2);
    }
    std::ifstream a(from, std::ios::binary), b(to, std::ios::binary);
    EXPECT_TRUE(std::equal(std::istreambuf_iterator<char>(a), {}, std::istreambuf_iterator<char>(b), {}));
    fs::remove_all(at);
}

}  // namespace
}  // namespace mailstead::tools

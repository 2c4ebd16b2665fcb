// Each version of a file has another stamp.
#include "base/file_stamp.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

#include "base/fs.h"

namespace mailstead::base {
namespace {

TEST(file_stamp, tells_versions_apart) {
    char name[] = "/tmp/stamp-XXXXXX";
    unique_fd const fd(::mkstemp(name));
    auto const path = std::string(name), other = path + ".new";
    auto const empty = stamp_of(path);
    EXPECT_NE(empty, file_stamp{});
    EXPECT_EQ(empty, stamp_of(path));
    ASSERT_EQ(::write(fd.get(), "x", 1), 1);
    auto const longer = stamp_of(path);
    EXPECT_NE(longer, empty);

    // The same size and date: only the inode's own clock tells, which ticks every few milliseconds.
    struct stat before {};
    ASSERT_EQ(::fstat(fd.get(), &before), 0);
    ::usleep(30'000);
    ASSERT_EQ(::pwrite(fd.get(), "y", 1, 0), 1);
    timespec const dates[] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::futimens(fd.get(), dates), 0);
    EXPECT_NE(stamp_of(path), longer);

    ASSERT_EQ(::rename(path.c_str(), other.c_str()), 0);
    EXPECT_EQ(stamp_of(path), file_stamp{}) << "not there";
    ::unlink(other.c_str());
}

}  // namespace
}  // namespace mailstead::base

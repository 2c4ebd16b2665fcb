// The sender of probes changes with time, so that it is of no use to whoever has learned it.
#include <gtest/gtest.h>

#include "mta/verify/probe.h"

namespace mailstead::mta::verify {
namespace {

using std::chrono::seconds;

TEST(verify_sender, changes_with_time) {
    EXPECT_EQ(sender_at("double-bounce@a.example", seconds(0), 1795207628), "double-bounce@a.example");
    EXPECT_EQ(sender_at("", seconds(60), 1795207628), "");
    EXPECT_EQ(sender_at("d@a.example", seconds(1), 0), "d0@a.example");
    EXPECT_EQ(sender_at("d@a.example", seconds(1), 30), "dZ@a.example");
    EXPECT_EQ(sender_at("d@a.example", seconds(1), 31), "d10@a.example");
    EXPECT_EQ(sender_at("d@a.example", seconds(60), 31 * 31 * 60 + 59), "d100@a.example");
    EXPECT_EQ(sender_at("d", seconds(1), 12), "dD");
}

}  // namespace
}  // namespace mailstead::mta::verify

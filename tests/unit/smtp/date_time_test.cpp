#include "smtp/date_time.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

TEST(date_time, reads_what_it_writes) {
    EXPECT_EQ(print_date_time(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(print_date_time(1795207628), "2026-11-20T20:47:08Z");
    for (std::int64_t const at : {0LL, 951782399LL, 951782400LL, 1795207628LL, 253402300799LL}) EXPECT_EQ(parse_date_time(print_date_time(at)), at);
}

TEST(date_time, zones_fractions_and_case) {
    EXPECT_EQ(parse_date_time("2026-11-20t21:47:08.25+01:00"), 1795207628);
    EXPECT_EQ(parse_date_time("2026-11-20T15:17:08-05:30"), 1795207628);
    EXPECT_EQ(parse_date_time("2026-11-20T20:47:08z"), 1795207628);
}

TEST(date_time, what_is_none) {
    for (auto const* text : {"", "2026", "2026-11-20", "2026-11-20T20:47:08", "2026-11-31T20:47:08Z", "2026-13-01T00:00:00Z", "2026-11-20T24:00:00Z",
                             "2026-11-20T20:60:00Z", "2026-11-20T20:47:08.Z", "2026-11-20T20:47:08+1:00", "2026-11-20T20:47:08+24:00",
                             "2026-11-20T20:47:08Zx", "1969-12-31T23:59:59Z", "-026-11-20T20:47:08Z", "2026-11-20 20:47:08Z", "2026-11-20T20:47:08.5"})
        EXPECT_FALSE(parse_date_time(text)) << text;
}

}  // namespace
}  // namespace mailstead::smtp

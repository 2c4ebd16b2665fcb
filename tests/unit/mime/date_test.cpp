// Dates of header fields, both ways.
#include "mime/date.h"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace mailstead::mime {
namespace {

using namespace std::literals;

constexpr std::int64_t moment = 1795207628;  // 2026-11-20 20:47:08 UTC

std::int64_t seconds(std::string_view text) {
    auto const parsed = parse_date(text);
    return parsed ? parsed->seconds : -1;
}

TEST(date, current_form) {
    EXPECT_EQ(parse_date("Fri, 20 Nov 2026 20:47:08 +0000"), (date{moment, 0}));
    EXPECT_EQ(parse_date("Fri, 20 Nov 2026 21:47:08 +0100"), (date{moment, 60}));
    EXPECT_EQ(parse_date(" 20 Nov 2026 15:17:08 -0530 (who knows)"), (date{moment, -330}));
    EXPECT_EQ(seconds("Fri, 20 Nov 2026 20:47 +0000"), moment - 8);
    EXPECT_EQ(seconds("Fri,\r\n 20 Nov\r\n 2026 20:47:08 -0000"), moment);
}

TEST(date, obsolete_zones) {
    EXPECT_EQ(parse_date("20 Nov 2026 15:47:08 EST"), (date{moment, -300}));
    EXPECT_EQ(parse_date("20 Nov 2026 13:47:08 PDT"), (date{moment, -420}));
    EXPECT_EQ(parse_date("20 Nov 2026 20:47:08 GMT"), (date{moment, 0}));
    EXPECT_EQ(parse_date("20 Nov 2026 20:47:08 UT"), (date{moment, 0}));
    EXPECT_EQ(parse_date("20 Nov 2026 20:47:08 Q"), (date{moment, 0}));
    EXPECT_EQ(parse_date("20 Nov 2026 20:47:08"), (date{moment, 0}));
}

TEST(date, obsolete_years_and_white_space) {
    EXPECT_EQ(seconds("20 Nov 26 20:47:08 GMT"), moment);
    EXPECT_EQ(seconds("20 Nov 126 20:47:08 GMT"), moment);
    EXPECT_EQ(seconds("21 Nov 97 09:55:06 GMT"), 880106106);
    // RFC 5322 appendix A.5 and A.6.3.
    EXPECT_EQ(seconds("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 "
                      "(Newfoundland Time)"),
              -27723480);
    EXPECT_EQ(seconds("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600"), 880127706);
}

TEST(date, forms_in_the_wild) {
    EXPECT_EQ(seconds("Fri Nov 20 20:47:08 2026"), moment);
    EXPECT_EQ(seconds("Fri Nov 20 15:47:08 EST 2026"), moment);
    EXPECT_EQ(seconds("20-Nov-2026 20:47:08 +0000"), moment);
    EXPECT_EQ(seconds("Friday, 20 November 2026 20:47:08 +0000"), moment);
    EXPECT_EQ(seconds("20 Nov 2026"), moment - (20 * 3600 + 47 * 60 + 8));
    EXPECT_EQ(seconds("Fri, 20 Nov 2026 20:47:08.123 +0000"), moment);
    EXPECT_EQ(seconds("Fri, 20 Nov 2026 20:47:08 +9999"), moment);
    EXPECT_EQ(seconds("31 Dec 2016 23:59:60 +0000"), 1483228800);
}

TEST(date, no_date_is_absent) {
    for (auto const text : {""sv, "x"sv, "Fri"sv, "20 Nov"sv, "Nov 2026"sv, "31 Feb 2026 00:00:00"sv, "0 Nov 2026"sv,
                            "32 Nov 2026"sv, "20 Foo 2026"sv, "((((("sv, "20:47:08"sv, "-"sv, "----"sv, "\0\0"sv,
                            "99999999999999999999 Nov 2026"sv, ":::"sv, "+"sv})
        EXPECT_FALSE(parse_date(text)) << text;
    std::string deep(100'000, '(');
    deep += " 20 Nov 2026";
    EXPECT_FALSE(parse_date(deep));
}

TEST(date, every_cut_is_harmless) {
    constexpr auto whole = "Thu, (a \\) (b)) 13 Feb 1969 23 : 32:07 -0330 (x) 20-Nov-26 EST"sv;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        auto const parsed = parse_date(whole.substr(0, cut));
        // A cut year reads as an obsolete one: 19 as 2019, 196 as 2096.
        EXPECT_LT(parsed.value_or(date{}).seconds, 4'102'444'800) << cut;
        EXPECT_EQ(parsed.has_value(), cut >= whole.find("1969") + 2) << cut;
    }
    EXPECT_EQ(seconds(whole), -27723473);
}

TEST(date, local_day_is_that_of_the_text) {
    EXPECT_EQ(local_day(*parse_date("1 Jan 1970 00:30:00 +0100")), 0);
    EXPECT_EQ(local_day(*parse_date("31 Dec 1969 23:30:00 -0100")), -1);
    EXPECT_EQ(local_day({moment, 0}), 20777);
}

TEST(date, formats_and_parses_back) {
    EXPECT_EQ(format_date({moment, 0}), "Fri, 20 Nov 2026 20:47:08 +0000");
    EXPECT_EQ(format_date({moment, 0}, "UTC"), "Fri, 20 Nov 2026 20:47:08 +0000 (UTC)");
    EXPECT_EQ(format_date({moment, -330}), "Fri, 20 Nov 2026 15:17:08 -0530");
    EXPECT_EQ(format_date({0, 0}), "Thu, 1 Jan 1970 00:00:00 +0000");
    for (std::int64_t at = -62'000'000'000; at < 250'000'000'000; at += 1'234'567'891)
        for (int zone : {-720, -90, 0, 60, 845}) EXPECT_EQ(parse_date(format_date({at, zone})), (date{at, zone})) << at;
}

TEST(date, local_form_names_the_zone) {
    setenv("TZ", "XYZ-2", 1);
    tzset();
    EXPECT_EQ(format_local_date(moment), "Fri, 20 Nov 2026 22:47:08 +0200 (XYZ)");
    setenv("TZ", "UTC", 1);
    tzset();
    EXPECT_EQ(format_local_date(moment), "Fri, 20 Nov 2026 20:47:08 +0000 (UTC)");
}

}  // namespace
}  // namespace mailstead::mime

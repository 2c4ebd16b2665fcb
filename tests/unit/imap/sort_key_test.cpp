#include "imap/sort_key.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::imap {
namespace {

using key = sort_criterion::key;

order_facts facts(mime::envelope envelope) {
    store::facts out;
    out.envelope = std::move(envelope);
    return order_facts(out);
}

std::string encoded(std::string_view charset, std::string_view bytes) {
    return "=?" + std::string(charset) + "?B?" + base::base64_encode(bytes) + "?=";
}

mime::address address(std::optional<std::string> name, std::optional<std::string> mailbox, std::optional<std::string> host) {
    mime::address out;
    out.name = std::move(name);
    out.mailbox = std::move(mailbox);
    out.host = std::move(host);
    return out;
}

// RFC 5255 §4.6: what is not of its charset comes behind, by its octets.
TEST(sort_key, the_example_of_rfc_5255) {
    auto const one = encoded("utf-8", "\xD0\xC0\xD0\xBD\xD0\xB4\xD1\x80\xD0\xB5\xD0\xB9");
    auto const two = encoded("utf-8", "\xD1\x81\xD0\x95\xD0\xA0\xD0\x93\xD0\x95\xD0\x99");
    auto const three = encoded("utf-8", "\xD0\x92\xD0\xB0\xD1\x81\xD0\xB8\xD0\xBB\xD0\xB8\xFF\xB9");
    auto const four = encoded("koi8-r", "\xE1\xCC\xC5\xCB\xD3\xC5\xCA");
    std::vector<std::string> all = {one, two, three, four};
    std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return collated(a) < collated(b); });
    EXPECT_EQ(all, (std::vector<std::string>{four, two, three, one}));
}

TEST(sort_key, text_is_casefolded_and_empty_text_comes_first) {
    EXPECT_EQ(collated("Stra\xc3\x9f" "e"), collated("STRA\xc3\x9f" "E"));
    EXPECT_EQ(collated("=?iso-8859-1?Q?=E9t=E9?="), collated("\xc3\x89T\xc3\x89"));
    EXPECT_LT(collated(""), collated("a"));
    EXPECT_LT(collated("a"), collated("B"));
    EXPECT_LT(collated("zz"), collated(encoded("no-such-charset", "a")));
    EXPECT_LT(collated(encoded("no-such-charset", "a")), collated(encoded("no-such-charset", "b")));
}

TEST(sort_key, long_text_is_cut) {
    std::string const shared(longest_collated, 'a');
    EXPECT_EQ(collated(shared + 'x'), collated(shared + 'y'));
    EXPECT_EQ(collated(std::string(1'000'000, 'a')).size(), longest_collated);
}

TEST(sort_key, dates) {
    store::message row;
    row.internal_date = 77;
    mime::envelope e;
    EXPECT_EQ(sent_date(row, facts(e)), 77);
    e.date = "nonsense";
    EXPECT_EQ(sent_date(row, facts(e)), 77);
    e.date = "31 Dec 2000 16:01:33 -0800";    // RFC 5256 §2.2
    EXPECT_EQ(sent_date(row, facts(e)), 978307293);
    e.date = "1 Jan 2001 00:01:33 +0000";
    EXPECT_EQ(sent_date(row, facts(e)), 978307293);
}

TEST(sort_key, first_addresses) {
    store::message const row;
    mime::envelope e;
    e.from = {address("Zoe", "ann", "example.org"), address("Ann", "zoe", "example.org")};
    auto const of = [&](key by) {
        auto const f = facts(e);
        return sort_key({{by, false}}, row, &f);
    };
    EXPECT_EQ(of(key::from), std::string("ANN\0", 4));
    EXPECT_EQ(of(key::display_from), std::string("ZOE\0", 4));
    EXPECT_EQ(of(key::to), std::string(1, '\0'));
    EXPECT_EQ(of(key::display_to), std::string(1, '\0'));
    e.from.front().name.reset();
    EXPECT_EQ(of(key::display_from), std::string("ANN@EXAMPLE.ORG\0", 16));
    e.from.front().name = "";                 // RFC 5957 §3: as if it were not there
    EXPECT_EQ(of(key::display_from), std::string("ANN@EXAMPLE.ORG\0", 16));
    e.from = {address(std::nullopt, "friends", std::nullopt)};    // a group's start
    EXPECT_EQ(of(key::display_from), std::string("FRIENDS\0", 8));
    e.from = {address(std::nullopt, std::nullopt, std::nullopt)};
    EXPECT_EQ(of(key::display_from), std::string(1, '\0'));
}

TEST(sort_key, several_criteria_and_reverse) {
    store::message small, large;
    small.size = 5, large.size = 500;
    mime::envelope e;
    e.subject = "a";
    auto const a = facts(e);
    e.subject = "ab";
    auto const ab = facts(e);
    std::vector<sort_criterion> const up = {{key::subject, false}, {key::size, true}}, down = {{key::subject, true}, {key::size, false}};
    EXPECT_LT(sort_key(up, large, &a), sort_key(up, small, &a));
    EXPECT_LT(sort_key(up, small, &a), sort_key(up, large, &ab));
    EXPECT_LT(sort_key(down, large, &ab), sort_key(down, small, &a));
    EXPECT_LT(sort_key(down, small, &a), sort_key(down, large, &a));
}

TEST(sort_key, dates_before_1970_and_nul_octets_keep_their_order) {
    store::message before, after;
    before.internal_date = -5, after.internal_date = 5;
    std::vector<sort_criterion> const arrival = {{key::arrival, false}};
    EXPECT_LT(sort_key(arrival, before, nullptr), sort_key(arrival, after, nullptr));
    EXPECT_FALSE(needs_facts(arrival));
    mime::envelope e;
    auto const with = [&](std::string_view bytes) {
        e.subject = "x" + encoded("utf-8", bytes);
        auto const f = facts(e);
        return sort_key({{key::subject, false}}, before, &f);
    };
    using namespace std::literals;
    EXPECT_LT(with(""), with("\0"sv));
    EXPECT_LT(with("\0"sv), with("\0a"sv));
    EXPECT_LT(with("\0a"sv), with("\1"sv));
    EXPECT_LT(with("\1"sv), with("\2"sv));
}

}  // namespace
}  // namespace mailstead::imap

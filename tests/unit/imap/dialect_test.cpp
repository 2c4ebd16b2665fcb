// What the smaller extensions work out: LANGUAGE, INPROGRESS, MESSAGELIMIT, UIDONLY, UTF8=ACCEPT's look at headers.
#include <gtest/gtest.h>

#include "imap/header_watch.h"
#include "imap/language.h"
#include "imap/limits.h"
#include "imap/progress.h"
#include "imap/seven_bit.h"
#include "imap/uid_only.h"

namespace mailstead::imap {
namespace {

TEST(language, lookup) {
    EXPECT_EQ(chosen_language({"en"}), language::en);
    EXPECT_EQ(chosen_language({"fr", "EN-us"}), language::en);
    EXPECT_EQ(chosen_language({"en-a-bbb"}), language::en);
    EXPECT_EQ(chosen_language({"I-DEFAULT", "en"}), language::i_default);
    EXPECT_EQ(chosen_language({"default"}), language::en);
    EXPECT_EQ(chosen_language({"i", "e", "eng", "", "-", "--"}), std::nullopt);
}

TEST(progress, numbers_only_where_they_say_something) {
    auto const said = [](std::string_view tag, std::optional<progress> now) {
        std::string out;
        write_in_progress(out, tag, now);
        return out.substr(0, out.find(')'));
    };
    EXPECT_EQ(said("a", progress{175, 1000}), "* OK [INPROGRESS (\"a\" 175 1000");
    EXPECT_EQ(said("a", progress{1000, 1000}), "* OK [INPROGRESS (\"a\" NIL NIL");
    EXPECT_EQ(said("a", progress{0, 0}), "* OK [INPROGRESS (\"a\" NIL NIL");
    EXPECT_EQ(said("a]", std::nullopt), "* OK [INPROGRESS (NIL NIL NIL");
}

TEST(limits, the_highest_uids_are_kept) {
    store::uid_set set;
    set.add(1, 5);
    set.add(10, 12);
    auto const met = keep_highest(set, 4);
    EXPECT_EQ(set.to_string(), "5,10:12");
    EXPECT_EQ(met.lowest, 5u);
    EXPECT_EQ(limit_code(met), "[MESSAGELIMIT 4 5] ");
    EXPECT_EQ(keep_highest(set, 4).limit, 0u);
    EXPECT_EQ(keep_highest(set, 0).limit, 0u);
    EXPECT_EQ(limit_code({}), "");
    EXPECT_EQ(limit_code({7, 0}), "[MESSAGELIMIT 7] ");
}

TEST(uid_only, what_counts_messages) {
    for (auto const* bad : {"a FETCH 1 FLAGS", "a copy 1 x", "a UID SEARCH 1", "a UID SEARCH NOT (UID 1 OR 2 ALL)", "a SEARCH ALL",
                            "a SELECT x (QRESYNC (1 1 1:2 (1 1)))"}) {
        EXPECT_TRUE(uses_numbers(parse(bad))) << bad;
    }
    for (auto const* good : {"a UID FETCH 1:* FLAGS", "a UID SEARCH UID 1", "a UID SEARCH $", "a SELECT x (QRESYNC (1 1 1:2))", "a EXPUNGE", "a NOOP"}) {
        EXPECT_FALSE(uses_numbers(parse(good))) << good;
    }
}

TEST(header_watch, finds_8_bits_before_the_empty_line_however_it_is_cut) {
    struct { std::string_view text; bool found; } const all[] = {{"A: \u00e9\r\n\r\nx", true}, {"A: x\r\n\r\n\u00e9", false}, {"A: x\n\n\u00e9", false},
                                                                {"\r\n\u00e9", false}, {"A: x\r\nB: \u00e9", true}, {"\u00e9", true}};
    for (auto const& one : all) {
        for (std::size_t cut = 0; cut <= one.text.size(); ++cut) {
            header_watch watch;
            bool const first = watch.finds_8_bits(one.text.substr(0, cut));
            EXPECT_EQ(first || watch.finds_8_bits(one.text.substr(cut)), one.found) << one.text << cut;
        }
    }
}

TEST(seven_bit, headers) {
    EXPECT_EQ(seven_bit_header("A: x\r\nSubject: caf\u00e9\r\nReceived: \u00e9\r\n\r\n"), "A: x\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\n\r\n");
    EXPECT_EQ(seven_bit_header("To: Friends: \u00e9l\u00e9 <a@b>, \u00e9@b;, c@d\n\n"),
              "To: \"Friends\": =?utf-8?Q?=C3=A9l=C3=A9?= <a@b>,\r\n =?utf-8?Q?=C3=A9=40b?= <invalid@internationalized-address.invalid>;,\r\n c@d\r\n\r\n");
    EXPECT_EQ(seven_bit_header("Content-Type: multipart/mixed; boundary=\"a;b\"; name=\"\u00e9;\"; x=y\n\n"),
              "Content-Type: multipart/mixed; boundary=\"a;b\"; x=y\r\n\r\n");
    EXPECT_EQ(seven_bit_header(""), "\r\n");
}

// Total, and without 8-bit octets, whatever comes.
TEST(seven_bit, any_bytes_cut_anywhere) {
    std::string const bytes = "From: \"\xff\\\" <\u00e9@\u00e9>, g:\xe9;\r\nContent-Type: \xe9/\"\\\u00e9;=\r\n\u00e9: x\r\nX-\xc3: \xc3\r\nSubject: \xc3\r\n \xa9\r\n\r\n";
    for (std::size_t n = 0; n <= bytes.size(); ++n) EXPECT_FALSE(has_8_bits(seven_bit_header(std::string_view(bytes).substr(0, n)))) << n;
}

}  // namespace
}  // namespace mailstead::imap

// RFC 5256 §2.1, step by step.
#include "imap/base_subject.h"

#include <gtest/gtest.h>

namespace mailstead::imap {
namespace {

std::string base(std::string_view subject) { return base_subject_of(subject).text; }
bool is_reply(std::string_view subject) { return base_subject_of(subject).is_reply; }

TEST(base_subject, white_space_becomes_one_space) {
    EXPECT_EQ(base("a \t b\r\n  c"), "a b c");
    EXPECT_EQ(base("  a  "), "a");
    EXPECT_EQ(base(""), "");
    EXPECT_EQ(base(" \t "), "");
}

TEST(base_subject, trailers) {
    EXPECT_EQ(base("a (fwd)"), "a");
    EXPECT_EQ(base("a (FWD) (fwd)  (Fwd) "), "a");
    EXPECT_EQ(base("a(fwd)"), "a");
    EXPECT_EQ(base("(fwd)"), "");
    EXPECT_EQ(base("(fwd) a"), "(fwd) a");
}

TEST(base_subject, leaders) {
    EXPECT_EQ(base("Re: a"), "a");
    EXPECT_EQ(base("RE:a"), "a");
    EXPECT_EQ(base("re : a"), "a");
    EXPECT_EQ(base("Fw: a"), "a");
    EXPECT_EQ(base("fwd: a"), "a");
    EXPECT_EQ(base("Re: re: FWD: a"), "a");
    EXPECT_EQ(base("Re[2]: a"), "a");
    EXPECT_EQ(base("Re [2] : a"), "a");
    EXPECT_EQ(base("Re: "), "");
    EXPECT_EQ(base("Rea: b"), "Rea: b");
    EXPECT_EQ(base("Ref: b"), "Ref: b");
    EXPECT_EQ(base("AW: b"), "AW: b");
    EXPECT_EQ(base("Re"), "Re");
}

TEST(base_subject, blobs) {
    EXPECT_EQ(base("[list] a"), "a");
    EXPECT_EQ(base("[list]a"), "a");
    EXPECT_EQ(base("[list] Re: a"), "a");
    EXPECT_EQ(base("[a] [b] Re [3]: [c] d"), "d");
    EXPECT_EQ(base("Re: [list] Re: a"), "a");
    EXPECT_EQ(base("[a] [b]"), "[b]");
    EXPECT_EQ(base("[a]"), "[a]");
    EXPECT_EQ(base("Re: [a]"), "[a]");
    EXPECT_EQ(base("[a [b] c"), "[a [b] c");
    EXPECT_EQ(base("[a"), "[a");
    EXPECT_EQ(base("[] a"), "a");
    EXPECT_EQ(base("[]"), "[]");
}

TEST(base_subject, forwards_in_brackets) {
    EXPECT_EQ(base("[Fwd: a]"), "a");
    EXPECT_EQ(base("[fwd: Re: a (fwd)]"), "a");
    EXPECT_EQ(base("[fwd: [fwd: a]]"), "a");
    EXPECT_EQ(base("Re: [list] [fwd: [x] a ] (fwd)"), "a");
    EXPECT_EQ(base("[fwd: a] b"), "b");
    EXPECT_EQ(base("[fwd: [a] b"), "[fwd: [a] b");
    EXPECT_EQ(base("[fwd:]"), "");
}

TEST(base_subject, what_makes_a_reply) {
    for (auto const* subject : {"Re: a", "[x] fwd: a", "a (fwd)", "[fwd: a]", "[fwd:]"}) EXPECT_TRUE(is_reply(subject)) << subject;
    for (auto const* subject : {"a", "[x] a", "  a", "Reply", "[fwd: a] b", ""}) EXPECT_FALSE(is_reply(subject)) << subject;
}

TEST(base_subject, long_ones_take_linear_time) {
    std::string blobs, replies, forwards, tails = "a";
    for (int i = 0; i < 100'000; ++i) blobs += "[a]", replies += "Re:", forwards += "[fwd:", tails += "(fwd)";
    EXPECT_EQ(base(blobs), "[a]");
    EXPECT_EQ(base(blobs + 'x'), "x");
    EXPECT_EQ(base(replies + 'x'), "x");
    EXPECT_EQ(base(forwards + std::string(100'000, ']')), "");
    EXPECT_EQ(base(tails), "a");
}

}  // namespace
}  // namespace mailstead::imap

#include "smtp/reply.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

reply make(int code, std::string enhanced, std::string text) {
    reply out;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    return out;
}

TEST(reply, prints_lines) {
    EXPECT_EQ(print(make(250, "2.1.0", "Ok")), "250 2.1.0 Ok\r\n");
    EXPECT_EQ(print(make(250, "", "a\nb\nc")), "250-a\r\n250-b\r\n250 c\r\n");
    EXPECT_EQ(print(make(550, "5.1.1", "x\ny")), "550-5.1.1 x\r\n550 5.1.1 y\r\n");
    EXPECT_EQ(print(make(334, "", "")), "334 \r\n");
}

TEST(reply, text_cannot_add_a_reply) {
    EXPECT_EQ(print(make(550, "", "a\r\n250 ok")), "550-a?\r\n550 250 ok\r\n");
    EXPECT_EQ(one_line(make(550, "5.0.0", "a\nb")), "550 5.0.0 a b");
}

TEST(reply_parser, reads_what_is_printed_however_cut) {
    std::vector<reply> const all = {make(220, "", "mx ESMTP"), make(250, "", "a\nSIZE 10\nDSN"), make(550, "5.1.1", "x\ny"),
                                    make(250, "2.0.0", "Ok"), make(354, "", "")};
    std::string wire;
    for (auto const& one : all) wire += print(one);
    for (std::size_t cut = 1; cut <= wire.size(); ++cut) {
        reply_parser parser;
        std::vector<reply> got;
        for (std::size_t at = 0; at < wire.size(); at += cut) {
            parser.feed(std::string_view(wire).substr(at, cut));
            for (;;) {
                auto next = parser.next();
                ASSERT_NE(next.state, reply_parser::state::broken);
                if (next.state == reply_parser::state::need_more) break;
                got.push_back(std::move(next.reply));
            }
        }
        EXPECT_EQ(got, all) << "cut at " << cut;
        EXPECT_FALSE(parser.has_input());
    }
}

TEST(reply_parser, foreign_habits) {
    reply_parser parser;
    parser.feed("250\n451 4.7.1 later\r\n250 5.1.1 not ours\r\n");
    EXPECT_EQ(parser.next().reply, make(250, "", ""));
    EXPECT_EQ(parser.next().reply, make(451, "4.7.1", "later"));
    EXPECT_EQ(parser.next().reply, make(250, "", "5.1.1 not ours"));    // the class must agree (RFC 2034 §4)
}

TEST(reply_parser, broken_stays_broken) {
    for (std::string_view const text : {"hello\r\n", "25\r\n", "250-a\r\n251 b\r\n", "250_x\r\n", "199 x\r\n", "600 x\r\n"}) {
        reply_parser parser;
        parser.feed(text);
        EXPECT_EQ(parser.next().state, reply_parser::state::broken) << text;
        parser.feed("250 ok\r\n");
        EXPECT_EQ(parser.next().state, reply_parser::state::broken);
    }
    reply_parser small(10);
    small.feed("250-aaaa\r\n250-bbbb\r\n");
    EXPECT_EQ(small.next().state, reply_parser::state::broken);
    reply_parser endless(10);
    endless.feed("250 aaaaaaaaaaaaaaaaa");
    EXPECT_EQ(endless.next().state, reply_parser::state::broken);
}

}  // namespace
}  // namespace mailstead::smtp

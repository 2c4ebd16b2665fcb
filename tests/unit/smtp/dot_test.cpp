#include "smtp/dot.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

struct decoded {
    std::string text;
    bool ended = false;
    std::string rest;
};

decoded decode(std::string_view input, std::size_t cut) {
    dot_decoder dots;
    decoded out;
    for (std::size_t at = 0; at < input.size() && !out.ended; at += cut) {
        auto piece = input.substr(at, cut);
        while (!piece.empty() && !out.ended) {
            auto const part = dots.next(piece);
            out.text += part.text;
            out.ended = part.ended;
        }
        if (out.ended) out.rest = std::string(piece) + std::string(input.substr(std::min(at + cut, input.size())));
    }
    return out;
}

std::string encode(std::string_view text, std::size_t cut) {
    dot_encoder dots;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += cut) dots.feed(text.substr(at, cut), out);
    dots.finish(out);
    return out;
}

TEST(dot_decoder, only_crlf_dot_crlf_ends) {
    std::string_view const going_on[] = {"a\n.\n", "a\r.\r", "a\n.\r\n", "a\r\n.\n", "a\r.\r\n", "a\r\n.\r", "a.\r\n",
                                         ".x\r\n", "\n.\r\n", "a\r\n.\r\r\n", "a\r\n.\0\r\n"};
    for (auto const text : going_on)
        for (std::size_t cut = 1; cut <= text.size(); ++cut) EXPECT_FALSE(decode(text, cut).ended) << text;
    for (std::size_t cut = 1; cut <= 8; ++cut) {
        auto const got = decode("a\r\n.\r\nRSET", cut);
        EXPECT_TRUE(got.ended);
        EXPECT_EQ(got.text, "a\r\n");
        EXPECT_EQ(got.rest, "RSET");
    }
    EXPECT_TRUE(decode(".\r\n", 1).ended);
    EXPECT_TRUE(decode("\r\n.\r\n", 2).ended);
}

TEST(dot_decoder, takes_one_dot_and_keeps_every_other_byte) {
    for (std::size_t cut = 1; cut <= 12; ++cut) {
        EXPECT_EQ(decode("..\r\n...x\r\n.y\r\n", cut).text, ".\r\n..x\r\ny\r\n");
        EXPECT_EQ(decode("a\n..b\r.\r\n.\rc", cut).text, "a\n..b\r.\r\n\rc");
    }
}

TEST(dot_encoder, doubles_and_ends) {
    for (std::size_t cut = 1; cut <= 6; ++cut) {
        EXPECT_EQ(encode(".a\r\n..\r\n", cut), "..a\r\n...\r\n.\r\n");
        EXPECT_EQ(encode("a\n.\nb", cut), "a\r\n..\r\nb\r\n.\r\n");
        EXPECT_EQ(encode("a\r", cut), "a\r\n.\r\n");
        EXPECT_EQ(encode("a\rb\r\r\n", cut), "a\rb\r\r\n.\r\n");
    }
    EXPECT_EQ(encode("", 1), ".\r\n");
}

TEST(dots, decode_undoes_encode) {
    std::string_view const texts[] = {"", ".\r\n", "a\r\n.b\r\n..\r\n", "x\ry\r\n", "\r\n\r\n.\r\n"};
    for (auto const text : texts) {
        auto const got = decode(encode(text, 3), 2);
        EXPECT_TRUE(got.ended);
        EXPECT_EQ(got.text, text);
    }
}

}  // namespace
}  // namespace mailstead::smtp

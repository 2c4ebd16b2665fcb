#include "smtp/framer.h"

#include <gtest/gtest.h>

namespace mailstead::smtp {
namespace {

// What a framer makes of `input`, fed `cut` bytes at a time; BDAT n and DATA switch it as a session would.
std::string transcript(std::string_view input, std::size_t cut, std::size_t limit = 20) {
    framer cutter(limit);
    std::string out, text;
    for (std::size_t at = 0; at < input.size(); at += cut) {
        cutter.feed(input.substr(at, cut));
        for (;;) {
            auto const piece = cutter.next();
            if (piece.kind == framer::kind::need_more) break;
            if (piece.kind == framer::kind::text) text += piece.bytes;
            if (piece.kind == framer::kind::too_long) out += "[long]";
            if (piece.kind == framer::kind::end) out += "(" + std::exchange(text, {}) + ")";
            if (piece.kind != framer::kind::line) continue;
            out += "<" + std::string(piece.bytes) + ">";
            if (piece.bytes == "DATA") cutter.begin_text();
            if (piece.bytes.starts_with("BDAT ")) cutter.begin_chunk(std::stoul(std::string(piece.bytes.substr(5))));
        }
    }
    return out + text;
}

TEST(framer, result_does_not_depend_on_cuts) {
    std::string_view const inputs[] = {
        "NOOP\r\nquit\n\r\n", "DATA\r\n..a\r\n.b\r\n\r\n.\r\nNOOP\r\n", "BDAT 5\r\na\r\n.\rBDAT 0\r\nNOOP\r\n",
        "12345678901234567890\r\n123456789012345678901\r\nx\n12345678901234567890\r\r\ny\r\n",
        "DATA\r\n.\r\nDATA\r\n.\r\r\n.\n.\r\n.\r.\r\n.\r\n", "DATA\r\n\n.\nx\r.\r\r\n.\r\nA\n"};
    for (auto const input : inputs) {
        auto const whole = transcript(input, input.size());
        for (std::size_t cut = 1; cut < input.size(); ++cut) EXPECT_EQ(transcript(input, cut), whole) << "cut at " << cut;
    }
}

TEST(framer, lines_end_with_lf_or_crlf) {
    EXPECT_EQ(transcript("a\nb\r\n\r\nc", 100), "<a><b><>");
}

TEST(framer, long_line_is_skipped_whole) {
    EXPECT_EQ(transcript("123456789012345678901\r\nNOOP\r\n", 100), "[long]<NOOP>");
    EXPECT_EQ(transcript("12345678901234567890\r\nNOOP\r\n", 100), "<12345678901234567890><NOOP>");
}

TEST(framer, text_and_chunks) {
    EXPECT_EQ(transcript("DATA\r\n..x\r\n.\r\nRSET\r\n", 100), "<DATA>(.x\r\n)<RSET>");
    EXPECT_EQ(transcript("BDAT 3\r\n.\r\nBDAT 0\r\nNOOP\r\n", 100), "<BDAT 3>(.\r\n)<BDAT 0>()<NOOP>");
}

TEST(framer, reset_forgets_half_lines_and_modes) {
    framer cutter;
    cutter.feed("MAIL FROM:<evil");
    EXPECT_EQ(cutter.next().kind, framer::kind::need_more);
    cutter.reset();
    EXPECT_FALSE(cutter.has_input());
    cutter.feed("EHLO x\r\n");
    EXPECT_EQ(cutter.next().bytes, "EHLO x");
}

TEST(framer, tells_what_came_early) {
    framer cutter;
    cutter.feed("STARTTLS\r\nRSET\r\n");
    EXPECT_EQ(cutter.next().bytes, "STARTTLS");
    EXPECT_TRUE(cutter.has_input());
    EXPECT_EQ(cutter.input(), "RSET\r\n");
}

}  // namespace
}  // namespace mailstead::smtp

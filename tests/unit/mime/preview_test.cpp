// What PREVIEW shows of a message.
#include "mime/preview.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

std::string preview(std::string const& message) { return preview_text(message, parse_parts(message)); }

TEST(preview, plain_text) {
    EXPECT_EQ(preview("Subject: a\n\nHello,\r\n\r\n  the\tworld\x01!\n"), "Hello, the world !");
    EXPECT_EQ(preview("Subject: a\n\n> quoted\nanswer\n-- \nme\n"), "answer");
    EXPECT_EQ(preview("Subject: a\n\n> only quoted\n"), "> only quoted");
    EXPECT_EQ(preview("Subject: a\n\n"), "");
    EXPECT_EQ(preview(""), "");
}

TEST(preview, encodings) {
    EXPECT_EQ(preview("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n"), "caf\xc3\xa9");
    EXPECT_EQ(preview("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n"), "hello");
}

TEST(preview, html) {
    EXPECT_EQ(preview("Content-Type: text/html\n\n<style>p{}</style><p>One &amp; <b>two</b><p>three"), "One & two three");
    // Fillers that keep other text out of the line.
    EXPECT_EQ(preview("Content-Type: text/html; charset=utf-8\n\n<p>a&zwnj;&nbsp;&zwnj;&nbsp;&#847;&shy;b"), "a b");
}

TEST(preview, parts) {
    std::string const head = "Content-Type: multipart/";
    std::string const html = "--x\nContent-Type: text/html\n\n<i>html</i>\n", plain = "--x\n\nplain\n";
    EXPECT_EQ(preview(head + "alternative; boundary=x\n\n" + html + plain + "--x--\n"), "plain");
    EXPECT_EQ(preview(head + "mixed; boundary=x\n\n" + html + plain + "--x--\n"), "html");
    EXPECT_EQ(preview(head + "encrypted; boundary=x\n\n" + plain + "--x--\n"), "");
    EXPECT_EQ(preview(head + "mixed; boundary=x\n\n--x\nContent-Disposition: attachment\n\nfile\n" + plain + "--x--\n"), "plain");
    EXPECT_EQ(preview("Content-Type: image/png\n\nx\n"), "");
    EXPECT_EQ(preview("Content-Type: message/rfc822\n\nSubject: b\n\ninside\n"), "inside");
}

TEST(preview, is_short) {
    auto const head = std::string("Content-Type: text/plain; charset=utf-8\n\n");
    std::string umlauts, words;
    for (int i = 0; i < 1000; ++i) umlauts += "\xc3\xa4", words += "ab ";
    EXPECT_EQ(preview(head + umlauts).size(), 2 * preview_characters);
    EXPECT_LE(preview(head + words).size(), preview_characters);
    EXPECT_FALSE(preview(head + words).ends_with(' '));
    // Cut anywhere, and with octets that are no UTF-8, it is UTF-8.
    auto const text = head + "a\xc3\xa4\xf0\x9f\x98\x80\xff\xc3" + umlauts;
    for (std::size_t i = 0; i < 80; ++i) EXPECT_TRUE(base::is_utf8(preview(text.substr(0, i)))) << i;
}

}  // namespace
}  // namespace mailstead::mime

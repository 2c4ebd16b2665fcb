// 8-bit messages in seven bits, however they are cut.
#include "mta/smtp_client/seven_bit.h"

#include <gtest/gtest.h>

#include "mime/transfer.h"

namespace mailstead::mta::smtp_client {
namespace {

std::string converted(std::string_view text, std::size_t step) {
    seven_bit one;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += step) one.feed(text.substr(at, step), out);
    one.finish(out);
    return out;
}

void expect(std::string_view text, std::string_view wanted) {
    for (std::size_t step : {1u, 2u, 3u, 7u, 100000u}) EXPECT_EQ(converted(text, step), wanted) << step;
}

TEST(seven_bit, one_part) {
    expect("Subject: x\r\nContent-Transfer-Encoding: 8BIT\r\nX: y\r\n\r\n\xc3\xa4=b\t\r\nlast",
           "Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\nX: y\r\n\r\n=C3=A4=3Db=09\r\nlast");
    expect("Content-Transfer-Encoding: base64\r\n\r\n\xc3\xa4\r\n", "Content-Transfer-Encoding: base64\r\n\r\n\xc3\xa4\r\n");
    expect("Subject: x\r\n\r\n\xc3\xa4\r\n", "Subject: x\r\n\r\n\xc3\xa4\r\n");
    expect("Subject: x\r\n", "Subject: x\r\n");
    expect("", "");
}

TEST(seven_bit, many_parts) {
    expect("Content-Type: multipart/mixed; boundary=\"b\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\npre\xc3\xa4\r\n"
           "--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xa4\r\n--b\r\n\r\nplain=\r\n"
           "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
           "Subject: in\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xb6\r\n--b--\r\npost=\r\n",
           "Content-Type: multipart/mixed; boundary=\"b\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\npre\xc3\xa4\r\n"
           "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A4\r\n--b\r\n\r\nplain=\r\n"
           "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
           "Subject: in\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=B6\r\n--b--\r\npost=\r\n");
}

TEST(seven_bit, lines_are_short_and_mean_the_same) {
    std::string body;
    for (int i = 0; i < 20000; ++i) body += static_cast<char>(i * 7 % 256);
    std::erase(body, '\r');
    std::erase(body, '\n');
    std::string const head = "Content-Transfer-Encoding: 8bit\r\n\r\n";
    auto const out = converted(head + body + "\r\n", 1000);
    auto const text = out.substr(out.find("\r\n\r\n") + 4);
    std::size_t longest = 0, at = 0;
    for (auto end = text.find("\r\n"); end != text.npos; end = text.find("\r\n", at)) {
        longest = std::max(longest, end - at);
        at = end + 2;
    }
    EXPECT_LE(longest, 76u);
    EXPECT_EQ(mime::decode_transfer(mime::encoding::quoted_printable, text), body + "\r\n");
}

}  // namespace
}  // namespace mailstead::mta::smtp_client

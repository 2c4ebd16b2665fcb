// 8-bit messages in seven bits, however they are cut.
#include "mta/content/recoder.h"

#include <gtest/gtest.h>

#include "base/ascii.h"
#include "mime/transfer.h"

namespace mailstead::mta::content {
namespace {

using target = recoder::target;
using namespace std::string_literals;

std::string converted(std::string_view text, std::size_t step, target wanted = target::seven_bit) {
    recoder one(wanted);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += step) one.feed(text.substr(at, step), out);
    one.finish(out);
    return out;
}

void expect(std::string_view text, std::string_view wanted, target how = target::seven_bit) {
    for (std::size_t step : {1u, 2u, 3u, 7u, 100000u}) EXPECT_EQ(converted(text, step, how), wanted) << step;
}

TEST(recoder_seven_bit, one_part) {
    expect("Subject: x\r\nContent-Transfer-Encoding: 8BIT\r\nX: y\r\n\r\n\xc3\xa4=b\t\r\nlast",
           "Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\nX: y\r\n\r\n=C3=A4=3Db=09\r\nlast");
    expect("Content-Transfer-Encoding: base64\r\n\r\n\xc3\xa4\r\n", "Content-Transfer-Encoding: base64\r\n\r\n\xc3\xa4\r\n");
    expect("Subject: x\r\n\r\n\xc3\xa4\r\n", "Subject: x\r\n\r\n\xc3\xa4\r\n");
    expect("Subject: x\r\n", "Subject: x\r\n");
    expect("", "");
}

TEST(recoder_seven_bit, many_parts) {
    expect("Content-Type: multipart/mixed; boundary=\"b\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\npre\xc3\xa4\r\n"
           "--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xa4\r\n--b\r\n\r\nplain=\r\n"
           "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
           "Subject: in\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xb6\r\n--b--\r\npost=\r\n",
           "Content-Type: multipart/mixed; boundary=\"b\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\npre\xc3\xa4\r\n"
           "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A4\r\n--b\r\n\r\nplain=\r\n"
           "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
           "Subject: in\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=B6\r\n--b--\r\npost=\r\n");
}

TEST(recoder_seven_bit, lines_are_short_and_mean_the_same) {
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

// RFC 3030 §3: the bytes of a binary part, whatever they are, and nothing of the delimiter.
TEST(recoder_eight_bit, binary_parts_become_base64) {
    using namespace std::string_view_literals;
    std::string const bytes("\0\r\n\n\r.\r\n\xff--b\r\n\r\n", 15);
    auto const wanted = [](std::string_view text) { return "Content-Transfer-Encoding: base64\r\n\r\n" + base::base64_encode(text) + "\r\n"; };
    std::string const head = "Content-Transfer-Encoding: binary\r\n\r\n";
    expect(head + bytes, wanted(bytes), target::eight_bit);
    std::string const outer = "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    std::string const outer_out = "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    std::string const plain = "--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xa4\r\n";
    expect(outer + "--b\r\n" + head + "a\n\0b\r\n\r\n"s + plain + "--b--\r\n",
           outer_out + "--b\r\n" + wanted("a\n\0b\r\n"sv) + plain + "--b--\r\n", target::eight_bit);
    expect(outer + "--b\r\n" + head + "\r\n--b--\r\n", outer_out + "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n--b--\r\n", target::eight_bit);
    expect("Subject: x\r\n\r\n\xc3\xa4\r\n", "Subject: x\r\n\r\n\xc3\xa4\r\n", target::eight_bit);
}

TEST(recoder_eight_bit, large_parts_keep_every_byte_in_short_lines) {
    std::string body;
    for (unsigned i = 0; i < 300000; ++i) body += static_cast<char>(i * 7919 >> 3);
    auto const out = converted("Content-Transfer-Encoding: binary\r\n\r\n" + body, 4093, target::eight_bit);
    auto const text = out.substr(out.find("\r\n\r\n") + 4);
    std::string joined;
    for (auto const line : base::split(text, "\r\n")) {
        ASSERT_LE(line.size(), 76u);
        joined += line;
    }
    EXPECT_EQ(base::base64_decode(joined), body);
}

// To the narrower target both are taken, each in its own way.
TEST(recoder_seven_bit, binary_parts_become_base64) {
    expect("Content-Transfer-Encoding: binary\r\n\r\na\nb", "Content-Transfer-Encoding: base64\r\n\r\n" + base::base64_encode("a\nb") + "\r\n");
}

}  // namespace
}  // namespace mailstead::mta::content

// Content transfer decoding.
#include "mime/transfer.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

using namespace std::literals;

std::string qp(std::string_view text) { return decode_transfer(encoding::quoted_printable, text); }
std::string b64(std::string_view text) { return decode_transfer(encoding::base64, text); }

template <class Decoder>
std::string in_pieces(std::string_view text, std::size_t first, std::size_t second) {
    Decoder decoder;
    std::string out;
    decoder.feed(text.substr(0, first), out);
    decoder.feed(text.substr(first, second - first), out);
    decoder.feed(text.substr(second), out);
    decoder.finish(out);
    return out;
}

TEST(transfer, names) {
    EXPECT_EQ(encoding_named("BASE64"), encoding::base64);
    EXPECT_EQ(encoding_named(" quoted-Printable "), encoding::quoted_printable);
    for (auto const* name : {"7bit", "8BIT", "binary", ""}) EXPECT_EQ(encoding_named(name), encoding::identity) << name;
    EXPECT_EQ(encoding_named("x-uuencode"), encoding::unknown);
}

TEST(transfer, quoted_printable) {
    EXPECT_EQ(qp("a=3Db=3d"), "a=b=");
    EXPECT_EQ(qp("one=\r\ntwo=\nthree"), "onetwothree");
    EXPECT_EQ(qp("one= \t\r\ntwo"), "onetwo");
    EXPECT_EQ(qp("one \t\r\ntwo  \nthree "), "one\r\ntwo\r\nthree");
    EXPECT_EQ(qp("a  b\tc"), "a  b\tc");
    EXPECT_EQ(qp("=E2=82=AC"), "\u20ac");
    EXPECT_EQ(qp("=00"), "\0"sv);
    EXPECT_EQ(qp(""), "");
    EXPECT_EQ(qp("a=20\r\n"), "a \r\n");
}

TEST(transfer, malformed_quoted_printable_stays) {
    EXPECT_EQ(qp("a=ZZb"), "a=ZZb");
    EXPECT_EQ(qp("a=4"), "a=4");
    EXPECT_EQ(qp("a=4=41"), "a=4A");
    EXPECT_EQ(qp("a=="), "a=");
    EXPECT_EQ(qp("a==41"), "a=A");
    EXPECT_EQ(qp("a="), "a");
    EXPECT_EQ(qp("a= b"), "a= b");
    EXPECT_EQ(qp("a\rb"), "a\rb");
    EXPECT_EQ(qp("a \rb"), "a \rb");
    EXPECT_EQ(qp("a\r\r\nb"), "a\r\r\nb");
    EXPECT_EQ(qp("a=\rb"), "a=\rb");
    EXPECT_EQ(qp("\xe4 8bit"), "\xe4 8bit");
}

TEST(transfer, long_blank_runs_are_data) {
    std::string const blanks(5000, ' ');
    EXPECT_EQ(qp("a" + blanks + "b"), "a" + blanks + "b");
    EXPECT_EQ(qp("a=" + blanks + "b"), "a=" + blanks + "b");
}

TEST(transfer, base64) {
    EXPECT_EQ(b64("SGVsbG8="), "Hello");
    EXPECT_EQ(b64("SGVs\r\nbG8h\r\n"), "Hello!");
    EXPECT_EQ(b64("SGVsbG8"), "Hello");
    EXPECT_EQ(b64("SGVsbG8hQ"), "Hello!");
    EXPECT_EQ(b64(" S-G*V\0s=="sv), "Hel");
    EXPECT_EQ(b64("SGVsbG8=SGVsbG8="), "HelloHello");
    EXPECT_EQ(b64("===="), "");
    EXPECT_EQ(b64(""), "");
}

TEST(transfer, base64_decodes_what_was_encoded) {
    std::string bytes;
    for (int i = 0; i < 700; ++i) {
        bytes += static_cast<char>(i * 37);
        EXPECT_EQ(b64(base::base64_encode(bytes)), bytes);
    }
}

TEST(transfer, cuts_do_not_matter) {
    constexpr auto text = "a =3D= \t\r\nx=4 \t \r\n=\n==C3=A4=\r==zz\r\r\n  =2"sv;
    auto const whole_qp = qp(text);
    constexpr auto coded = "SGV\r\nsbG8= SGV sbG8hQQ=="sv;
    auto const whole_b64 = b64(coded);
    for (std::size_t i = 0; i <= text.size(); ++i)
        for (std::size_t j = i; j <= text.size(); ++j)
            EXPECT_EQ(in_pieces<quoted_printable_decoder>(text, i, j), whole_qp) << i << ' ' << j;
    for (std::size_t i = 0; i <= coded.size(); ++i)
        for (std::size_t j = i; j <= coded.size(); ++j)
            EXPECT_EQ(in_pieces<base64_decoder>(coded, i, j), whole_b64) << i << ' ' << j;
}

TEST(transfer, a_decoder_can_be_used_again) {
    base64_decoder decoder;
    std::string out;
    decoder.feed("SGVsbG", out);
    decoder.finish(out);
    decoder.feed("SGVs", out);
    decoder.finish(out);
    EXPECT_EQ(out, "HellHel");
}

TEST(transfer, limits_hold) {
    EXPECT_EQ(decode_transfer(encoding::base64, "SGVsbG8=", 3), "Hel");
    EXPECT_EQ(decode_transfer(encoding::quoted_printable, "a=41b", 2), "aA");
    EXPECT_EQ(decode_transfer(encoding::identity, "abc", 2), "ab");
    EXPECT_EQ(decode_transfer(encoding::unknown, "abc"), "abc");
    EXPECT_EQ(decode_transfer(encoding::base64, "SGVsbG8=", 0), "");
    EXPECT_EQ(decode_transfer(encoding::quoted_printable, std::string(100'000, 'x'), 20'000).size(), 20'000u);
}

TEST(transfer, output_is_bounded_by_the_input) {
    std::string const feeds(100'000, '\n');
    EXPECT_LE(qp(feeds).size(), 2 * feeds.size());
}

}  // namespace
}  // namespace mailstead::mime

// Binary parts become base64, and nothing else changes.
#include "mime/binary_encoder.h"

#include <gtest/gtest.h>

#include "mime/part_tree.h"
#include "mime/transfer.h"

namespace mailstead::mime {
namespace {

using namespace std::string_literals;

struct outcome {
    std::string text;
    bool lossless = true;
    bool operator==(outcome const&) const = default;
};

outcome encoded(std::string_view in, std::size_t first, std::size_t piece) {
    binary_encoder encoder;
    outcome out;
    encoder.feed(in.substr(0, first), out.text);
    for (std::size_t at = first; at < in.size(); at += piece) encoder.feed(in.substr(at, piece), out.text);
    encoder.finish(out.text);
    out.lossless = encoder.is_lossless();
    return out;
}

// The same however it is cut.
outcome encoded(std::string_view in) {
    auto const whole = encoded(in, in.size(), 1);
    for (std::size_t cut = 0; cut < in.size(); ++cut) EXPECT_EQ(encoded(in, cut, in.size()), whole) << "cut at " << cut;
    for (std::size_t piece : {1, 2, 3, 7}) EXPECT_EQ(encoded(in, 0, piece), whole) << "pieces of " << piece;
    return whole;
}

std::string decoded_leaf(std::string const& text, part const& leaf) {
    return decode_transfer(encoding_named(leaf.encoding), leaf.body.of(text));
}

std::string all_octets() {
    std::string out;
    for (int i = 0; i < 256; ++i) out += static_cast<char>(i);
    return out + "\r\n--\r\n-\n--x\r\n\r\r\n";
}

TEST(binary_encoder, leaves_other_mail_alone) {
    for (auto const& text : {"Subject: a\r\n\r\nbody\r\n"s, ""s, "no header"s, "A: b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xff\r\n"s,
                             "Content-Type: multipart/mixed; boundary=x\r\n\r\np\r\n--x\r\n\r\na\r\n--x--\r\ne"s}) {
        EXPECT_EQ(encoded(text), (outcome{text, true}));
    }
}

TEST(binary_encoder, a_whole_message) {
    auto const head = "Content-Transfer-Encoding: Binary (as it is)\r\nContent-Type: application/x-y\r\n\r\n"s;
    auto const out = encoded(head + all_octets());
    EXPECT_TRUE(out.lossless);
    auto const tree = parse_parts(out.text);
    EXPECT_EQ(tree.encoding, "base64");
    EXPECT_EQ(decoded_leaf(out.text, tree), all_octets());
    EXPECT_EQ(out.text.find('\0'), out.text.npos);
}

TEST(binary_encoder, parts) {
    auto const text = "Content-Type: multipart/mixed; boundary=\"x\"\r\nContent-Transfer-Encoding: binary\r\n\r\n--x\r\n"
                      "Content-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Transfer-Encoding: binary\r\n"
                      "Content-Type: image/png\r\n\r\n" + "\x89PNG\r\n\x1a\n\0\0"s + "\r\n--x\r\nContent-Transfer-Encoding: binary\r\n\r\n\r\n--x--\r\n";
    auto const out = encoded(text);
    auto const tree = parse_parts(out.text);
    ASSERT_EQ(tree.children.size(), 3u);
    EXPECT_EQ(tree.encoding, "8bit");
    EXPECT_EQ(decoded_leaf(out.text, tree.children[0]), "hello");
    EXPECT_EQ(tree.children[1].encoding, "base64");
    EXPECT_EQ(decoded_leaf(out.text, tree.children[1]), "\x89PNG\r\n\x1a\n\0\0"s);
    EXPECT_EQ(decoded_leaf(out.text, tree.children[2]), "");
    EXPECT_TRUE(out.lossless);
}

TEST(binary_encoder, messages_inside) {
    auto const text = "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                      "a\0b\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: c\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\r\n--x--\r\n"s;
    auto const out = encoded(text);
    auto const tree = parse_parts(out.text);
    ASSERT_EQ(tree.children.size(), 2u);
    EXPECT_EQ(decoded_leaf(out.text, tree.children[0].children[0]), "a\0b\n"s);
    EXPECT_EQ(decoded_leaf(out.text, tree.children[1].children[0]), "\0"s);
}

TEST(binary_encoder, what_lines_cannot_hold) {
    EXPECT_TRUE(encoded("A: b\r\n\r\na\0b\r\n"s).lossless);
    EXPECT_TRUE(encoded("A: b\r\n\r\na\nb\r\r\n"s).lossless);    // no NUL: text, as ever
    EXPECT_FALSE(encoded("A: b\r\n\r\na\0b\n"s).lossless);
    EXPECT_FALSE(encoded("A: b\r\n\r\na\0b\r\r\n"s).lossless);
}

TEST(binary_encoder, a_header_without_end) {
    auto const text = "Content-Transfer-Encoding: binary\r\nX: " + std::string(300 * 1024, 'x') + "\r\n\r\n\x01"s;
    EXPECT_EQ(encoded(text, text.size(), 1).text, text);
    EXPECT_EQ(encoded(text, 10, 4096).text, text);
    EXPECT_EQ(encoded("Content-Transfer-Encoding: binary\r\nno field\r\n\r\nx"), (outcome{"Content-Transfer-Encoding: binary\r\nno field\r\n\r\nx", true}));
}

TEST(binary_encoder, a_delimiter_in_a_header) {
    auto const text = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nA: b\r\n--x\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\r\n--x--\r\n"s;
    auto const out = encoded(text);
    auto const tree = parse_parts(out.text);
    ASSERT_EQ(tree.children.size(), 2u);
    EXPECT_EQ(decoded_leaf(out.text, tree.children[1]), "\0"s);
}

}  // namespace
}  // namespace mailstead::mime

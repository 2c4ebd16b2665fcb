// Trees of body parts: structure, ranges, sizes, and what hostile messages make of them.
#include "mime/part_tree.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace mailstead::mime {
namespace {

using namespace std::literals;

// "multipart/mixed(text/plain,message/rfc822(text/html))".
std::string shape(part const& p) {
    auto out = p.type + '/' + p.subtype;
    if (p.children.empty()) return out;
    out += '(';
    for (auto const& child : p.children) out += (&child == p.children.data() ? "" : ",") + shape(child);
    return out + ')';
}

std::string with_crlf(std::string_view lf) {
    std::string out;
    for (char const c : lf) out += c == '\n' ? "\r\n"s : std::string(1, c);
    return out;
}

std::size_t count_parts(part const& p) {
    std::size_t n = 1;
    for (auto const& child : p.children) n += count_parts(child);
    return n;
}

std::size_t depth_of(part const& p) {
    std::size_t deepest = 0;
    for (auto const& child : p.children) deepest = std::max(deepest, 1 + depth_of(child));
    return deepest;
}

std::size_t bare_line_feeds(std::string_view text) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < text.size(); ++i) n += text[i] == '\n' && (i == 0 || text[i - 1] != '\r');
    return n;
}

// What must hold for every part of every message: see the invariants in part_tree.h.
void check(part const& p, std::string_view text) {
    ASSERT_LE(p.header.begin, p.header.end);
    ASSERT_EQ(p.header.end, p.body.begin);
    ASSERT_LE(p.body.begin, p.body.end);
    ASSERT_LE(p.body.end, text.size());
    auto const body = p.body.of(text);
    EXPECT_EQ(p.lines, static_cast<std::uint64_t>(std::count(body.begin(), body.end(), '\n')));
    EXPECT_EQ(p.octets, body.size() + bare_line_feeds(body));
    bool const is_message = p.type == "message" && (p.subtype == "rfc822" || p.subtype == "global");
    EXPECT_EQ(p.is_message(), is_message);
    EXPECT_EQ(p.children.size() == 1 && is_message, is_message);
    EXPECT_EQ(!p.children.empty(), p.is_multipart() || is_message);
    auto at = p.body.begin;
    for (auto const& child : p.children) {
        EXPECT_LE(at, child.header.begin);
        EXPECT_LE(child.body.end, p.body.end);
        at = child.body.end;
        check(child, text);
    }
}

part checked(std::string_view text, part_limits const& limits = {}) {
    auto tree = parse_parts(text, limits);
    EXPECT_EQ(tree.header.begin, 0u);
    EXPECT_EQ(tree.body.end, text.size());
    check(tree, text);
    return tree;
}

constexpr auto sample = R"(From: Joe <joe@example.com>
Subject: outer
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="out er"

preamble
--out er
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
Content-ID: <1@x>
Content-Description: =?utf-8?Q?a?=
Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
Content-Disposition: inline; filename=a.txt
Content-Language: de, en-GB (c)
Content-Location: http://example.com/
 a/b

one
two
--out er
Content-Type: message/rfc822

From: Inner <inner@example.com>
Subject: inner
Content-Type: multipart/alternative; boundary=in

--in

a
--in
Content-Type: text/html

<b>
--in--
inner epilogue

--out er
Content-Type: application/octet-stream; name=x
Content-Transfer-Encoding: BASE64 (c)

AAAA
--out er--
epilogue
)"sv;

TEST(part_tree, a_whole_message) {
    auto const tree = checked(sample);
    EXPECT_EQ(shape(tree), "multipart/mixed(text/plain,message/rfc822(multipart/alternative(text/plain,text/html)),"
                           "application/octet-stream)");
    auto const& text = tree.children[0];
    EXPECT_EQ(text.body.of(sample), "one\ntwo");
    EXPECT_EQ(text.octets, 8u);
    EXPECT_EQ(text.lines, 1u);
    EXPECT_EQ(text.encoding, "8bit");
    EXPECT_EQ(text.id, "<1@x>");
    EXPECT_EQ(text.description, "=?utf-8?Q?a?=");
    EXPECT_EQ(text.md5, "Q2hlY2sgSW50ZWdyaXR5IQ==");
    ASSERT_TRUE(text.disposition);
    EXPECT_EQ(text.disposition->type, "inline");
    EXPECT_EQ(text.disposition->parameters, (std::vector<parameter>{{"filename", "a.txt"}}));
    EXPECT_EQ(text.languages, (std::vector<std::string>{"de", "en-GB"}));
    EXPECT_EQ(text.location, "http://example.com/a/b");
    EXPECT_EQ(text.parameters, (std::vector<parameter>{{"charset", "utf-8"}}));

    auto const& message = tree.children[1];
    ASSERT_TRUE(message.envelope);
    EXPECT_EQ(message.envelope->subject, "inner");
    EXPECT_EQ(message.envelope->from.at(0).mailbox, "inner");
    EXPECT_TRUE(message.body.of(sample).starts_with("From: Inner"));
    EXPECT_TRUE(message.body.of(sample).ends_with("inner epilogue\n"));
    auto const& inner = message.children[0];
    EXPECT_EQ(inner.children[0].parameters, (std::vector<parameter>{{"charset", "us-ascii"}}));
    EXPECT_EQ(inner.children[0].header.of(sample), "\n");
    EXPECT_EQ(inner.children[0].body.of(sample), "a");
    EXPECT_EQ(inner.children[1].body.of(sample), "<b>");

    EXPECT_EQ(tree.children[2].encoding, "base64");
    EXPECT_EQ(tree.children[2].body.of(sample), "AAAA");
}

// A message stored with LF has the same tree and sizes as on the wire.
void expect_same(part const& lf, part const& crlf) {
    EXPECT_EQ(lf.octets, crlf.octets);
    EXPECT_EQ(lf.lines, crlf.lines);
    EXPECT_EQ(lf.header_octets, crlf.header_octets);
    EXPECT_EQ(lf.header_lines, crlf.header_lines);
    ASSERT_EQ(lf.children.size(), crlf.children.size());
    for (std::size_t i = 0; i < lf.children.size(); ++i) expect_same(lf.children[i], crlf.children[i]);
}

TEST(part_tree, sizes_are_those_of_the_crlf_form) {
    auto const wire = with_crlf(sample);
    auto const crlf = checked(wire);
    expect_same(checked(sample), crlf);
    EXPECT_EQ(crlf.header_octets + crlf.octets, wire.size());
    EXPECT_EQ(crlf.octets, crlf.body.size());
    EXPECT_EQ(crlf.header_octets, crlf.header.size());
}

TEST(part_tree, a_text_part_has_a_charset) {
    using parameters = std::vector<parameter>;
    EXPECT_EQ(checked("Content-Type: text/html\n\nx").parameters, (parameters{{"charset", "us-ascii"}}));
    EXPECT_EQ(checked("Content-Type: text/x; name=y\n\nx").parameters, (parameters{{"name", "y"}, {"charset", "us-ascii"}}));
    EXPECT_EQ(checked("Content-Type: text/x; charset=utf-8\n\nx").parameters, (parameters{{"charset", "utf-8"}}));
    EXPECT_EQ(checked("Content-Type: text/x; charset*=''utf-8\n\nx").parameters, (parameters{{"charset*", "''utf-8"}}));
    EXPECT_EQ(checked("Content-Type: image/png\n\nx").parameters, parameters{});
}

TEST(part_tree, a_type_that_is_no_token_is_text_plain) {
    for (auto const type : {"text/plain/extra", "text/html,charset=utf-8", "/", "text/", "/html", "text", "a b/c=d"})
        EXPECT_EQ(shape(checked("Content-Type: " + std::string(type) + "\n\nx")), "text/plain") << type;
    EXPECT_EQ(shape(checked("Content-Type: Application/X-Odd+Zip\n\nx")), "application/x-odd+zip");
}

TEST(part_tree, a_plain_message) {
    auto const tree = checked("Subject: x\n\nline\nlast");
    EXPECT_EQ(shape(tree), "text/plain");
    EXPECT_EQ(tree.parameters, (std::vector<parameter>{{"charset", "us-ascii"}}));
    EXPECT_EQ(tree.lines, 1u);
    EXPECT_EQ(tree.octets, 10u);
    EXPECT_EQ(tree.encoding, "7bit");
    EXPECT_FALSE(tree.id);
    EXPECT_EQ(shape(checked("")), "text/plain");
    EXPECT_EQ(checked("\r\n").header.size(), 2u);
    EXPECT_EQ(checked("no header\r\n").header.size(), 0u);
}

TEST(part_tree, content_types_that_are_none) {
    EXPECT_EQ(shape(checked("Content-Type: text\n\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type: /x\n\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type:\n\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type: IMAGE/PNG\nContent-Type: text/html\n\n")), "image/png");
    EXPECT_EQ(checked("Content-Transfer-Encoding:\n\n").encoding, "7bit");
    EXPECT_EQ(checked("Content-Transfer-Encoding: X-Odd\n\n").encoding, "x-odd");
}

TEST(part_tree, digests_hold_messages) {
    auto const tree = checked("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: s\n\nx\n--b\n"
                              "Content-Type: text/plain\n\ny\n--b--\n");
    EXPECT_EQ(shape(tree), "multipart/digest(message/rfc822(text/plain),text/plain)");
    EXPECT_EQ(tree.children[0].envelope->subject, "s");
}

TEST(part_tree, missing_boundaries) {
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=b\n\nno delimiter\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=b\n\n--b--\n")), "text/plain");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=b\n\n--b")), "multipart/mixed(text/plain)");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx")), "multipart/mixed(text/plain)");
}

TEST(part_tree, a_missing_end_boundary_ends_with_the_enclosing_part) {
    constexpr auto text = "Content-Type: multipart/mixed; boundary=out\n\n--out\n"
                          "Content-Type: multipart/mixed; boundary=in\n\n--in\n\nx\n--out\n\ny\n--out--\n--in\n\nz\n"sv;
    auto const tree = checked(text);
    EXPECT_EQ(shape(tree), "multipart/mixed(multipart/mixed(text/plain),text/plain)");
    EXPECT_EQ(tree.children[0].children[0].body.of(text), "x");
    EXPECT_EQ(tree.children[1].body.of(text), "y");
}

TEST(part_tree, boundaries_that_begin_alike) {
    constexpr auto text =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\nx\n--b1--\n--b \t\n\ny\n--b--junk\nend"sv;
    auto const tree = checked(text);
    EXPECT_EQ(shape(tree), "multipart/mixed(multipart/mixed(text/plain),text/plain)");
    EXPECT_EQ(tree.children[1].body.of(text), "y");
}

TEST(part_tree, of_equal_boundaries_the_innermost_counts) {
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related; "
                            "boundary=b\n\n--b\n\nx\n--b--\n--b\nContent-Type: text/html\n\ny\n--b--\n")),
              "multipart/mixed(multipart/related(text/plain),text/html)");
}

TEST(part_tree, boundaries_in_sections_and_with_odd_characters) {
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\nx\n--ab--\n")),
              "multipart/mixed(text/plain)");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=\"b \"\n\n--b\n\nx\n")),
              "multipart/mixed(text/plain)");
    EXPECT_EQ(shape(checked("Content-Type: multipart/mixed; boundary=----=_x:y\n\n------=_x:y\n\nx\n")),
              "multipart/mixed(text/plain)");
}

TEST(part_tree, a_delimiter_inside_a_header_ends_it) {
    constexpr auto text = "Content-Type: multipart/mixed; boundary=\"b:\"\n\n--b:\nContent-Type: text/html\n--b:\n\n"
                          "y\n--b:--\n"sv;
    auto const tree = checked(text);
    EXPECT_EQ(shape(tree), "multipart/mixed(text/html,text/plain)");
    EXPECT_EQ(tree.children[0].body.size(), 0u);
}

TEST(part_tree, empty_parts) {
    constexpr auto text = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--b\r\n--b\r\nContent-Type: "
                          "message/rfc822\r\n\r\n--b\r\n\r\n\r\n--b--"sv;
    auto const tree = checked(text);
    EXPECT_EQ(shape(tree), "multipart/mixed(text/plain,text/plain,message/rfc822(text/plain),text/plain)");
    for (auto const& child : tree.children) EXPECT_EQ(child.octets, 0u);
}

TEST(part_tree, a_message_of_nothing_but_a_cut_header_is_enclosed) {
    for (auto const* end : {"\n", "\r\n"}) {
        std::string text =
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: x";
        text += end + "--b--"s + end;
        auto const tree = checked(text);
        EXPECT_EQ(shape(tree), "multipart/mixed(message/rfc822(text/plain))");
        EXPECT_EQ(tree.children[0].body.of(text), "Subject: x"s + end);
        EXPECT_EQ(tree.children[0].envelope->subject, "x");
    }
}

TEST(part_tree, encoded_messages_are_leaves) {
    EXPECT_EQ(shape(checked("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAAAA\n")),
              "application/octet-stream");
    EXPECT_EQ(shape(checked("Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nA: b\n")),
              "message/rfc822(text/plain)");
    EXPECT_EQ(shape(checked("Content-Type: message/delivery-status\n\nA: b\n")), "message/delivery-status");
}

std::string nested_multiparts(int levels) {
    std::string text;
    for (int i = 0; i < levels; ++i) {
        auto const n = std::to_string(i);
        text += "Content-Type: multipart/mixed; boundary=b" + n + "x\n\n--b" + n + "x\n";
    }
    return text + "\ninnermost\n";
}

TEST(part_tree, a_thousand_levels_stop_at_the_limit) {
    auto const multiparts = checked(nested_multiparts(1000));
    EXPECT_EQ(depth_of(multiparts), 100u);
    EXPECT_EQ(depth_of(checked(nested_multiparts(1000), {.depth = 3})), 3u);
    std::string messages;
    for (int i = 0; i < 1000; ++i) messages += "Content-Type: message/rfc822\r\n\r\n";
    EXPECT_EQ(depth_of(checked(messages)), 100u);
    EXPECT_EQ(shape(checked(messages, {.depth = 1})), "message/rfc822(application/octet-stream)");
    EXPECT_EQ(shape(checked(messages, {.depth = 0})), "application/octet-stream");
    auto const inside = checked(nested_multiparts(3), {.depth = 2});
    EXPECT_EQ(shape(inside), "multipart/mixed(multipart/mixed(application/octet-stream))");
}

TEST(part_tree, a_flood_of_parts_stops_at_the_limit) {
    std::string text = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < 50'000; ++i) text += "--b\n";
    auto const tree = parse_parts(text);
    EXPECT_EQ(count_parts(tree), 10'000u);
    auto const few = checked(text, {.parts = 5});
    EXPECT_EQ(count_parts(few), 5u);
    EXPECT_EQ(few.children.back().body.end, text.size());
    EXPECT_EQ(count_parts(checked(text, {.parts = 1})), 1u);
    EXPECT_EQ(count_parts(checked(text, {.parts = 0})), 1u);
    EXPECT_EQ(shape(checked(sample, {.parts = 3})), "multipart/mixed(text/plain,application/octet-stream)");
}

TEST(part_tree, nested_envelopes_share_their_limit) {
    std::string text = "Content-Type: multipart/digest; boundary=b\n\n";
    for (int i = 0; i < 20; ++i) text += "--b\n\nTo: a@b, c@d, e@f\n\nx\n";
    std::size_t addresses = 0;
    auto const tree = checked(text, {.addresses = 10});
    for (auto const& child : tree.children) addresses += child.envelope->to.size();
    EXPECT_EQ(tree.children.size(), 20u);
    EXPECT_EQ(addresses, 10u);
}

TEST(part_tree, nul_bare_cr_and_8_bit_are_data) {
    constexpr auto text =
        "Content-Type: multipart/mixed; boundary=b\0c\n\n--b\n\n\xe4\0\r\rx\n--b\r--b\r\n\ny\r--b\n"sv;
    auto const tree = checked(text);
    EXPECT_EQ(shape(tree), "text/plain");
    constexpr auto other =
        "Sch\xf6n: \xe4\nContent-Type: multipart/mixed; boundary=\"\xe4\"\n\n--\xe4\n\n\0\rx\n--\xe4--\n"sv;
    auto const eight = checked(other);
    EXPECT_EQ(shape(eight), "multipart/mixed(text/plain)");
    EXPECT_EQ(eight.children[0].body.of(other), "\0\rx"sv);
}

TEST(part_tree, every_cut_gives_a_tree) {
    auto const wire = with_crlf(sample);
    for (std::size_t cut = 0; cut <= sample.size(); ++cut) checked(sample.substr(0, cut));
    for (std::size_t cut = 0; cut <= wire.size(); ++cut) checked(std::string_view(wire).substr(0, cut));
    for (std::size_t cut = 0; cut <= sample.size(); ++cut) checked(sample.substr(cut));
}

TEST(part_tree, many_open_boundaries_and_short_lines_are_linear) {
    auto text = nested_multiparts(99);
    for (int i = 0; i < 20'000; ++i) text += "--b\n";
    EXPECT_EQ(depth_of(parse_parts(text)), 99u);
}

TEST(part_tree, outlives_its_text) {
    auto text = std::make_unique<std::string>(sample);
    auto const tree = parse_parts(*text);
    text.reset();
    EXPECT_EQ(tree.children[1].envelope->subject, "inner");
    EXPECT_EQ(tree.children[0].disposition->type, "inline");
}

}  // namespace
}  // namespace mailstead::mime

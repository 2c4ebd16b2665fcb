// What SEARCH looks at: HTML as it is read, messages told from their bytes alone, and words written nearly as wanted.
#include <gtest/gtest.h>

#include "mime/fuzzy.h"
#include "mime/html_text.h"
#include "mime/raw_filter.h"
#include "mime/search_text.h"
#include "mime/text.h"

namespace mailstead::mime {
namespace {

TEST(html_text, is_what_a_reader_sees) {
    EXPECT_EQ(html_text("<p>Hello <b>w</b>orld</p><p>caf&eacute; &lt;b&gt;</p>"), "Hello world\ncaf\xc3\xa9 <b>");
    EXPECT_EQ(html_text("a \r\n\t b<br>c<script>x()</script><style>y</style><img alt='a picture'>"), "a b\nca picture");
    EXPECT_EQ(html_text("<title>T</title><table><tr><td>one<td>two</table>"), "T\none\ntwo");
    EXPECT_EQ(html_text(""), "");
    EXPECT_EQ(html_text("<!-- hidden -->seen"), "seen");
}

TEST(html_text, never_fails_however_bad) {
    std::string deep, wide;
    for (int i = 0; i < 40'000; ++i) deep += "<i>";
    for (int i = 0; i < 6'000; ++i) wide += "<b id=" + std::to_string(i) + ">";
    for (int i = 0; i < 6'000; ++i) wide += "<p>x";
    for (auto const& bad : {deep, wide, std::string("<a <b <!-- &#0; &#xfffff; </"), std::string("\0<\0p", 4), std::string("\xff\xfe<p>\xff")}) {
        auto const once = html_text(bad);
        EXPECT_EQ(html_text(bad), once);
    }
    std::string const page = "<div><p class=\"x\">Some &amp; text<br/><a href='http://y.test/'>link</a></p></div>";
    for (std::size_t i = 0; i <= page.size(); ++i) (void)html_text(page.substr(0, i));
}

bool rules_out(std::string_view message, std::string_view needle) { return raw_filter(casefold(needle)).rules_out(message); }

TEST(raw_filter, knows_only_plain_messages) {
    std::string const plain = "Subject: one two\r\nContent-Type: text/plain; charset=\"utf-8\"\r\n\r\nsome words\r\n";
    EXPECT_TRUE(rules_out(plain, "other"));
    EXPECT_TRUE(rules_out(plain, "caf\xc3\xa9"));
    EXPECT_FALSE(rules_out(plain, "WORDS"));
    EXPECT_FALSE(rules_out(plain, "not words"));      // its longest word is there
    EXPECT_FALSE(rules_out(plain, " : "));            // nothing to go by
    for (auto const* odd : {"caf\xc3\xa9", "Content-Transfer-Encoding: base64", "quoted-PRINTABLE", "text/html", "charset=utf-7", "charset*0=utf-8", "charset=iso-2022-jp", "=?utf-8?Q?x?="}) {
        EXPECT_FALSE(rules_out("X: " + std::string(odd) + "\r\n" + plain, "other")) << odd;
        EXPECT_FALSE(rules_out(plain + "--b\r\nContent-Type: x/y\r\nX: " + odd + "\r\n\r\n", "other")) << odd;
    }
    EXPECT_FALSE(rules_out(plain + "caf\xc3\xa9", "other"));
    EXPECT_FALSE(rules_out(plain + "a\rb", "other"));
    EXPECT_TRUE(rules_out(plain + "of base64 and =?x, charset=utf-7 and HTML\r\n", "other"));    // words of the body
    EXPECT_FALSE(rules_out("Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?Q?x?=\r\n\r\n", "other"));
    EXPECT_FALSE(rules_out(std::string_view("oth\0er\r\n\r\n", 10), "other"));
    for (auto const* fine : {"charset=us-ascii", "charset=ISO-8859-15;", "charset=\"windows-1252\""}) EXPECT_TRUE(rules_out(plain + fine, "other")) << fine;
}

TEST(find_bytes, is_the_strings_own_find) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += static_cast<char>('a' + i * i % 7);
    for (std::size_t length = 0; length < 40; ++length)
        for (std::size_t at = 0; at + length <= text.size(); at += 13) {
            auto const needle = text.substr(at, length);
            for (std::size_t cut = 0; cut < 34; cut += 3) EXPECT_EQ(find_bytes(std::string_view(text).substr(cut), needle), text.substr(cut).find(needle));
        }
    EXPECT_EQ(find_bytes("abc", "abcd"), std::string_view::npos);
    EXPECT_EQ(find_bytes("abc", "c", 3), std::string_view::npos);
}

unsigned score(std::string_view wanted, std::string_view text) {
    fuzzy_query const query(casefold(wanted));
    fuzzy_reader reader(query);
    reader.feed(casefold(text));
    return reader.score();
}

TEST(fuzzy, finds_what_is_nearly_it) {
    EXPECT_GT(score("helo", "helo"), score("helo", "hello"));
    EXPECT_GT(score("helo", "hello"), score("helo", "help"));
    EXPECT_GT(score("helo", "help"), 0u);
    EXPECT_EQ(score("helo", "world"), 0u);
    EXPECT_EQ(score("hello xylophone", "hello"), 0u);
    EXPECT_GT(score("Kernel", "the kernels of it"), 0u);
    EXPECT_GT(score("kernel", "kernel, kernel and kernel"), score("kernel", "one kernel"));
    EXPECT_EQ(score("he", "xhx"), 0u);
    EXPECT_GT(score("he", "the"), 0u);
    EXPECT_EQ(score("", "the"), 0u);
    EXPECT_LE(score("a", std::string(2000, 'a') + " a a a a a a a"), 100u);
}

TEST(fuzzy, likeness_needs_the_trigrams_that_the_index_asks_for) {
    for (auto const* wanted : {"helo", "kernel", "aaaa", "colonel", "abcdefghijklmnop", "\xed\x95\x9c\xea\xb8\x80\xeb\xa7\x90\xea\xb8\x80"}) {
        fuzzy_query const query(casefold(wanted));
        auto const own = trigrams(query.words()[0].text).size();
        EXPECT_LT(query.words()[0].may_lack, own);
    }
    EXPECT_EQ(fuzzy_query("AB").words()[0].may_lack, 0u);
    EXPECT_EQ(fuzzy_query(std::string(100'000, 'A')).words()[0].text.size(), fuzzy_query::longest_word);
}

TEST(trigrams, are_of_characters_and_each_once) {
    EXPECT_EQ(trigrams("ABCABC"), (std::vector<std::string_view>{"ABC", "BCA", "CAB"}));
    EXPECT_EQ(trigrams("AB"), std::vector<std::string_view>{});
    EXPECT_EQ(trigrams("\xc3\xa9" "A\xed\x95\x9c"), (std::vector<std::string_view>{"\xc3\xa9" "A\xed\x95\x9c"}));
    EXPECT_EQ(trigrams(""), std::vector<std::string_view>{});
}

// A message of so many parts, each longer than what is parsed of one.
std::string many_pages(std::size_t count) {
    std::string out = "Content-Type: multipart/mixed; boundary=x\n\n";
    for (std::size_t i = 1; i <= count; ++i)
        out += "--x\nContent-Type: text/html\n\n<p>pa<b>ge</b>" + std::to_string(i) + ".</p>" + std::string(html_limit, ' ') + "\n";
    return out + "--x--\n";
}

bool is_found(std::string const& message, std::string const& wanted) {
    auto const read = [&](range which) { return which.of(message); };
    return any_body_text(read, parse_parts(message), [&](std::string_view text) { return text.find(wanted) != text.npos; });
}

TEST(any_body_text, parses_no_more_than_so_much_html_of_one_message) {
    auto const most = html_of_message / html_limit;
    auto const message = many_pages(most + 2);
    EXPECT_TRUE(is_found(message, "page1."));
    EXPECT_TRUE(is_found(message, "page" + std::to_string(most) + '.'));
    EXPECT_FALSE(is_found(message, "page" + std::to_string(most + 1) + '.'));
    EXPECT_TRUE(is_found(message, "pa<b>ge</b>" + std::to_string(most + 2)));
}

}  // namespace
}  // namespace mailstead::mime

// header_checks(5): every action, in headers and bodies; MIME structure; the limits.
#include "mta/content/checks.h"

#include <gtest/gtest.h>

#include "mta/content/body.h"

namespace mailstead::mta::content {
namespace {

checks tables(conf::settings::pairs const& values) { return checks(conf::settings().with(values)); }

struct outcome {
    checker::fate fate = checker::fate::keep;
    std::string out;
    checker by;
};
outcome header(std::string_view rule, checks& keep, std::string_view content = "Subject: hi") {
    keep = tables({{"header_checks", "pcre:{{/^subject/ " + std::string(rule) + "}}"}});
    outcome done{checker::fate::keep, {}, checker(&keep, {})};
    done.fate = done.by.check(place::header, content, done.out);
    return done;
}

TEST(checks, reject_in_all_its_forms) {
    checks keep;
    EXPECT_EQ(*header("reject", keep).by.refusal(), (smtp::reply{550, "5.7.1", "message content rejected"}));
    EXPECT_EQ(*header("REJECT 5.6.7 Go away", keep).by.refusal(), (smtp::reply{550, "5.6.7", "Go away"}));
    EXPECT_EQ(*header("REJECT 4.6.7 Later", keep).by.refusal(), (smtp::reply{451, "4.6.7", "Later"}));
    EXPECT_EQ(*header("REJECT 5.6 no code", keep).by.refusal(), (smtp::reply{550, "5.7.1", "5.6 no code"}));
    EXPECT_EQ(*header("REJECT can\xe2\x80\x99t", keep).by.refusal(), (smtp::reply{550, "5.7.1", "can   t"}));
    auto const done = header("REJECT", keep);
    EXPECT_FALSE(done.by.looks_at(place::header));    // nothing more is asked
}

TEST(checks, wishes) {
    checks keep;
    EXPECT_TRUE(header("HOLD", keep).by.wishes().hold);
    auto const discarded = header("DISCARD", keep);
    EXPECT_TRUE(discarded.by.wishes().discard);
    EXPECT_FALSE(discarded.by.looks_at(place::header));
    EXPECT_EQ(header("REDIRECT a@b", keep).by.wishes().redirect, "a@b");
    EXPECT_EQ(header("REDIRECT a", keep).by.wishes().redirect, "");
    EXPECT_EQ(header("BCC a@b", keep).by.wishes().bcc, std::vector<std::string>{"a@b"});
    EXPECT_TRUE(header("BCC a", keep).by.wishes().bcc.empty());
    EXPECT_EQ(header("FILTER smtp:x", keep).by.wishes().filter, "smtp:x");
    EXPECT_EQ(header("FILTER smtp", keep).by.wishes().filter, "");
    for (auto const* nothing : {"DUNNO", "WARN x", "INFO x", "550 no", "nonsense"}) {
        auto const done = header(nothing, keep);
        EXPECT_EQ(done.by.wishes(), cleanup::effects()) << nothing;
        EXPECT_EQ(done.fate, checker::fate::keep) << nothing;
        EXPECT_TRUE(done.by.looks_at(place::header)) << nothing;
    }
    EXPECT_FALSE(header("PASS", keep).by.looks_at(place::header));
}

TEST(checks, text_that_changes) {
    checks keep;
    EXPECT_EQ(header("IGNORE", keep).fate, checker::fate::drop);
    EXPECT_EQ(header("STRIP", keep).fate, checker::fate::drop);
    auto const replaced = header("REPLACE X-A: 1", keep);
    EXPECT_EQ(replaced.fate, checker::fate::replace);
    EXPECT_EQ(replaced.by.replacement(), "X-A: 1");
    EXPECT_EQ(header("REPLACE nonsense", keep).fate, checker::fate::keep);
    EXPECT_EQ(header("REPLACE", keep).fate, checker::fate::keep);
    EXPECT_EQ(header("PREPEND X-A: 1", keep).out, "X-A: 1\r\n");
    EXPECT_EQ(header("PREPEND nonsense", keep).out, "");
}

TEST(checks, a_table_that_fails_is_temporary) {
    auto const keep = tables({{"header_checks", "fail:no"}});
    checker by(&keep, {});
    std::string out;
    EXPECT_EQ(by.check(place::header, "A: b", out), checker::fate::keep);
    ASSERT_TRUE(by.refusal());
    EXPECT_EQ(by.refusal()->code, 451);
}

TEST(logical, joins_lines) {
    std::string scratch;
    EXPECT_EQ(logical("A: b\r\n c\r\n\td\r\n", scratch), "A: b\n c\n\td");
    EXPECT_EQ(logical("A: b\r\n", scratch), "A: b");
    EXPECT_EQ(logical("A: b\n c", scratch), "A: b\n c");
}

std::string through(std::string_view text, checks const& with, body_limits const& limits, std::string_view type, std::size_t cut,
                    bool* deep = nullptr) {
    checker by(&with, {});
    body part(by, limits, type);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += cut) part.feed(text.substr(at, cut), out);
    part.finish(out);
    if (deep) *deep = part.too_deep();
    return out + (by.refusal() ? "!" + by.refusal()->text : "");
}

constexpr std::string_view mixed = "pre\r\n--b\r\nContent-Type: message/rfc822\r\nX-In-Part: 1\r\n\r\nSubject: inner\r\n two\r\nContent-Type: text/plain\r\n"
                                   "\r\nbody\r\n--b\r\n\r\nplain: x\r\n--b--\r\nepi: x\r\n";

TEST(body, tells_headers_of_parts_from_text) {
    auto const with = tables({{"header_checks", "pcre:{{/./ REJECT primary}}"},
                              {"mime_header_checks", "pcre:{{/^Content-Type: text/ REPLACE Content-Type: x/y},{/^X/ REPLACE X-Mime: 1}}"},
                              {"nested_header_checks", "pcre:{{/^Subject.*two/ REPLACE Subject: seen},{/^X/ REJECT}}"},
                              {"body_checks", "pcre:{{/^pre/ REPLACE PRE},{/^plain/ REPLACE PLAIN},{/^Subject/ REJECT},{/^epi/ REPLACE EPI}}"}});
    std::string const want = "PRE\r\n--b\r\nContent-Type: message/rfc822\r\nX-Mime: 1\r\n\r\nSubject: seen\r\nContent-Type: x/y\r\n\r\nbody\r\n--b\r\n\r\n"
                             "PLAIN\r\n--b--\r\nEPI\r\n";
    for (std::size_t cut = 1; cut < mixed.size(); ++cut)
        EXPECT_EQ(through(mixed, with, {}, "multipart/mixed; boundary=b", cut), want) << cut;
}

TEST(body, without_structure_everything_is_text) {
    auto const with = tables({{"header_checks", "pcre:{{/inner/ REJECT}}"}});
    body_limits flat;
    flat.mime = false;
    EXPECT_EQ(through(mixed, with, flat, "multipart/mixed; boundary=b", 100), mixed);
    EXPECT_EQ(through(mixed, with, {}, "text/plain", 100), mixed);
    EXPECT_EQ(through(mixed, with, {}, "multipart/mixed; boundary=b", 100), std::string(mixed) + "!message content rejected");
}

TEST(body, the_size_limit_counts_for_each_part) {
    auto const with = tables({{"body_checks", "pcre:{{/^b/ REJECT seen}}"}});
    body_limits limits;
    limits.checked = 10;    // the empty line before counts
    EXPECT_EQ(through("1234567\r\nb\r\n", with, limits, "", 3), "1234567\r\nb\r\n!seen");
    EXPECT_EQ(through("12345678\r\nb\r\n", with, limits, "", 3), "12345678\r\nb\r\n");
    EXPECT_EQ(through("12345678\r\n--q\r\n\r\nb\r\n", with, limits, "multipart/x; boundary=q", 3), "12345678\r\n--q\r\n\r\nb\r\n!seen");
}

TEST(body, a_long_line_is_checked_in_pieces) {
    auto const with = tables({{"body_checks", "pcre:{{/^y/ REJECT seen}}"}});
    body_limits limits;
    limits.line = 4;
    for (std::size_t cut = 1; cut < 9; ++cut) EXPECT_EQ(through("xxxxyyy\r\n", with, limits, "", cut), "xxxxyyy\r\n!seen") << cut;
}

TEST(body, nesting_is_bounded) {
    auto const with = tables({{"header_checks", "pcre:{{/none/ WARN}}"}});
    body_limits limits;
    limits.nesting = 3;
    std::string text;
    for (int i = 1; i < 4; ++i) text += fmt::format("--b{}\r\nContent-Type: multipart/x; boundary=b{}\r\n\r\n", i - 1, i);
    bool deep = false;
    EXPECT_EQ(through(text, with, limits, "multipart/x; boundary=b0", 5, &deep), text);
    EXPECT_TRUE(deep);
    limits.nesting = 4;
    through(text, with, limits, "multipart/x; boundary=b0", 5, &deep);
    EXPECT_FALSE(deep);
}

TEST(body, a_long_header_of_a_part_is_checked_at_its_beginning) {
    auto const with = tables({{"mime_header_checks", "pcre:{{/evil/ STRIP}}"}});
    body_limits limits;
    limits.header = 16;
    auto const text = "--b\r\nX: evil\r\n aaaaaaaaaaa\r\n bbbb\r\nY: 1\r\n\r\nt\r\n";
    for (std::size_t cut = 1; cut < 50; ++cut)
        EXPECT_EQ(through(text, with, limits, "multipart/x; boundary=b", cut), "--b\r\nY: 1\r\n\r\nt\r\n") << cut;
}

}  // namespace
}  // namespace mailstead::mta::content

// The text on its way out, through all its stages.
#include "mta/smtp_client/outgoing_text.h"

#include <gtest/gtest.h>

#include "tests/unit/mta/smtp_client/fake_server.h"

namespace mailstead::mta::smtp_client {
namespace {

std::shared_ptr<cleanup::rules> rules_with(std::string header_checks, std::string body_checks = "") {
    conf::settings const usual;
    auto const values = usual.with({{"smtp_header_checks", header_checks}, {"smtp_body_checks", body_checks}});
    auto out = std::make_shared<cleanup::rules>(usual);
    out->checks = content::checks(values, {"smtp_header_checks", "smtp_mime_header_checks", "smtp_nested_header_checks", "smtp_body_checks"}, {});
    out->drop_headers.clear();
    return out;
}

struct sent {
    std::string text;
    trouble why;
};

sent through(std::shared_ptr<cleanup::rules> rules, std::string text, std::size_t step) {
    settings how;
    how.text = std::move(rules);
    attempt const what(test::letter({"a@x.test"}, text));
    outgoing_text stages(how, what, outgoing_text::width::eight_bit);
    sent out;
    for (std::size_t at = 0; at < text.size(); at += step) stages.feed(std::string_view(text).substr(at, step), out.text);
    stages.finish(out.text);
    out.why = stages.why();
    return out;
}

TEST(outgoing_text, ends_with_the_dot_line) {
    for (std::size_t step : {1u, 5u, 1000u}) {
        EXPECT_EQ(through(nullptr, "a\r\n.b\r\n", step).text, "a\r\n..b\r\n.\r\n");
        EXPECT_EQ(through(nullptr, "a", step).text, "a\r\n.\r\n");
        EXPECT_EQ(through(nullptr, "a\nb\n", step).text, "a\r\nb\r\n.\r\n");
    }
    EXPECT_EQ(through(nullptr, "", 1).text, ".\r\n");
}

TEST(outgoing_text, checks_change_the_text_alone) {
    auto const rules = rules_with("pcre:{{/^Subject: (.*)/ REPLACE Subject: [out] $$1} {/^X-Secret:/ IGNORE} {/^To:/ REJECT no} {/^From:/ REDIRECT a@b.test}}",
                                  "pcre:{{/secret/ STRIP}}");
    std::string const text = "From: a\r\nTo: b\r\nSubject: x\r\nX-Secret: 1\r\n 2\r\n\r\na secret\r\nfine\r\n";
    for (std::size_t step : {1u, 7u, 1000u}) {
        auto const out = through(rules, text, step);
        EXPECT_EQ(out.text, "From: a\r\nTo: b\r\nSubject: [out] x\r\n\r\nfine\r\n.\r\n");
        EXPECT_EQ(out.why.status, "");
    }
}

TEST(outgoing_text, a_check_that_fails_keeps_the_dot_back) {
    auto const out = through(rules_with("fail:x"), "Subject: x\r\n\r\nhi\r\n", 1000);
    EXPECT_EQ(out.why.status, "4.3.0");
    EXPECT_EQ(out.why.text, "smtp_header_checks lookup failure");
    EXPECT_FALSE(out.text.ends_with("\r\n.\r\n"));
}

TEST(long_lines, are_broken_wherever_they_are_cut) {
    for (std::size_t step : {1u, 3u, 1000u}) {
        long_lines lines(12);
        std::string out;
        std::string const text = "123456789012\r\n1234567890123\r\nab\r\n";
        for (std::size_t at = 0; at < text.size(); at += step) lines.feed(std::string_view(text).substr(at, step), out);
        lines.finish(out);
        EXPECT_EQ(out, "123456789012\r\n123456789012\r\n 3\r\nab\r\n") << step;
    }
    long_lines none(0);
    std::string out;
    none.feed(std::string(5000, 'x'), out);
    EXPECT_EQ(out.size(), 5000u);
}

}  // namespace
}  // namespace mailstead::mta::smtp_client

// The words of reports, and files that change them.
#include "mta/queue/report_texts.h"

#include <gtest/gtest.h>

namespace mailstead::mta::queue {
namespace {

struct outcome {
    report_texts texts;
    std::vector<std::string> said;
};

outcome read(std::string_view text) {
    outcome out;
    auto const note = [&out](conf::problem const& one) { out.said.push_back(one.message()); };
    out.texts = read_report_texts(text, "words", own_report_texts(false), note);
    return out;
}

TEST(report_texts, a_file_replaces_what_it_names) {
    auto const got = read("# ours\n\nfailure_template = <<EOF\nCharset: utf-8\nFrom: Post <post>\nSubject: No\nPostmaster-Subject: Copy of no\n\n"
                          "Host $myhostname\n\n end\nEOF\nverify_template=  one line \n");
    EXPECT_TRUE(got.said.empty());
    auto const& failure = got.texts.of(report_kind::failure);
    EXPECT_EQ(failure.charset, "utf-8");
    EXPECT_EQ(failure.from, "Post <post>");
    EXPECT_EQ(failure.subject, "No");
    EXPECT_EQ(failure.postmaster_subject, "Copy of no");
    EXPECT_EQ(failure.body, "Host $myhostname\n\n end\n");
    EXPECT_EQ(got.texts.of(report_kind::status).body, "one line\n");
    EXPECT_EQ(got.texts.of(report_kind::delay), own_report_texts(false).of(report_kind::delay));
}

TEST(report_texts, a_template_that_cannot_be_used_changes_nothing) {
    struct mistake {
        char const* text;
        char const* said;
    };
    for (auto const& [text, said] : {
             mistake{"success_template = <<E\nBogus: x\n\nhi\nE\n", "words:5: unknown \"Bogus\" header label in success template -- ignoring this template"},
             mistake{"success_template = <<E\nPostmaster-Subject: x\n\nhi\nE\n", "words:5: unknown \"Postmaster-Subject\" header label in success template -- ignoring this template"},
             mistake{"delay_template = <<E\nSubject: a\n\nE\n", "words:4: missing message text in delay template -- ignoring this template"},
             mistake{"delay_template = <<E\nSubject:\n\nhi\nE\n", "words:5: empty \"Subject\" header value in delay template -- ignoring this template"},
             mistake{"delay_template = <<E\nSubject: \xc3\xa4\n\nhi\nE\n", "words:5: non-ASCII \"Subject\" header value in delay template -- ignoring this template"},
             mistake{"delay_template = <<E\nSubject: a\n\n\xc3\xa4\nE\n", "words:5: 8-bit message text in delay template: a charset other than us-ascii is needed -- ignoring this template"},
             mistake{"odd_template = <<E\nhi\nE\n", "words:3: unknown template name: odd_template -- ignoring this template"},
             mistake{"nonsense\ndelay_template = <<E\nhi\nE\n", "words:1: missing '=' after attribute name: \"nonsense\""}}) {
        SCOPED_TRACE(text);
        auto const got = read(text);
        ASSERT_EQ(got.said.size(), 1u);
        EXPECT_EQ(got.said[0], said);
        EXPECT_EQ(got.texts.all, own_report_texts(false).all);
    }
}

TEST(report_texts, a_file_that_ends_too_soon_is_told_of) {
    auto const got = read("verify_template = <<E\nSubject: a\n\nhi\n");
    ASSERT_EQ(got.said.size(), 1u);
    EXPECT_EQ(got.said[0], "words:4: missing \"E\" end marker");
    EXPECT_EQ(got.texts.of(report_kind::status).body, "hi\n");
}

TEST(report_texts, names_stand_for_values) {
    conf::settings::pairs pairs;
    pairs.emplace_back("myhostname", "mail.example.org");
    pairs.emplace_back("delay_warning_time", "90m");
    pairs.emplace_back("mail_name", "a$$b");
    auto const values = conf::settings().with(pairs);
    std::vector<std::string> said;
    auto const note = [&said](conf::problem const& one) { said.push_back(one.text); };
    report_text text;
    text.body = "$myhostname ${delay_warning_time_hours} $delay_warning_time_minutes $maximal_queue_lifetime_days $$1 $mail_name $bogus.\n";
    EXPECT_EQ(expanded_body(report_kind::delay, text, values, note), "mail.example.org 1 90 5 $1 a$b .\n");
    EXPECT_EQ(said, std::vector<std::string>{"delay template of reports: undefined $name: bogus"});
}

}  // namespace
}  // namespace mailstead::mta::queue

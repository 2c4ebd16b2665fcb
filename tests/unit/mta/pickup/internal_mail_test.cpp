// What the server's own mail goes through: completed always, checked where internal_mail_filter_classes says so.
#include "mta/pickup/internal_mail.h"

#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"
#include "tests/lib/loop.h"

namespace mailstead::mta::pickup {
namespace {

using end = queue::internal_passage::end;

struct outcome {
    std::string end, to, text, from;
};

outcome pass(conf::settings::pairs pairs, bool filters) {
    outcome out;
    auto body = [&](net::executor where) -> net::task<void> {
        test::fake_clock clock;
        net::disk_pool lookups(1, std::chrono::seconds(5));
        milter::parts with;
        with.where = where;
        internal_mail under(lookups, clock, with);
        internal_mail::settings how;
        pairs.emplace_back("myorigin", "example.org");
        how.cleanup = std::make_shared<cleanup::rules const>(conf::settings().with(pairs));
        how.filters_bounces = filters;
        under.use(std::move(how));
        queue::message made;
        made.id = "A1";
        made.what.sender = "double-bounce@mail.example.org";
        made.what.recipients.emplace_back();
        made.what.recipients[0].address = made.what.recipients[0].original = "postmaster";
        std::vector<std::string> pieces;
        pieces.push_back("From: Mail <MAILER-DAEMON>\r\nSubject: a report\r\nTo: postmaster\r\n\r\ntext\r\n");
        made.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
        auto const became = co_await under.pass(made, queue::internal_class::bounce);
        out.end = !became ? "trouble" : *became == end::ready ? "ready" : "thrown away";
        if (became && *became == end::ready) {
            for (auto const& one : made.what.recipients) out.to += one.address + " ";
            out.text = made.text->front();
            out.from = made.what.sender;
            EXPECT_EQ(made.size, out.text.size());
            EXPECT_EQ(made.recipients.size(), made.what.recipients.size());
        }
    };
    test::run(body);
    return out;
}

// It is what tells a notice, and ends its way.
TEST(internal_mail, keeps_its_envelope_sender) {
    conf::settings::pairs pairs;
    pairs.emplace_back("sender_canonical_maps", "static:root@example.org");
    pairs.emplace_back("masquerade_domains", "example.org");
    EXPECT_EQ(pass(pairs, false).from, "double-bounce@mail.example.org");
}

TEST(internal_mail, is_completed_and_expanded) {
    conf::settings::pairs pairs;
    pairs.emplace_back("virtual_alias_maps", "inline:{ {postmaster@example.org = a@b.example, c@d.example} }");
    pairs.emplace_back("header_checks", "pcre:{{/./ REJECT}}");
    auto const got = pass(pairs, false);
    EXPECT_EQ(got.end, "ready");
    EXPECT_EQ(got.to, "a@b.example c@d.example ");
    EXPECT_NE(got.text.find("From: Mail <MAILER-DAEMON@example.org>\r\n"), std::string::npos) << got.text;
    EXPECT_NE(got.text.find("To: postmaster@example.org\r\n"), std::string::npos);
}

TEST(internal_mail, is_checked_when_asked_for) {
    auto const with = [](char const* rule) {
        conf::settings::pairs pairs;
        pairs.emplace_back("header_checks", rule);
        return pass(pairs, true);
    };
    EXPECT_EQ(with("pcre:{{/^Subject: a/ DISCARD}}").end, "thrown away");
    EXPECT_EQ(with("pcre:{{/^Subject: a/ REJECT}}").end, "thrown away");
    EXPECT_NE(with("pcre:{{/^Subject: a/ REPLACE Subject: another}}").text.find("Subject: another\r\n"), std::string::npos);
}

TEST(internal_mail, waits_when_a_table_does_not_answer) {
    conf::settings::pairs pairs;
    pairs.emplace_back("virtual_alias_maps", "fail:x");
    EXPECT_EQ(pass(pairs, false).end, "trouble");
}

}  // namespace
}  // namespace mailstead::mta::pickup

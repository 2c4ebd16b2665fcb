// The text of incoming messages: fields left out, added, counted, rewritten, checked; independent of cuts.
#include "mta/cleanup/message_text.h"

#include <gtest/gtest.h>

namespace mailstead::mta::cleanup {
namespace {

using pairs = conf::settings::pairs;

rules rules_of(pairs more = {}) {
    more.insert(more.begin(), {{"myorigin", "x.example"}, {"myhostname", "mx.x.example"}, {"message_drop_headers", "bcc return-path"},
                               {"mydestination", "x.example"}});
    return rules(conf::settings().with(more));
}

struct done {
    std::string text, id;
    unsigned hops = 0;
    bool operator==(done const&) const = default;
};
std::ostream& operator<<(std::ostream& out, done const& what) { return out << what.text << '|' << what.id << '|' << what.hops; }

enum class whose { ours, strangers };

done through(std::string_view input, std::size_t cut, rules const& how, whose mail = whose::ours) {
    text_facts facts;
    facts.about.id = "ID";
    facts.about.sender = "me@x.example";
    facts.hostname = "mx";
    facts.seconds = 1795207628;
    facts.completes = mail == whose::ours;
    if (mail == whose::ours) facts.completion = &how.tables.own;
    message_text text(how, std::move(facts));
    done out;
    for (std::size_t at = 0; at < input.size(); at += cut) text.feed(input.substr(at, cut), out.text);
    text.finish(out.text);
    out.id = text.message_id();
    out.hops = text.hops();
    return out;
}

std::string strangers(std::string_view input) { return through(input, 1000, rules_of(), whose::strangers).text; }

TEST(message_text, does_not_depend_on_cuts) {
    std::string_view const inputs[] = {
        "", "\r\n", "x", "Subject: a\r\n\r\nbody", "Subject: a\r\nbody\r\n", "Bcc: a,\r\n b\r\nFrom: x\r\n\r\nb\r\n",
        "From x Mon\r\n y\r\nReceived: a\r\n\tb\r\nreceived : c\r\n\r\n", "A: 1\nB: 2\n\nbody\n", " leading\r\nA: b\r\n\r\n",
        "Subject: a", "Bcc: only", "Message-ID: <a@b>\r\nDate: x\r\n\r\n.", "A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n b\r\n\r\nc",
        "Bcc: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n b\r\n\r\nc", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nb",
        "From xxxxxxxxxxxxxxxxxxxxxxxxxxxxx Mon\r\n y\r\nA: b\r\n\r\n", "To: a,\r\n b\r\nCc: c,\r\n\td\r\n\r\nx\r\n", "A: b\r\n \r\nC: d\r\n\r\n",
        "Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nX: bad\r\n y\r\n\r\nline\r\n--q--\r\nend"};
    for (auto const* limit : {"16", "102400"}) {
        auto const plain = rules_of({{"header_size_limit", limit}});
        auto const checking = rules_of({{"header_size_limit", limit},
                                        {"header_checks", "pcre:{{/^B/ REPLACE X-New: 1},{/aaaa/ PREPEND X-P: 2},{/^X/ STRIP}}"},
                                        {"body_checks", "pcre:{{/^b/ REPLACE other},{/l/ PREPEND pre}}"}});
        for (auto const* how : {&plain, &checking})
            for (auto const input : inputs) {
                auto const whole = through(input, input.size() + 1, *how);
                for (std::size_t cut = 1; cut <= input.size(); ++cut) EXPECT_EQ(through(input, cut, *how), whole) << input << cut;
            }
    }
}

TEST(message_text, adds_only_what_is_missing) {
    setenv("TZ", "UTC", 1);
    EXPECT_EQ(through("Subject: a\r\n\r\nb\r\n", 100, rules_of()).text,
              "Subject: a\r\nMessage-Id: <20261120204708.ID@mx>\r\nDate: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n"
              "From: me@x.example\r\n\r\nb\r\n");
    EXPECT_EQ(through("message-id: <a@b>\r\nDATE: x\r\nFrom: y@z.example\r\n\r\nb\r\n", 100, rules_of()),
              (done{"message-id: <a@b>\r\nDATE: x\r\nFrom: y@z.example\r\n\r\nb\r\n", "<a@b>", 0}));
    EXPECT_EQ(strangers("Subject: a\r\n\r\nb\r\n"), "Subject: a\r\n\r\nb\r\n");
}

TEST(message_text, a_message_sent_on_gets_its_own_set) {
    auto const text = through("Resent-To: a@b.example\r\nFrom: x@y.example\r\n\r\n", 100, rules_of()).text;
    EXPECT_NE(text.find("\r\nResent-Message-Id: <"), text.npos) << text;
    EXPECT_NE(text.find("\r\nResent-Date: "), text.npos) << text;
    EXPECT_NE(text.find("\r\nResent-From: me@x.example\r\n"), text.npos) << text;
    EXPECT_EQ(text.find("\r\nMessage-Id:"), text.npos) << text;
}

TEST(message_text, names_nobody_where_nobody_is_named) {
    auto const how = rules_of({{"undisclosed_recipients_header", "To: undisclosed-recipients:;"}});
    EXPECT_NE(through("A: b\r\n\r\n", 100, how).text.find("To: undisclosed-recipients:;\r\n\r\n"), std::string::npos);
    EXPECT_EQ(through("cc: b@c.example\r\n\r\n", 100, how).text.find("undisclosed"), std::string::npos);
}

TEST(message_text, drops_whole_fields) {
    EXPECT_EQ(strangers("Bcc: a,\r\n\tb\r\nX: 1\r\nReturn-Path: <>\r\n\r\nBcc: text\r\n"), "X: 1\r\n\r\nBcc: text\r\n");
}

TEST(message_text, divides_header_and_body) {
    EXPECT_EQ(strangers("Subject: a\r\nno header\r\n"), "Subject: a\r\n\r\nno header\r\n");
    EXPECT_EQ(strangers("no header\r\n"), "\r\nno header\r\n");
    EXPECT_EQ(strangers(""), "\r\n");
    EXPECT_EQ(strangers("\r\nbody"), "\r\nbody\r\n");
    EXPECT_EQ(strangers("From x\r\nA: b\r\n\r\n"), "X-Mailbox-Line: From x\r\nA: b\r\n\r\n");
}

TEST(message_text, counts_hops_in_the_header_only) {
    EXPECT_EQ(through("Received: a\r\nRECEIVED: b\r\n\r\nReceived: c\r\n", 100, rules_of()).hops, 2u);
}

TEST(message_text, completes_addresses_of_our_own_mail_only) {
    EXPECT_NE(through("To: joe, Jim <jim>\r\nSubject: joe, jim\r\n\r\n", 100, rules_of())
                  .text.find("To: joe@x.example, Jim <jim@x.example>\r\nSubject: joe, jim\r\n"),
              std::string::npos);
    EXPECT_EQ(strangers("To: joe, Jim <jim>\r\n\r\n"), "To: joe, Jim <jim>\r\n\r\n");
}

TEST(message_text, long_headers_are_checked_as_far_as_they_are_held) {
    auto const how = rules_of({{"header_size_limit", "20"}, {"header_checks", "pcre:{{/evil/ STRIP}}"}});
    EXPECT_EQ(through("X: evil aaaaaaaaaaaaaaaaaaaaa\r\n bbb\r\nY: 1\r\n\r\n", 7, how, whose::strangers).text, "Y: 1\r\n\r\n");
    EXPECT_EQ(through("X: aaaaaaaaaaaaaaaaaaaaaaa evil\r\nY: 1\r\n\r\n", 7, how, whose::strangers).text,
              "X: aaaaaaaaaaaaaaaaaaaaaaa evil\r\nY: 1\r\n\r\n");
}

TEST(message_text, a_big_message_passes_through_in_small_pieces) {
    auto const how = rules_of({{"body_checks", "pcre:{{/never/ REJECT}}"}, {"header_checks", "pcre:{{/never/ REJECT}}"}});
    text_facts facts;
    facts.about.id = "ID";
    message_text text(how, std::move(facts));
    std::string out;
    std::size_t total = 0, most = 0;
    auto const give = [&](std::string_view piece) {
        text.feed(piece, out);
        most = std::max(most, out.size());
        total += out.size();
        out.clear();
    };
    std::string const piece(64 * 1024, 'x');
    give("X: ");
    for (int i = 0; i < 64; ++i) give(piece);    // a header of 4 MB
    give("\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nY: ");
    for (int i = 0; i < 64; ++i) give(piece);    // a part's header
    give("\r\n\r\n");
    for (int i = 0; i < 64; ++i) give(piece);    // a line
    text.finish(out);
    EXPECT_LT(most, 300'000u);
    EXPECT_GT(total, 12'000'000u);
}

}  // namespace
}  // namespace mailstead::mta::cleanup

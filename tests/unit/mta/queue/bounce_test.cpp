// Reports have the shape of RFC 3464 and RFC 6522, and go to nobody who did not ask.
#include "mta/queue/bounce.h"

#include <gtest/gtest.h>

#include "room.h"

namespace mailstead::mta::queue {
namespace {

message failed_message() {
    message out;
    out.id = "00000000AB";
    out.what = test::letter("sender@example.org", {"gone@example.com", "fine@example.com"});
    out.what.envid = "E1";
    out.what.arrival = 1795207628000000;
    out.what.recipients[0].orcpt = "rfc822;alias@example.com";
    out.recipients.resize(2);
    out.recipients[0].fate = fate::bounced;
    out.recipients[0].status = "5.1.1";
    out.recipients[0].relay = "mx.example.com[192.0.2.1]";
    out.recipients[0].remote_reply = true;
    out.recipients[0].reason = "host mx.example.com[192.0.2.1] said: 550 5.1.1 no\r\nX-Evil: such user";
    return out;
}

store::shared_text text_of(std::vector<std::string> pieces) {
    return std::make_shared<std::vector<std::string> const>(std::move(pieces));
}

bounce_facts facts() {
    bounce_facts out;
    out.hostname = "mail.example.org";
    out.mail_name = "Mailstead";
    out.id = "00000000AB";
    out.bounce_id = "00000000AC";
    out.now = 1795207700000000;
    out.size_limit = 1000;
    return out;
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(bounce, names_the_failed_recipient_and_carries_the_message) {
    auto const text = bounce_text(failed_message(), {0}, text_of({"Subject: hi\r\n\r\nbo", "dy\r\n"}), facts());
    EXPECT_TRUE(has(text, "Content-Type: multipart/report; report-type=delivery-status;"));
    EXPECT_TRUE(has(text, "Subject: Undelivered Mail Returned to Sender\r\n"));
    EXPECT_TRUE(has(text, "To: sender@example.org\r\n"));
    EXPECT_TRUE(has(text, "Auto-Submitted: auto-replied\r\n"));
    EXPECT_TRUE(has(text, "Reporting-MTA: dns; mail.example.org\r\nOriginal-Envelope-Id: E1\r\n"));
    EXPECT_TRUE(has(text, "\r\n\r\nFinal-Recipient: rfc822; gone@example.com\r\n"
                          "Original-Recipient: rfc822;alias@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"));
    EXPECT_TRUE(has(text, "Diagnostic-Code: smtp; "));
    EXPECT_FALSE(has(text, "\r\nX-Evil")) << "a reply cannot add a field";
    EXPECT_TRUE(has(text, "Content-Type: message/rfc822\r\n"));
    EXPECT_TRUE(has(text, "Subject: hi\r\n\r\nbody\r\n"));
    EXPECT_FALSE(has(text, "fine@example.com"));
    EXPECT_TRUE(text.ends_with("--\r\n"));
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) EXPECT_EQ(text[at - 1], '\r');
}

TEST(bounce, gives_only_the_header_of_what_is_large_or_by_wish) {
    auto const large = text_of({"Subject: hi\r\n\r\n" + std::string(2000, 'x') + "\r\n"});
    auto const text = bounce_text(failed_message(), {0}, large, facts());
    EXPECT_TRUE(has(text, "Content-Type: text/rfc822-headers\r\n"));
    EXPECT_TRUE(has(text, "Subject: hi\r\n"));
    EXPECT_FALSE(has(text, "xxxx"));

    auto wish = failed_message();
    wish.what.ret = dsn_return::headers;
    EXPECT_FALSE(has(bounce_text(wish, {0}, text_of({"Subject: hi\r\n\r\nbody\r\n"}), facts()), "body"));
    EXPECT_TRUE(has(bounce_text(wish, {0}, nullptr, facts()), "can no longer be read"));

    wish.what.ret = dsn_return::full;    // RFC 8689 §5: does not count then
    wish.what.requiretls = true;
    EXPECT_FALSE(has(bounce_text(wish, {0}, text_of({"Subject: hi\r\n\r\nbody\r\n"}), facts()), "body"));
}

// RFC 2852 §4.1.3, §4.1.4, §5.
TEST(bounce, tells_of_delays_and_relays) {
    auto what = failed_message();
    what.what.deliver_by = 1795207690000000;
    auto about = facts();
    about.kind = report_kind::delay;
    about.retried_until = 1795639628000000;
    about.time_is_over = true;
    auto const original = text_of({"Subject: hi\r\n\r\nbody\r\n"});
    auto const late = bounce_text(what, {0}, original, about);
    EXPECT_TRUE(has(late, "Subject: Delayed Mail (still being retried)\r\n"));
    EXPECT_TRUE(has(late, "Action: delayed\r\nStatus: 4.4.7\r\n"));
    EXPECT_TRUE(has(late, "\r\nDeliver-By-Date: "));
    EXPECT_TRUE(has(late, "\r\nWill-Retry-Until: "));
    EXPECT_TRUE(has(late, "text/rfc822-headers") && has(late, "Subject: hi"));
    EXPECT_FALSE(has(late, "body\r\n"));
    EXPECT_FALSE(has(late, "could not\r\nbe delivered"));
    what.recipients[0].status = "2.0.0";
    what.recipients[0].fate = fate::sent;
    what.recipients[0].remote_reply = true;
    about.time_is_over = false;
    what.recipients[0].relay = "mx.example.com[192.0.2.1]:25";
    about.kind = report_kind::success;
    auto const relayed = bounce_text(what, {0}, original, about);
    EXPECT_TRUE(has(relayed, "Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; mx.example.com\r\n"));
    EXPECT_FALSE(has(relayed, "body\r\n"));
}

TEST(bounce, is_wanted_unless_forbidden) {
    auto const what = failed_message().what;
    auto whom = what.recipients[0];
    EXPECT_TRUE(wants_bounce(what, whom));
    whom.notify = notify::never;
    EXPECT_FALSE(wants_bounce(what, whom));
    whom.notify = notify::success;
    EXPECT_FALSE(wants_bounce(what, whom));
    whom.notify = notify::success | notify::failure;
    EXPECT_TRUE(wants_bounce(what, whom));
    auto null = what;
    null.sender.clear();
    EXPECT_FALSE(wants_bounce(null, whom)) << "RFC 5321 4.5.5";
}

}  // namespace
}  // namespace mailstead::mta::queue

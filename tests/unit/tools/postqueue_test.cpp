// mailq's layout, to the column.
#include "tools/postqueue.h"
#include "tools/postqueue_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace mailstead::tools {
namespace {

TEST(mailq, shows_what_postfix_shows) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    auto const text = mailq_text(
        R"({"queue_name":"deferred","queue_id":"07F1AA7E936","arrival_time":1795208003,"message_size":368,"sender":"info@ora.com","recipients":[{"address":"lctseng@nasa.example","delay_reason":"connect to 192.168.23.56[192.168.23.56]:20025: Connection refused"},{"address":"other@nasa.example","delay_reason":"connect to 192.168.23.56[192.168.23.56]:20025: Connection refused"}]}
{"queue_name":"hold","queue_id":"7E3C8A7E92E","arrival_time":1795208000,"message_size":364,"sender":"info@ora.com","recipients":[{"address":"lctseng@nasa.example"}]}
{"queue_name":"active","queue_id":"0000000001","arrival_time":1795208000,"message_size":2000,"sender":"MAILER-DAEMON","recipients":[{"address":"a@example.org"}]}
{"end":true,"messages":3}
)");
    EXPECT_EQ(text, "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n"
                    "07F1AA7E936     368 Fri Nov 20 20:53:23  info@ora.com\n"
                    "           (connect to 192.168.23.56[192.168.23.56]:20025: Connection refused)\n"
                    "                                         lctseng@nasa.example\n"
                    "                                         other@nasa.example\n"
                    "\n"
                    "7E3C8A7E92E!     364 Fri Nov 20 20:53:20  info@ora.com\n"
                    "                                         lctseng@nasa.example\n"
                    "\n"
                    "0000000001*    2000 Fri Nov 20 20:53:20  MAILER-DAEMON\n"
                    "                                         a@example.org\n"
                    "\n"
                    "-- 2 Kbytes in 3 Requests.\n");
}

TEST(mailq, is_the_same_from_records) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    mta::queue::listed_message one;
    one.number = 0x7F1AA7E936;
    one.state = mta::queue::state::hold;
    one.arrival = 1795208003;
    one.size = 12345678;
    one.sender = "a@example.org";
    one.recipients = {{"b@example.com", ""}, {"c@example.com", "late"}, {"d\xff@example.com", "late"}};
    auto late = one;
    late.state = mta::queue::state::deferred;
    late.arrival += 60;
    late.recipients.resize(1);
    mailq_printer out;
    out.add(one);
    out.add(late);
    out.end();
    EXPECT_EQ(out.text(), "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n"
                          "7F1AA7E936! 12345678 Fri Nov 20 20:53:23  a@example.org\n"
                          "                                         b@example.com\n"
                          "                                                                        (late)\n"
                          "                                         c@example.com\n"
                          "                                         d?@example.com\n"
                          "\n"
                          "7F1AA7E936  12345678 Fri Nov 20 20:54:23  a@example.org\n"
                          "                                         b@example.com\n"
                          "\n"
                          "-- 24112 Kbytes in 2 Requests.\n");
}

TEST(mailq, steers_no_terminal) {
    mta::queue::listed_message one;
    one.sender = "a\x1b[2J@example.org";
    one.recipients = {{"\xc3\xa4\xc2\x9b" "2J\xc2\xa0@example.com", "450 \x7f\r\n\tno"}};
    mailq_printer out;
    out.add(one);
    EXPECT_NE(out.text().find("a?[2J@example.org\n"), std::string::npos) << out.text();
    EXPECT_NE(out.text().find(" \xc3\xa4?2J\xc2\xa0@example.com\n"), std::string::npos) << out.text();
    EXPECT_NE(out.text().find("(450 ????no)\n"), std::string::npos) << out.text();
}

TEST(mailq, of_nothing_and_of_nonsense) {
    EXPECT_EQ(mailq_text("{\"end\":true,\"messages\":0}\n"), "Mail queue is empty\n");
    EXPECT_EQ(mailq_text("{\"queue_id\":\n[]\nnull\n{\"error\":\"x\"}\n"), "Mail queue is empty\n");
}

TEST(postqueue, refuses_what_it_cannot_do) {
    EXPECT_EQ(postqueue({}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-s"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-x"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-i"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-p", "-f"}, "/nonexistent"), 69);
    EXPECT_EQ(postqueue({"-p", "extra"}, "/nonexistent"), 69);
}

}  // namespace
}  // namespace mailstead::tools

// A probe ends with the replies to RCPT: no message comes of it.
#include <gtest/gtest.h>

#include "mta/smtp_client/client.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using test::office;

lmtp::transaction probe(std::vector<std::string> const& whom) {
    auto out = test::letter(whom);
    out.probe = true;
    out.text = std::make_shared<std::vector<std::string> const>();
    return out;
}

TEST(smtp_client, a_probe_sends_no_text) {
    for (auto const* offers : {"250-mx.test\r\n250 PIPELINING\r\n", "250 mx.test\r\n"}) {
        SCOPED_TRACE(offers);
        test::run([offers](office& room) -> task<void> {
            room.server.what.ehlo = offers;
            room.server.what.replies["RCPT TO:<b@x.test>"] = {"550 5.1.1 no\r\n"};
            room.server.what.replies["RCPT TO:<c@x.test>"] = {"450 4.2.1 wait\r\n"};
            auto const result = co_await room.send(probe(test::to("a@x.test", "b@x.test", "c@x.test")));
            EXPECT_TRUE(office::words(result.recipients[0]).starts_with("sent 2.1.5"));
            EXPECT_TRUE(office::words(result.recipients[1]).starts_with("bounced 5.1.1"));
            EXPECT_TRUE(office::words(result.recipients[2]).starts_with("deferred 4.2.1"));
            EXPECT_TRUE(room.server.texts.empty());
            for (auto const& line : room.server.commands) EXPECT_NE(line, "DATA");
        });
    }
}

}  // namespace
}  // namespace mailstead::mta::smtp_client

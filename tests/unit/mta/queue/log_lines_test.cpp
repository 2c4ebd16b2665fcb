// The line of a delivery, which log programs take apart.
#include "mta/queue/log_lines.h"

#include <gtest/gtest.h>

#include "../smtp_client/captured_log.h"

namespace mailstead::mta::queue {
namespace {

std::string line_of(progress how) {
    smtp_client::test::captured_log const log;
    message what;
    what.id = "00000000A1";
    recipient whom;
    whom.address = whom.original = "b@example.com";
    what.what.recipients.push_back(whom);
    what.recipients.push_back(std::move(how));
    log_delivery(what, 0, "smtp", delivery_times(), 2);
    return log.text();
}

// As Postfix: a connection that is new is not mentioned.
TEST(log_lines, tells_how_often_a_connection_was_used) {
    progress how;
    how.fate = fate::sent;
    how.status = "2.0.0";
    how.reason = "250 Ok";
    how.relay = "mx.example.com[192.0.2.1]:25";
    for (unsigned const uses : {0u, 1u}) {
        how.uses = uses;
        auto const line = line_of(how);
        EXPECT_NE(line.find("00000000A1: to=<b@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (250 Ok)"), line.npos) << line;
    }
    how.uses = 2;
    auto const line = line_of(how);
    EXPECT_NE(line.find("relay=mx.example.com[192.0.2.1]:25, conn_use=2, delay=0, "), line.npos) << line;
}

}  // namespace
}  // namespace mailstead::mta::queue

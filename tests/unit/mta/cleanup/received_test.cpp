// The Received field and the names in it.
#include "mta/cleanup/received.h"

#include <gtest/gtest.h>

namespace mailstead::mta::cleanup {
namespace {

TEST(received, as_postfix_lays_it_out) {
    received_facts facts;
    facts.helo = "localhost";
    facts.client_name = "localhost";
    facts.client_address = "127.0.0.1";
    facts.myhostname = "mx.example";
    facts.mail_name = "Postfix";
    facts.protocol = "ESMTP";
    facts.id = "6EBFAA7E91E";
    facts.recipient = "a@b.example";
    facts.seconds = 1795207628;
    setenv("TZ", "UTC", 1);
    EXPECT_EQ(received_field(facts), "Received: from localhost (localhost [127.0.0.1])\r\n"
                                     "\tby mx.example (Postfix) with ESMTP id 6EBFAA7E91E\r\n"
                                     "\tfor <a@b.example>; Fri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n");
    facts.recipient = {};
    facts.helo = {};
    facts.client_address = "2001:db8::1";
    facts.sasl_user = "test";
    EXPECT_EQ(received_field(facts), "Received: from localhost (localhost [IPv6:2001:db8::1])\r\n"
                                     "\t(Authenticated sender: test)\r\n"
                                     "\tby mx.example (Postfix) with ESMTP id 6EBFAA7E91E;\r\n"
                                     "\tFri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n");
}

TEST(received, protocol_names) {
    protocol_facts facts;
    EXPECT_EQ(protocol_name(facts), "SMTP");
    facts.extended = facts.tls = facts.authenticated = true;
    EXPECT_EQ(protocol_name(facts), "ESMTPSA");
    facts.utf8 = true;
    EXPECT_EQ(protocol_name(facts), "UTF8SMTPSA");
}

}  // namespace
}  // namespace mailstead::mta::cleanup

// A client, its DNS and a scripted server that is mx.test for x.test.
#pragma once

#include "tests/unit/mta/smtp_client/fake_server.h"

namespace mailstead::mta::smtp_client::test {

struct office {
    explicit office(net::executor where);
    ~office();
    void patience(seconds all);
    void open(std::string next_hop = "x.test");
    net::task<lmtp::transaction_result> send(lmtp::transaction what);
    // What the queue would log for the first recipient: "sent 2.0.0 250 2.0.0 Ok".
    net::task<std::string> fate_of(lmtp::transaction what);
    static std::string words(lmtp::recipient_result const& one);
    net::task<void> end();

    net::executor home;
    net::disk_pool pool{1, std::chrono::seconds(5)};
    fake_names dns;
    fake_server server;
    std::shared_ptr<settings> how;
    std::unique_ptr<client> through;
    notice::teller tell;
    lmtp::recipient_result last;
    std::int64_t setup = 0;
};

void run(std::function<net::task<void>(office&)> body);

lmtp::transaction one_letter(std::string to = "a@x.test", std::string body = "Subject: x\r\n\r\nhi\r\n");

// The end of what "relay=" shows: address and port of the scripted server.
std::string here(office const& room);

}  // namespace mailstead::mta::smtp_client::test

// Dialogues with foreign LMTP servers (RFC 2033), over TCP and Unix sockets.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <gtest/gtest.h>

#include "mta/queue/deliver.h"
#include "smtp/dsn.h"
#include "tests/unit/mta/smtp_client/captured_log.h"
#include "tests/unit/mta/smtp_client/certificates.h"
#include "tests/unit/mta/smtp_client/office.h"

namespace mailstead::mta::smtp_client {
namespace {

using net::task;
using test::office;
using test::letter;
using test::one_letter;
using body = std::function<task<void>(office&)>;

constexpr char const* fine = "sent 2.0.0 250 2.0.0 Ok: queued as X";
constexpr char const* doubt = "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending end of data -- message may be sent more than once";

// mx.test speaks LMTP, and has no MX record.
void run(body what) {
    auto const all = [what](office& room) -> task<void> {
        room.how->speaks = dialect::lmtp;
        room.how->hosts.asks_dns = false;
        room.how->hosts.own_addresses.clear();
        room.server.what.lmtp = true;
        room.server.what.greeting = "220 mx.test LMTP\r\n";
        room.open("mx.test");
        co_await what(room);
    };
    test::run(all);
}

std::vector<std::string> all_words(lmtp::transaction_result const& from) {
    std::vector<std::string> out;
    for (auto const& one : from.recipients) out.push_back(office::words(one));
    return out;
}

std::string said(std::string const& fate, std::string const& text, std::string const& command) {
    return fate + " host mx.test[127.0.0.1] said: " + text + " (in reply to " + command + " command)";
}

struct folder {
    folder() {
        char name[] = "/tmp/mailstead-lmtp-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~folder() { std::filesystem::remove_all(path); }
    folder(folder const&) = delete;
    std::string path;
};

struct dialogue {
    std::string name;
    std::function<void(office&)> change;
    std::string fate;
    std::vector<std::string> heard = {};    // the commands; empty: no matter
};

std::function<void(office&)> says(std::string key, std::string reply) {
    return [=](office& room) { room.server.what.replies[key] = {reply}; };
}
std::function<void(office&)> offers(std::string with) {
    return [=](office& room) { room.server.what.ehlo = with; };
}

std::vector<dialogue> dialogues() {
    auto const greets = [](std::string with) { return [with](office& room) { room.server.what.greeting = with; }; };
    auto const plain = "250 mx.test\r\n";
    auto const plain_and = [plain](std::string key, std::string reply) {
        return [=](office& room) { offers(plain)(room), says(key, reply)(room); };
    };
    return {
        {"a usual one", [](office&) {}, fine,
         {"LHLO our.test", "MAIL FROM:<s@sender.test> SIZE=18", "RCPT TO:<a@x.test>", "DATA"}},
        {"without extensions", offers(plain), fine, {"LHLO our.test", "MAIL FROM:<s@sender.test>", "RCPT TO:<a@x.test>", "DATA"}},
        {"never EHLO, whatever the greeting says", greets("220 mx.test ESMTP\r\n"), fine,
         {"LHLO our.test", "MAIL FROM:<s@sender.test> SIZE=18", "RCPT TO:<a@x.test>", "DATA"}},
        {"LHLO refused", says("LHLO", "500 5.5.1 what\r\n"), "bounced 5.5.1 host mx.test[127.0.0.1] refused to talk to me: 500 5.5.1 what", {"LHLO our.test"}},
        {"LHLO refused for now", says("LHLO", "450 4.3.2 later\r\n"), "deferred 4.3.2 host mx.test[127.0.0.1] refused to talk to me: 450 4.3.2 later"},
        {"LHLO 421", says("LHLO", "421 4.3.2 bye\r\n!"), "deferred 4.3.2 host mx.test[127.0.0.1] refused to talk to me: 421 4.3.2 bye"},
        {"drops at LHLO", says("LHLO", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while performing the LHLO handshake"},
        {"greets with 554", greets("554 5.3.2 no\r\n"), "deferred 4.3.2 host mx.test[127.0.0.1] refused to talk to me: 554 5.3.2 no"},
        {"drops at the greeting", greets("!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while receiving the initial server greeting"},
        {"MAIL refused", says("MAIL", "550 5.7.1 no\r\n"), said("bounced 5.7.1", "550 5.7.1 no", "MAIL FROM")},
        {"MAIL refused, one by one", plain_and("MAIL", "451 4.3.0 hm\r\n"), said("deferred 4.3.0", "451 4.3.0 hm", "MAIL FROM"),
         {"LHLO our.test", "MAIL FROM:<s@sender.test>", "RSET"}},
        {"RCPT refused", says("RCPT", "550 5.1.1 unknown\r\n"), said("bounced 5.1.1", "550 5.1.1 unknown", "RCPT TO")},
        {"RCPT refused, and DATA is taken all the same", [](office& room) { says("RCPT", "550 5.1.1 unknown\r\n")(room), says("DATA", "354 go\r\n")(room); },
         said("bounced 5.1.1", "550 5.1.1 unknown", "RCPT TO")},
        {"RCPT refused, one by one", plain_and("RCPT", "452 4.2.2 full\r\n"), said("deferred 4.2.2", "452 4.2.2 full", "RCPT TO"),
         {"LHLO our.test", "MAIL FROM:<s@sender.test>", "RCPT TO:<a@x.test>", "RSET"}},
        {"DATA refused", says("DATA", "451 4.3.0 not now\r\n"), said("deferred 4.3.0", "451 4.3.0 not now", "DATA")},
        {"DATA refused for good", plain_and("DATA", "554 5.7.1 no\r\n"), said("bounced 5.7.1", "554 5.7.1 no", "DATA")},
        {"drops at DATA", plain_and("DATA", "!"), "deferred 4.4.2 lost connection with mx.test[127.0.0.1] while sending DATA command"},
        {"drops in the text", [](office& room) { room.server.what.mid_text = "!"; }, doubt},
        {"drops after the dot", says(".", "!"), doubt},
        {"refused after the dot", says(".", "550 5.7.1 spam\r\n"), said("bounced 5.7.1", "550 5.7.1 spam", "end of DATA")},
        {"over quota after the dot", says(".", "552 5.2.2 over quota\r\n"), said("bounced 5.2.2", "552 5.2.2 over quota", "end of DATA")},
        {"full after the dot", says(".", "452 4.2.2 full\r\n"), said("deferred 4.2.2", "452 4.2.2 full", "end of DATA")},
        {"several lines after the dot", says(".", "250-2.1.5 <a@x.test>\r\n250 2.1.5 Saved\r\n"), "sent 2.1.5 250 2.1.5 <a@x.test> Saved"},
        {"byte by byte", [](office& room) { room.server.what.one_byte_at_a_time = true; }, fine},
        {"a keyword is discarded", [](office& room) { room.how->discarded_keywords = {"size", "pipelining"}; }, fine,
         {"LHLO our.test", "MAIL FROM:<s@sender.test>", "RCPT TO:<a@x.test>", "DATA"}},
        {"another name of ours", [](office& room) { room.how->helo_name = "lhlo.test"; }, fine,
         {"LHLO lhlo.test", "MAIL FROM:<s@sender.test> SIZE=18", "RCPT TO:<a@x.test>", "DATA"}},
        {"too large for SIZE", offers("250-mx.test\r\n250 SIZE 10\r\n"), "bounced 5.3.4 message size 18 exceeds size limit 10 of server mx.test[127.0.0.1]"},
    };
}

TEST(lmtp, dialogues) {
    for (auto const& each : dialogues()) {
        auto const one = [&each](office& room) -> task<void> {
            each.change(room);
            auto const fate = co_await room.fate_of(one_letter());
            EXPECT_EQ(fate, each.fate) << each.name;
            EXPECT_FALSE(room.server.count("EHLO") + room.server.count("HELO")) << each.name;
            if (each.heard.empty()) co_return;
            auto const first = std::vector<std::string>(room.server.commands.begin(), room.server.commands.begin() + std::min(each.heard.size(), room.server.commands.size()));
            EXPECT_EQ(first, each.heard) << each.name;
        };
        run(one);
    }
}

// 250, 452, 552 and 550 after one dot: each is its own recipient's.
TEST(lmtp, each_recipient_has_his_reply) {
    auto const one = [](office& room) -> task<void> {
        room.server.what.replies["."] = {"250 2.0.0 kept\r\n", "452 4.2.2 full\r\n", "552 5.2.2 over\r\n", "550 5.7.1 no\r\n"};
        auto const got = co_await room.send(letter(test::to("a@x.test", "b@x.test", "c@x.test", "d@x.test")));
        std::vector<std::string> const expected{"sent 2.0.0 250 2.0.0 kept", said("deferred 4.2.2", "452 4.2.2 full", "end of DATA"),
                                                said("bounced 5.2.2", "552 5.2.2 over", "end of DATA"), said("bounced 5.7.1", "550 5.7.1 no", "end of DATA")};
        EXPECT_EQ(all_words(got), expected);
        EXPECT_EQ(got.recipients[0].relay, "mx.test[127.0.0.1]:" + std::to_string(room.server.port()));
        EXPECT_EQ(room.server.texts.size(), 1u);
    };
    run(one);
}

// Whom RCPT refused has no reply after the text.
TEST(lmtp, replies_are_those_of_the_accepted) {
    for (auto const* with : {"250-mx.test\r\n250 PIPELINING\r\n", "250 mx.test\r\n"}) {
        auto const one = [with](office& room) -> task<void> {
            room.server.what.ehlo = with;
            room.server.what.replies["RCPT TO:<b@x.test>"] = {"550 5.1.1 who\r\n"};
            room.server.what.replies["."] = {"250 2.0.0 first\r\n", "250 2.0.0 third\r\n"};
            auto const got = co_await room.send(letter(test::to("a@x.test", "b@x.test", "c@x.test")));
            std::vector<std::string> const expected{"sent 2.0.0 250 2.0.0 first", said("bounced 5.1.1", "550 5.1.1 who", "RCPT TO"), "sent 2.0.0 250 2.0.0 third"};
            EXPECT_EQ(all_words(got), expected);
        };
        run(one);
    }
}

TEST(lmtp, a_loss_between_the_replies_leaves_the_rest_in_doubt) {
    auto const one = [](office& room) -> task<void> {
        room.dns.a("mx.test", "127.0.0.2");    // no other host is asked
        room.server.what.replies["."] = {"250 2.0.0 kept\r\n", "550 5.7.1 no\r\n", "!"};
        auto const got = co_await room.send(letter(test::to("a@x.test", "b@x.test", "c@x.test", "d@x.test")));
        std::vector<std::string> const expected{"sent 2.0.0 250 2.0.0 kept", said("bounced 5.7.1", "550 5.7.1 no", "end of DATA"), doubt, doubt};
        auto words = all_words(got);
        EXPECT_EQ(words, expected);
        EXPECT_EQ(got.recipients[1].what, lmtp::fate::replied);
        EXPECT_EQ(got.recipients[2].what, lmtp::fate::unknown);
        EXPECT_EQ(got.recipients[3].what, lmtp::fate::unknown);
        EXPECT_EQ(room.server.connections, 1u);
    };
    run(one);
}

TEST(lmtp, rubbish_between_the_replies_leaves_the_rest_in_doubt) {
    auto const one = [](office& room) -> task<void> {
        room.server.what.replies["."] = {"250 2.0.0 kept\r\n", "hm\r\n", "250 2.0.0 kept\r\n"};
        auto const got = co_await room.send(letter(test::to("a@x.test", "b@x.test", "c@x.test")));
        EXPECT_EQ(got.recipients[0].code, 250);
        EXPECT_EQ(got.recipients[1].what, lmtp::fate::unknown);
        EXPECT_EQ(got.recipients[2].what, lmtp::fate::unknown);
        auto const next = co_await room.fate_of(one_letter());
        EXPECT_EQ(room.server.connections, 2u) << next;
    };
    run(one);
}

// The same address twice is two recipients: each has its own reply.
TEST(lmtp, repeated_recipients) {
    auto const one = [](office& room) -> task<void> {
        room.server.what.replies["."] = {"250 2.0.0 kept\r\n", "452 4.2.2 full\r\n"};
        auto const got = co_await room.send(letter(test::to("a@x.test", "a@x.test")));
        std::vector<std::string> const expected{"sent 2.0.0 250 2.0.0 kept", said("deferred 4.2.2", "452 4.2.2 full", "end of DATA")};
        EXPECT_EQ(all_words(got), expected);
        EXPECT_EQ(room.server.count("RCPT TO:<a@x.test>"), 2u);
    };
    run(one);
}

TEST(lmtp, many_recipients_keep_their_order) {
    auto const one = [](office& room) -> task<void> {
        std::vector<std::string> to;
        auto& replies = room.server.what.replies["."];
        for (int i = 0; i < 120; ++i) {
            to.push_back("u" + std::to_string(i) + "@x.test");
            replies.push_back("250 2.0.0 number " + std::to_string(i) + "\r\n");
        }
        auto const got = co_await room.send(letter(to));
        for (int i = 0; i < 120; ++i) EXPECT_EQ(got.recipients[static_cast<std::size_t>(i)].text, "number " + std::to_string(i));
    };
    run(one);
}

TEST(lmtp, a_binary_text_goes_by_bdat_and_has_its_replies) {
    auto const one = [](office& room) -> task<void> {
        room.server.what.ehlo = "250-mx.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 BINARYMIME\r\n";
        room.server.what.replies["."] = {"250 2.0.0 kept\r\n", "552 5.2.2 over\r\n", "!"};
        auto what = letter(test::to("a@x.test", "b@x.test", "c@x.test"), std::string("Subject: x\r\n\r\n\0.\r\n", 19));
        what.body = lmtp::body_type::binary;
        auto const got = co_await room.send(std::move(what));
        std::vector<std::string> const expected{"sent 2.0.0 250 2.0.0 kept", said("bounced 5.2.2", "552 5.2.2 over", "end of DATA"), doubt};
        EXPECT_EQ(all_words(got), expected);
        EXPECT_TRUE(room.server.has("BDAT 19 LAST"));
        EXPECT_EQ(room.server.texts.at(0).size(), 19u);
    };
    run(one);
}

TEST(lmtp, connections_are_kept) {
    auto const one = [](office& room) -> task<void> {
        room.how->cache_on_demand = true;
        for (int i = 0; i < 3; ++i) {
            auto const fate = co_await room.fate_of(one_letter());
            EXPECT_EQ(fate, fine);
        }
        EXPECT_EQ(room.server.connections, 1u);
        EXPECT_EQ(room.server.count("LHLO"), 1u);
    };
    run(one);
}

// The server closed it meanwhile: the next message goes over another one.
TEST(lmtp, a_connection_that_was_closed_while_idle_is_replaced) {
    auto const one = [](office& room) -> task<void> {
        room.how->cache_on_demand = true;
        room.server.what.replies["."] = {"250 2.0.0 Ok: queued as X\r\n!", "250 2.0.0 Ok: queued as X\r\n"};
        auto const first = co_await room.fate_of(one_letter());
        auto const second = co_await room.fate_of(one_letter());
        EXPECT_EQ(first, fine);
        EXPECT_EQ(second, fine);
        EXPECT_EQ(room.server.connections, 2u);
    };
    run(one);
}

TEST(lmtp, reports_are_passed_on_or_the_delivery_is_final) {
    auto const one = [](office& room) -> task<void> {
        auto what = one_letter();
        what.envid = "id1";
        what.recipients[0].notify = smtp::notify::success;
        auto const fate = co_await room.fate_of(what);
        EXPECT_EQ(fate, fine);
        EXPECT_TRUE(room.last.takes_dsn && !room.last.is_final);
        EXPECT_TRUE(room.server.has("RCPT TO:<a@x.test> NOTIFY=SUCCESS"));
    };
    run(one);
    auto const final_one = [](office& room) -> task<void> {
        room.server.what.ehlo = "250 mx.test\r\n";
        auto fate = co_await room.fate_of(one_letter());
        EXPECT_FALSE(room.last.is_final || room.last.takes_dsn) << fate;
        EXPECT_FALSE(queue::outcome(room.last, route::target::way::lmtp, "-").into_mailbox);
        room.how->assumes_final = true;
        fate = co_await room.fate_of(one_letter());
        EXPECT_TRUE(room.last.is_final) << fate;
        EXPECT_TRUE(queue::outcome(room.last, route::target::way::lmtp, "-").into_mailbox) << "reports say delivered";
    };
    run(final_one);
}

TEST(lmtp, mx_records_are_not_asked_for) {
    auto const one = [](office& room) -> task<void> {
        room.dns.mx("mx.test", 10, "elsewhere.test");
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
        room.open("x.test");    // it has an MX record and no address
        auto const none = co_await room.fate_of(one_letter());
        EXPECT_EQ(none, "bounced 5.4.4 Host or domain name not found. Name service error for name=x.test type=AAAA: Host not found");
    };
    run(one);
}

TEST(lmtp, destinations) {
    auto const one = [](office& room) -> task<void> {
        auto const port = std::to_string(room.server.port());
        for (auto const& hop : {"inet:mx.test:" + port, "[127.0.0.1]:" + port, "inet:[127.0.0.1]:" + port, "mx.test:" + port, std::string("[mx.test]")}) {
            room.open(hop);
            auto const fate = co_await room.fate_of(one_letter());
            EXPECT_EQ(fate, fine) << hop;
            co_await room.through->stop(std::chrono::milliseconds(0));
        }
    };
    run(one);
}

TEST(lmtp, a_host_that_does_not_listen) {
    auto const one = [](office& room) -> task<void> {
        test::captured_log log;
        room.open("[127.0.0.1]:1");
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.4.1 connect to 127.0.0.1[127.0.0.1]:1: Connection refused");
        EXPECT_TRUE(log.has("postfix/lmtp")) << log.text();
        EXPECT_TRUE(log.has(": connect to 127.0.0.1[127.0.0.1]:1: Connection refused")) << log.text();
    };
    run(one);
}

TEST(lmtp, a_second_address_is_tried) {
    auto const one = [](office& room) -> task<void> {
        room.how->hosts.randomize = false;
        room.dns.answers.clear();
        room.dns.a("mx.test", "127.0.0.3");
        room.dns.a("mx.test", "127.0.0.1");
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
    };
    run(one);
}

TEST(lmtp, a_unix_socket) {
    auto const one = [](office& room) -> task<void> {
        folder here;
        test::fake_server other(room.home, std::filesystem::path(here.path) / "dovecot");
        other.what.lmtp = true;
        other.what.replies["."] = {"250 2.0.0 kept\r\n", "452 4.2.2 full\r\n", "250 2.0.0 Ok: queued as X\r\n"};
        room.how->queue_directory = here.path;
        room.open("unix:dovecot");
        auto const got = co_await room.send(letter(test::to("a@x.test", "b@x.test")));
        std::vector<std::string> const expected{"sent 2.0.0 250 2.0.0 kept", "deferred 4.2.2 host our.test[dovecot] said: 452 4.2.2 full (in reply to end of DATA command)"};
        EXPECT_EQ(all_words(got), expected);
        EXPECT_EQ(got.recipients[0].relay, "our.test[dovecot]");
        co_await room.through->stop(std::chrono::milliseconds(0));
        room.open("unix:" + here.path + "/dovecot");
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
        EXPECT_EQ(room.last.relay, "our.test[" + here.path + "/dovecot]");
        EXPECT_EQ(other.connections, 2u);
        co_await room.through->stop(std::chrono::milliseconds(0));
        co_await other.stop();
    };
    run(one);
}

TEST(lmtp, unix_sockets_keep_connections_too) {
    auto const one = [](office& room) -> task<void> {
        folder here;
        test::fake_server other(room.home, std::filesystem::path(here.path) / "s");
        other.what.lmtp = true;
        room.how->queue_directory = here.path;
        room.open("unix:s");
        for (int i = 0; i < 3; ++i) {
            auto const fate = co_await room.fate_of(one_letter());
            EXPECT_EQ(fate, fine);
        }
        EXPECT_EQ(other.connections, 1u);
        co_await room.through->stop(std::chrono::milliseconds(0));
        co_await other.stop();
    };
    run(one);
}

TEST(lmtp, a_unix_socket_that_is_not_there) {
    auto const one = [](office& room) -> task<void> {
        test::captured_log log;
        room.how->queue_directory = "/nonexistent";
        room.open("unix:private/none");
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.4.1 connect to our.test[private/none]: No such file or directory");
        EXPECT_TRUE(log.has(": connect to our.test[private/none]: No such file or directory")) << log.text();
    };
    run(one);
}

// Opportunistic TLS over a Unix socket is none, as in Postfix; what is asked for by name is done.
TEST(lmtp, tls_over_a_unix_socket) {
    auto const one = [](office& room) -> task<void> {
        test::authority const ours;
        folder here;
        test::fake_server other(room.home, std::filesystem::path(here.path) / "s");
        other.what.lmtp = true;
        other.what.tls = ours.server("our.test");
        other.what.ehlo = "250-mx.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n";
        room.how->queue_directory = here.path;
        room.how->tls.level = tls_level::may;
        room.open("unix:s");
        auto fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
        EXPECT_FALSE(other.has("STARTTLS"));
        co_await room.through->stop(std::chrono::milliseconds(0));
        net::tls_client_settings wanted;
        wanted.ca_file = ours.path();
        room.how->tls.contexts = std::make_shared<tls_contexts>(wanted);
        room.how->tls.level = tls_level::verify;
        room.how->tls.verify_match = {"hostname"};
        room.open("unix:s");
        fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
        EXPECT_TRUE(other.has("STARTTLS"));
        EXPECT_EQ(other.count("LHLO"), 3u);
        co_await room.through->stop(std::chrono::milliseconds(0));
        room.how->tls.level = tls_level::dane_only;
        room.how->tls.validates = true;
        room.open("unix:s");
        fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.7.5 TLS policy dane-only cannot be kept over the Unix socket s");
        co_await other.stop();
    };
    run(one);
}

TEST(lmtp, starttls_and_a_second_lhlo) {
    auto const one = [](office& room) -> task<void> {
        test::authority const ours;
        room.server.what.tls = ours.server("mx.test");
        room.server.what.ehlo = "250-mx.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n";
        net::tls_client_settings wanted;
        wanted.ca_file = ours.path();
        room.how->tls.contexts = std::make_shared<tls_contexts>(wanted);
        room.how->tls.level = tls_level::secure;
        room.how->tls.secure_match = {"nexthop"};
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
        EXPECT_EQ(room.server.count("LHLO"), 2u);
    };
    run(one);
}

TEST(lmtp, tls_that_is_needed_and_not_offered) {
    auto const one = [](office& room) -> task<void> {
        room.how->tls.level = tls_level::encrypt;
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.7.4 TLS is required, but was not offered by host mx.test[127.0.0.1]");
    };
    run(one);
}

TEST(lmtp, logs_in_and_names_its_own_parameters) {
    auto const one = [](office& room) -> task<void> {
        conf::settings const usual;
        room.server.what.ehlo = "250-mx.test\r\n250 AUTH PLAIN\r\n";
        room.server.what.replies["AUTH"] = {"235 2.7.0 ok\r\n"};
        room.how->login.enabled = true;
        room.how->login.passwords = conf::maps::open("inline:{mx.test=user:secret}", usual, {});
        auto fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, fine);
        EXPECT_TRUE(room.server.has("AUTH PLAIN AHVzZXIAc2VjcmV0"));
        room.server.what.replies["AUTH"] = {"535 5.7.8 wrong\r\n"};
        room.how->cache_on_demand = false;
        room.open("mx.test");
        fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.7.0 SASL authentication failed; server mx.test[127.0.0.1] said: 535 5.7.8 wrong");
        room.how->login.passwords = conf::maps::open("inline:{mx.test=nocolon}", usual, {});
        fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.7.0 SASL authentication failed; the entry of lmtp_sasl_password_maps for server mx.test[127.0.0.1] is not user:password");
    };
    run(one);
}

TEST(lmtp, a_server_is_found_by_its_socket_in_tables) {
    auto const one = [](office& room) -> task<void> {
        folder here;
        conf::settings const usual;
        test::fake_server other(room.home, std::filesystem::path(here.path) / "s");
        other.what.lmtp = true;
        room.how->queue_directory = here.path;
        room.how->tls.policies = conf::maps::open("inline:{s=encrypt}", usual, {});
        room.open("unix:s");
        auto const fate = co_await room.fate_of(one_letter());
        EXPECT_EQ(fate, "deferred 4.7.4 TLS is required, but was not offered by host our.test[s]");
        co_await room.through->stop(std::chrono::milliseconds(0));
        co_await other.stop();
    };
    run(one);
}

}  // namespace
}  // namespace mailstead::mta::smtp_client

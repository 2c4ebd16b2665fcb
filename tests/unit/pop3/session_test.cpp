// What a dialogue cannot show: how often a session writes, and a store that fails at each step in turn.
#include "pop3/session.h"

#include <gtest/gtest.h>

#include "store/memory.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/loop.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::pop3 {
namespace {

class one_account final : public accounts {
public:
    explicit one_account(std::shared_ptr<store::memory::account> a) : account_(std::move(a)) {}
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string) override {
        co_return std::shared_ptr<store::account>(account_);
    }

private:
    std::shared_ptr<store::memory::account> account_;
};

struct outcome {
    std::string output;
    std::size_t writes = 0;
    std::size_t left = 0;
};

std::string body(std::size_t lines) {
    std::string text = "Subject: big\n\n";
    for (std::size_t i = 0; i < lines; ++i) text += "0123456789\n";
    return text;
}

// One session that is sent `input` at once and then nothing more.
outcome play(std::string input, std::function<void(store::memory::account&)> prepare) {
    outcome out;
    test::run([&](net::executor where) -> net::task<void> {
        test::fake_clock clock;
        test::fake_authenticator authenticator;
        authenticator.add("bob", "secret");
        auto const box = std::make_shared<store::memory::account>();
        prepare(*box);
        one_account accounts(box);
        net::disk_pool disk(1, std::chrono::seconds(10));
        settings values;
        values.error_sleep = std::chrono::milliseconds(0);
        net::endpoint here;
        here.address = "127.0.0.1";
        here.loopback = true;
        test::mem_stream wire(where, clock, here, here);
        wire.push(std::move(input));
        wire.hang_up();
        surroundings around{values, authenticator, accounts, disk, clock, nullptr};
        session one(wire, around);
        co_await one.run();
        out.output = wire.output();
        out.writes = wire.writes();
        auto const inbox = box->open("INBOX");
        // A planned failure may still be waiting for its turn.
        out.left = inbox ? (*inbox)->now()->size() : (*box->open("INBOX"))->now()->size();
    });
    return out;
}

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
    return n;
}

TEST(pop3_session, answers_pipelined_commands_in_few_writes) {
    std::string input = "USER bob\r\nPASS secret\r\n";
    for (int i = 1; i <= 200; ++i) input += "RETR " + std::to_string(i) + "\r\n";
    auto const out = play(input + "QUIT\r\n", [](auto& box) {
        for (int i = 0; i < 200; ++i) box.put("INBOX", body(10));
    });
    EXPECT_EQ(count(out.output, " octets\r\nSubject: big\r\n"), 200u);
    EXPECT_LE(out.writes, 5u);
}

TEST(pop3_session, hangs_up_when_a_message_breaks_off) {
    auto const out = play("USER bob\r\nPASS secret\r\nRETR 1\r\nNOOP\r\n", [](auto& box) {
        box.put("INBOX", body(20000));
        box.fail_next("read", base::from_errno(EIO), 3);
    });
    auto const at = out.output.find(" octets\r\nSubject: big");
    ASSERT_NE(at, out.output.npos);
    EXPECT_EQ(out.output.find("-ERR", at), out.output.npos);
    EXPECT_EQ(out.output.find("+OK", at), out.output.npos);
    EXPECT_EQ(out.output.find("\r\n.\r\n", at), out.output.npos);
}

// Whatever the store refuses, at whichever pass: a message is gone only if QUIT said so, each +OK of RETR is followed by
// the whole text, and the session ends by itself.
TEST(pop3_session, every_failing_step) {
    std::string const input = "USER bob\r\nPASS secret\r\nUIDL\r\nRETR 1\r\nRETR 2\r\nTOP 2 1\r\nDELE 1\r\nLIST\r\nQUIT\r\n";
    for (auto const* point : {"open_mailbox", "lock", "refresh", "unique_ids", "open", "read", "flags", "expunge"}) {
        for (unsigned nth = 1; nth <= 6; ++nth) {
            auto const out = play(input, [&](auto& box) {
                box.put("INBOX", body(3));
                box.put("INBOX", body(20000));
                box.fail_next(point, base::from_errno(EIO), nth);
            });
            bool const said = out.output.ends_with("+OK logging out, messages deleted\r\n");
            EXPECT_EQ(out.left, said ? 1u : 2u) << point << nth;
            bool const whole = count(out.output, "0123456789\r\n") >= 20000;
            bool const announced = out.output.find("+OK 240016 octets") != out.output.npos;
            bool const went_on = out.output.find("logging out") != out.output.npos || out.output.find("not removed") != out.output.npos;
            EXPECT_TRUE(!announced || whole || !went_on) << point << nth;
        }
    }
}

TEST(pop3_session, a_client_that_is_gone_ends_the_session) {
    for (std::size_t room : {0, 10, 40, 100, 5000, 100000}) {
        test::run([&](net::executor where) -> net::task<void> {
            test::fake_clock clock;
            test::fake_authenticator authenticator;
            authenticator.add("bob", "secret");
            auto const box = std::make_shared<store::memory::account>();
            box->put("INBOX", body(20000));
            one_account accounts(box);
            net::disk_pool disk(1, std::chrono::seconds(10));
            settings values;
            net::endpoint here;
            here.loopback = true;
            test::mem_stream wire(where, clock, here, here);
            wire.break_after(room);
            wire.push("USER bob\r\nPASS secret\r\nDELE 1\r\nRSET\r\nRETR 1\r\nSTAT\r\n");
            surroundings around{values, authenticator, accounts, disk, clock, nullptr};
            session one(wire, around);
            co_await one.run();
            EXPECT_LE(wire.output().size(), room);
        });
    }
}

TEST(pop3_settings, filters_mechanisms_by_name) {
    EXPECT_TRUE(is_listed({"!external", "static:rest"}, "PLAIN"));
    EXPECT_FALSE(is_listed({"!external", "static:rest"}, "EXTERNAL"));
    EXPECT_TRUE(is_listed({"plain", "login"}, "LOGIN"));
    EXPECT_FALSE(is_listed({"plain", "login"}, "SCRAM-SHA-1"));
    EXPECT_TRUE(is_listed({}, "PLAIN"));
}

TEST(pop3_settings, filters_mechanisms_by_property) {
    mailstead::auth::mechanism plain;
    plain.name = "PLAIN";
    plain.plaintext = true;
    security_options options;
    EXPECT_TRUE(options.permit(plain));
    options.no_plaintext = true;
    EXPECT_FALSE(options.permit(plain));
    mailstead::auth::mechanism scram;
    scram.mutual_auth = true;
    EXPECT_TRUE(options.permit(scram));
    options.forward_secrecy = true;
    EXPECT_FALSE(options.permit(scram));
}

}  // namespace
}  // namespace mailstead::pop3

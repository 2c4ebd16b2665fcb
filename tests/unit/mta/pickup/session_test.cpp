// What programs of this machine hand in over public/pickup: envelope, completed text, limits, and no message without
// its end.
#include "mta/pickup/session.h"

#include <sysexits.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/ascii.h"
#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mta/pickup/local_stream.h"
#include "mta/pickup/records.h"
#include "mta/queue/error.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::mta::pickup {
namespace {

class keeping_intake final : public queue::intake {
public:
    std::string text;
    mta::envelope envelope;
    int commits = 0;
    base::error_code begin_fails, commit_fails;
    net::result<std::unique_ptr<queue::spool>> begin() override {
        if (begin_fails) return begin_fails;
        return std::unique_ptr<queue::spool>(std::make_unique<spool>(*this));
    }

private:
    struct spool final : queue::spool {
        explicit spool(keeping_intake& home) : home(home) {}
        std::string const& id() const noexcept override { return name; }
        net::task<net::result<void>> append(std::string bytes) override {
            text += bytes;
            co_return net::result<void>{};
        }
        std::uint64_t size() const noexcept override { return text.size(); }
        net::task<net::result<std::string>> read(std::uint64_t from, std::size_t size) override { co_return text.substr(from, size); }
        std::unique_ptr<queue::spool> again() override { return std::make_unique<spool>(home); }
        net::task<net::result<void>> commit(mta::envelope what) override {
            if (home.commit_fails) co_return home.commit_fails;
            ++home.commits;
            home.text = text;
            home.envelope = std::move(what);
            co_return net::result<void>{};
        }
        keeping_intake& home;
        std::string name = "A1", text;
    };
};

class pickup_session : public ::testing::Test {
protected:
    pickup_session() : lookups_(1, std::chrono::seconds(5)), rules_(std::make_shared<settings>()) {
        rules_->myhostname = "mail.example.org";
        clean_with({});
    }

    void clean_with(conf::settings::pairs overrides) {
        overrides.push_back({"myhostname", "mail.example.org"});
        overrides.push_back({"myorigin", "example.org"});
        rules_->cleanup = std::make_shared<cleanup::rules const>(conf::settings().with(overrides));
    }

    // What the server answers to these bytes, then the client is gone.
    std::string answer(std::string bytes, std::size_t step = std::string::npos, bool forward = false) {
        net::endpoint peer;
        peer.address = "unix";
        peer.peer_uid = ::getuid();
        test::mem_stream wire(loop_.get_executor(), clock_, peer, {});
        context with{rules_, intake_, lookups_, clock_, [this] { ++scans_; }};
        bool ended = false;
        with.agents = agents_;
        with.sent_before = [this](forward_mark what) { return sent_before(std::move(what)); };
        boost::asio::co_spawn(loop_, forward ? serve_forward(wire, with) : serve(wire, with), [&](std::exception_ptr trouble) {
            ended = true;
            if (trouble) std::rethrow_exception(trouble);
        });
        for (std::size_t at = 0; at < bytes.size(); at += std::min(step, bytes.size()))
            wire.push(bytes.substr(at, step));
        loop_.restart();
        loop_.run_for(std::chrono::milliseconds(rules_->authorized ? 500 : 1));
        wire.hang_up();
        loop_.restart();
        loop_.run_for(std::chrono::milliseconds(20));
        EXPECT_TRUE(ended);
        return wire.output();
    }

    net::task<base::result<std::string>> sent_before(forward_mark what) {
        asked_for_.push_back(to_string(what));
        if (lookup_fails_) co_return base::from_errno(EIO);
        co_return earlier_;
    }
    std::string forward(std::string more = {}) {
        auto out = begin("owner-list@example.org");
        put(out, record::branch, "00000000000000ff-5-0-2-0a1b");
        put(out, record::original, "list");
        out += more;
        put(out, record::recipient, "ann@elsewhere.example");
        put_text(out, "Delivered-To: list@example.org\r\nSubject: x\r\n\r\nb\r\n");
        put(out, record::end, "");
        return out;
    }

    std::vector<uid_t> agents_ = {::getuid()};
    std::vector<std::string> asked_for_;
    std::string earlier_;
    bool lookup_fails_ = false;

    static std::string begin(std::string_view sender = "alice") {
        std::string out(submit_greeting);
        put(out, record::sender, sender);
        return out;
    }
    static std::string letter(std::string text, std::string_view to = "bob") {
        auto out = begin();
        put(out, record::recipient, to);
        put_text(out, text);
        put(out, record::end, "");
        return out;
    }

    boost::asio::io_context loop_;
    test::fake_clock clock_;
    net::disk_pool lookups_;
    std::shared_ptr<settings> rules_;
    keeping_intake intake_;
    int scans_ = 0;
};

TEST_F(pickup_session, takes_verp_delimiters_that_are_some) {
    auto const with = [this](std::string_view sender, std::string_view delimiters) {
        auto bytes = begin(sender);
        put(bytes, record::verp, delimiters);
        put(bytes, record::recipient, "bob");
        put_text(bytes, "Subject: hi\n\nx\n");
        put(bytes, record::end, "");
        return answer(bytes);
    };
    EXPECT_EQ(with("alice", "-="), "0 A1\n");
    EXPECT_EQ(intake_.envelope.verp, "-=");
    for (auto const* bad : {"", "+", "+=-", "ab", "+@", "\"+", "+\n", "<>"}) EXPECT_EQ(with("alice", bad), "65 bad VERP delimiters\n") << bad;
    EXPECT_EQ(with("", "+="), "65 VERP requires a sender that is not null\n");
    EXPECT_EQ(intake_.commits, 1);
}

TEST_F(pickup_session, takes_what_the_sender_wants_to_hear) {
    auto const with = [this](std::string_view report) {
        auto bytes = begin();
        put(bytes, record::report, report);
        put(bytes, record::recipient, "bob");
        put_text(bytes, "Subject: hi\n\nx\n");
        put(bytes, record::end, "");
        return answer(bytes);
    };
    EXPECT_EQ(with("verify"), "0 A1\n");
    EXPECT_EQ(intake_.envelope.report, reporting::verify);
    EXPECT_EQ(with("record"), "0 A1\n");
    EXPECT_EQ(intake_.envelope.report, reporting::record);
    EXPECT_EQ(with("odd"), "65 unknown kind of report: odd\n");
    EXPECT_EQ(intake_.commits, 2);
}

TEST_F(pickup_session, takes_a_message_whatever_way_it_is_cut) {
    auto bytes = begin();
    put(bytes, record::full_name, "Alice \"A\" Liddell");
    put(bytes, record::notify, "success,delay");
    put(bytes, record::recipient, "bob");
    put(bytes, record::envid, "env id");
    put(bytes, record::ret, "HDRS");
    put(bytes, record::recipient, "carol@elsewhere.example");
    put(bytes, record::recipient, "BOB@example.org");
    put_text(bytes, "Subject: hi\nBcc: secret@example.org\n\nfirst\nsecond\r\n");
    put(bytes, record::end, "");
    for (std::size_t const step : {std::size_t{1}, std::size_t{5}, std::string::npos}) {
        EXPECT_EQ(answer(bytes, step), "0 A1\n");
        EXPECT_EQ(intake_.text, "Received: by mail.example.org (Mailstead, from userid " + std::to_string(::getuid()) +
                                    ")\r\n\tid A1; Fri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n"
                                    "Subject: hi\r\n"
                                    "Message-Id: <20261120204708.A1@mail.example.org>\r\n"
                                    "Date: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)\r\n"
                                    "From: \"Alice \\\"A\\\" Liddell\" <alice@example.org>\r\n"
                                    "\r\nfirst\r\nsecond\r\n");
        EXPECT_EQ(intake_.envelope.sender, "alice@example.org");
        EXPECT_EQ(intake_.envelope.envid, "env id");
        EXPECT_EQ(intake_.envelope.ret, dsn_return::headers);
        ASSERT_EQ(intake_.envelope.recipients.size(), 2u);
        EXPECT_EQ(intake_.envelope.recipients[0].address, "bob@example.org");
        EXPECT_EQ(intake_.envelope.recipients[0].original, "bob");
        EXPECT_EQ(intake_.envelope.recipients[0].notify, notify::success | notify::delay);
        EXPECT_EQ(intake_.envelope.recipients[1].address, "carol@elsewhere.example");
    }
    EXPECT_EQ(intake_.commits, 3);
}

TEST_F(pickup_session, no_message_without_its_end) {
    auto const whole = letter("Subject: x\n\ntext\n");
    for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_EQ(answer(whole.substr(0, size)), "") << size;
    EXPECT_EQ(intake_.commits, 0);
    EXPECT_EQ(answer(whole), "0 A1\n");
}

TEST_F(pickup_session, an_empty_text_is_a_message) {
    EXPECT_EQ(answer(letter("")), "0 A1\n");
    EXPECT_NE(intake_.text.find("\r\nFrom: alice@example.org\r\n"), std::string::npos);
}

TEST_F(pickup_session, a_foreign_text_is_not_completed) {
    auto bytes = begin("");
    put(bytes, record::remote, "");
    put(bytes, record::recipient, "bob");
    put_text(bytes, "Subject: x\n\ny\n");
    put(bytes, record::end, "");
    EXPECT_EQ(answer(bytes), "0 A1\n");
    EXPECT_TRUE(intake_.text.ends_with("(UTC)\r\nSubject: x\r\n\r\ny\r\n")) << intake_.text;
    EXPECT_EQ(intake_.envelope.sender, "");
}

TEST_F(pickup_session, nothing_gets_out_of_its_field) {
    auto bytes = begin();
    put(bytes, record::full_name, "Eve\r\nBcc: x@example.org");
    put(bytes, record::recipient, "bob");
    put_text(bytes, "\ny\n");
    put(bytes, record::end, "");
    EXPECT_EQ(answer(bytes), "0 A1\n");
    EXPECT_NE(intake_.text.find("\r\nFrom: \"EveBcc: x@example.org\" <alice@example.org>\r\n"), std::string::npos)
        << intake_.text;
    EXPECT_TRUE(answer(letter("x\n", "bob>\r\nRCPT TO:<x")).starts_with("65 bad recipient address: bob>??RCPT"));
    EXPECT_TRUE(answer(begin("a b c") + "E").starts_with("65 bad sender address"));
}

TEST_F(pickup_session, names_in_every_alphabet_and_length) {
    auto const from = [this](std::string_view name) {
        auto bytes = begin();
        put(bytes, record::full_name, name);
        put(bytes, record::recipient, "bob");
        put(bytes, record::end, "");
        EXPECT_EQ(answer(bytes), "0 A1\n");
        auto const at = intake_.text.find("\r\nFrom: ") + 8;
        return intake_.text.substr(at, intake_.text.find("\r\n\r\n", at) - at);
    };
    EXPECT_EQ(from("Alice Liddell"), "Alice Liddell <alice@example.org>");
    EXPECT_EQ(from("J. R. \"Bob\""), "\"J. R. \\\"Bob\\\"\" <alice@example.org>");
    auto const joerg = from("J\xc3\xb6rg M.");
    EXPECT_TRUE(base::is_ascii(joerg)) << joerg;
    EXPECT_EQ(mime::decode_encoded_words(joerg), "J\xc3\xb6rg M. <alice@example.org>");
    EXPECT_EQ(from("J\xf6rg"), "J?rg <alice@example.org>");
    EXPECT_EQ(from(std::string(4000, 'x')), std::string(200, 'x') + " <alice@example.org>");
    std::string many;
    for (int i = 0; i < 200; ++i) many += "\xe2\x82\xac";
    auto const text = from(many);
    for (auto const line : base::split(text, "\r\n")) EXPECT_LE(line.size(), 100u) << line;
    EXPECT_EQ(mime::decode_encoded_words(mime::unfold(text)), many.substr(0, 198) + " <alice@example.org>");
}

TEST_F(pickup_session, limits) {
    rules_->message_size_limit = 1000;
    EXPECT_EQ(answer(letter(std::string(1001, 'x'))), "69 Error: message file too big\n");
    EXPECT_EQ(answer(letter(std::string(1000, 'x'))), "0 A1\n");
    rules_->message_size_limit = 0;
    EXPECT_EQ(answer(letter(std::string(300000, 'x') + "\n")), "0 A1\n");
    clean_with({{"hopcount_limit", "3"}});
    EXPECT_EQ(answer(letter("Received: a\nReceived: b\nReceived: c\n\nx\n")), "69 Error: too many hops\n");
    rules_->recipient_limit = 1;
    auto bytes = begin();
    put(bytes, record::recipient, "bob");
    put(bytes, record::recipient, "carol");
    EXPECT_EQ(answer(bytes), "69 too many recipients\n");
}

TEST_F(pickup_session, passes_through_cleanup) {
    clean_with({{"virtual_alias_maps", "inline:{ {bob@example.org = carol@example.org, dave@elsewhere.example} }"},
                {"header_checks", "regexp:{ {/^Subject: no/ REJECT not here} }"}});
    EXPECT_EQ(answer(letter("Subject: yes\n\nx\n")), "0 A1\n");
    ASSERT_EQ(intake_.envelope.recipients.size(), 2u);
    EXPECT_EQ(intake_.envelope.recipients[1].address, "dave@elsewhere.example");
    EXPECT_EQ(answer(letter("Subject: no\n\nx\n")), "69 not here\n");
    rules_->checks_content = false;
    rules_->maps_addresses = false;
    EXPECT_EQ(answer(letter("Subject: no\n\nx\n")), "0 A1\n");
    EXPECT_EQ(intake_.envelope.recipients.size(), 1u);
}

TEST_F(pickup_session, mistakes_of_the_program) {
    auto bytes = begin();
    put_text(bytes, "x\n");
    put(bytes, record::end, "");
    EXPECT_EQ(answer(bytes), "65 no recipients specified\n");
    EXPECT_EQ(answer("HELO you\n"), "76 not a submission of a known version\n");
    std::string text_first(submit_greeting);
    put_text(text_first, "x\n");
    EXPECT_EQ(answer(text_first), "76 no sender before the text\n");
    auto late = letter("x\n");
    late.resize(late.size() - 2);
    put(late, record::recipient, "carol");
    EXPECT_EQ(answer(late), "76 only text may follow text\n");
    auto twice = begin();
    put(twice, record::sender, "b");
    EXPECT_EQ(answer(twice), "76 two senders\n");
    auto odd = begin();
    put(odd, record::notify, "sometimes");
    EXPECT_EQ(answer(odd), "65 unknown NOTIFY value: sometimes\n");
    EXPECT_EQ(intake_.commits, 0);
}

TEST_F(pickup_session, trouble_of_the_queue_is_temporary) {
    intake_.begin_fails = queue::make_error_code(queue::errc::no_space);
    EXPECT_EQ(answer(letter("x\n")), "75 Insufficient system storage\n");
    intake_.begin_fails = {};
    intake_.commit_fails = queue::make_error_code(queue::errc::stopped);
    EXPECT_TRUE(answer(letter("x\n")).starts_with("75 "));
    EXPECT_EQ(intake_.commits, 0);
}

TEST_F(pickup_session, only_who_may) {
    conf::settings const values;
    rules_->authorized = std::make_shared<conf::match_list const>(conf::match_list::parse("nobody-at-all", values));
    EXPECT_TRUE(answer(letter("x\n")).starts_with("77 "));
    rules_->authorized = std::make_shared<conf::match_list const>(conf::match_list::parse("fail:broken", values));
    EXPECT_EQ(answer(letter("x\n")), "75 cannot find out who may submit mail\n");
    rules_->authorized =
        std::make_shared<conf::match_list const>(conf::match_list::parse("!mallory, static:all", values));
    EXPECT_EQ(answer(letter("x\n")), "0 A1\n");
}

TEST_F(pickup_session, a_poke_makes_it_look) {
    EXPECT_EQ(answer(std::string(scan_request)), "");
    EXPECT_EQ(scans_, 1);
    EXPECT_EQ(answer(std::string(scan_request), 1), "");
    EXPECT_EQ(scans_, 2);
}

TEST_F(pickup_session, takes_what_the_delivery_agent_sends_on) {
    EXPECT_EQ(answer(forward(), std::string::npos, true), "0 A1\n");
    EXPECT_EQ(asked_for_, (std::vector<std::string>{"00000000000000ff-5-0-2-0a1b"}));
    EXPECT_EQ(intake_.envelope.sender, "owner-list@example.org");
    ASSERT_EQ(intake_.envelope.recipients.size(), 1u);
    EXPECT_EQ(intake_.envelope.recipients[0].address, "ann@elsewhere.example");
    EXPECT_EQ(intake_.envelope.recipients[0].original, "list");
    ASSERT_TRUE(intake_.envelope.forward_of);
    EXPECT_EQ(to_string(*intake_.envelope.forward_of), asked_for_[0]);
    // A trace, and no header that was not there.
    EXPECT_TRUE(intake_.text.starts_with("Received: by mail.example.org (Mailstead)\r\n\tid A1; ")) << intake_.text;
    EXPECT_TRUE(intake_.text.ends_with("\r\nDelivered-To: list@example.org\r\nSubject: x\r\n\r\nb\r\n")) << intake_.text;
    EXPECT_EQ(intake_.text.find("From:"), std::string::npos);
}

TEST_F(pickup_session, a_branch_that_was_sent_on_is_answered_with_what_it_became) {
    earlier_ = "77";
    EXPECT_EQ(answer(forward(), std::string::npos, true), "0 77\n");
    EXPECT_EQ(intake_.commits, 0);
    earlier_.clear();
    lookup_fails_ = true;
    EXPECT_TRUE(answer(forward(), std::string::npos, true).starts_with("75 "));
    EXPECT_EQ(intake_.commits, 0);
}

TEST_F(pickup_session, another_transport_gets_the_very_message) {
    std::string transport;
    put(transport, record::transport, "lmtp:unix:/run/cyrus");
    EXPECT_EQ(answer(forward(transport), std::string::npos, true), "0 A1\n");
    EXPECT_EQ(intake_.envelope.filter, "lmtp:unix:/run/cyrus");
    EXPECT_TRUE(intake_.text.starts_with("Delivered-To: ")) << intake_.text;
}

TEST_F(pickup_session, only_the_delivery_agent_sends_mail_on) {
    EXPECT_TRUE(answer(forward()).starts_with("76 "));    // at public/pickup
    agents_ = {::getuid() + 1};
    EXPECT_EQ(answer(forward(), std::string::npos, true), "");
    EXPECT_EQ(intake_.commits, 0);
    agents_ = {::getuid()};
    for (std::string_view const no_mark : {"no id", "00000000000000ff-5-0-2", "00000000000000ff-5-0-2-", "00000000000000ff-5-0-2-A%"}) {
        auto bad = begin();
        put(bad, record::branch, no_mark);
        put(bad, record::end, "");
        EXPECT_TRUE(answer(bad, std::string::npos, true).starts_with("76 ")) << no_mark;
    }
}

}  // namespace
}  // namespace mailstead::mta::pickup

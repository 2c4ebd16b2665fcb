// What the data path costs: pipelined commands are answered in one write, a small message is handed over in one piece.
#include "mta/smtpd/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/lib/fake_authenticator.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::mta::smtpd {
namespace {

class counting_intake final : public queue::intake {
public:
    int appends = 0, commits = 0, dropped = 0;
    result<std::unique_ptr<queue::spool>> begin() override {
        return std::unique_ptr<queue::spool>(std::make_unique<spool>(*this));
    }

private:
    struct spool final : queue::spool {
        explicit spool(counting_intake& home) : home(home) {}
        ~spool() override { home.dropped += committed ? 0 : 1; }
        std::string const& id() const noexcept override { return name; }
        task<result<void>> append(std::string bytes) override {
            ++home.appends;
            length += bytes.size();
            co_return result<void>{};
        }
        std::uint64_t size() const noexcept override { return length; }
        task<result<std::string>> read(std::uint64_t, std::size_t) override { co_return std::string(); }
        std::unique_ptr<queue::spool> again() override { return std::make_unique<spool>(home); }
        task<result<void>> commit(mta::envelope) override {
            ++home.commits;
            committed = true;
            co_return result<void>{};
        }
        counting_intake& home;
        std::string name = "A1";
        std::uint64_t length = 0;
        bool committed = false;
    };
};

struct everybody final : recipients {
    task<result<verdict>> check(std::string, std::string) override {
        verdict out;
        out.domain = conf::address_class::local;
        co_return out;
    }
};
struct nameless final : names {
    task<smtpd::client_names> name_of(std::string) override {
        smtpd::client_names nobody;
        co_return nobody;
    }
    task<result<net::dns_answer>> lookup(std::string, net::record_type) override {
        co_return net::make_error_code(net::errc::not_found);
    }
};

class smtpd_writes : public ::testing::Test {
protected:
    smtpd_writes() : wire_(loop_.get_executor(), clock_, {}, {}), session_(wire_, with()) {
        boost::asio::co_spawn(loop_, session_.run(), boost::asio::detached);
        loop_.poll();
    }
    ~smtpd_writes() override {
        wire_.hang_up();
        loop_.poll();
    }
    context with() {
        return {std::make_shared<settings const>(), intake_, accounts_, recipients_, names_, clock_, nullptr,
                std::make_shared<cleanup::rules const>(conf::settings()), &lookups_};
    }
    std::size_t writes_for(std::string bytes) {
        auto const before = wire_.writes();
        wire_.output().clear();
        wire_.push(std::move(bytes));
        loop_.poll();
        return wire_.writes() - before;
    }

    boost::asio::io_context loop_;
    test::fake_clock clock_;
    counting_intake intake_;
    net::disk_pool lookups_{1, std::chrono::seconds(1)};
    test::fake_authenticator accounts_;
    everybody recipients_;
    nameless names_;
    test::mem_stream wire_;
    session session_;
};

TEST_F(smtpd_writes, one_write_for_what_came_together) {
    EXPECT_EQ(writes_for("EHLO x\r\n"), 1u);
    EXPECT_EQ(writes_for("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@d>\r\nDATA\r\n"), 1u);
    EXPECT_EQ(writes_for("Subject: x\r\n\r\nbody\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"), 1u);
    EXPECT_EQ(wire_.output(), "250 2.0.0 Ok: queued as A1\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"
                              "354 End data with <CR><LF>.<CR><LF>\r\n");
    EXPECT_EQ(intake_.appends, 1);
    EXPECT_EQ(intake_.commits, 1);
}

TEST_F(smtpd_writes, big_text_goes_over_in_pieces) {
    writes_for("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
    for (int i = 0; i < 20; ++i) EXPECT_EQ(writes_for(std::string(16 * 1024 - 2, 'x') + "\r\n"), 0u);
    EXPECT_EQ(writes_for(".\r\n"), 1u);
    EXPECT_GE(intake_.appends, 4);
    EXPECT_LE(intake_.appends, 6);
}

TEST_F(smtpd_writes, nothing_stays_without_the_end) {
    writes_for("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhalf");
    wire_.hang_up();
    loop_.poll();
    EXPECT_EQ(intake_.commits, 0);
}

TEST_F(smtpd_writes, a_reply_that_cannot_be_written_ends_the_session) {
    wire_.break_after(10);
    writes_for("NOOP\r\n");
    writes_for("NOOP\r\n");
    EXPECT_EQ(intake_.commits, 0);
}

}  // namespace
}  // namespace mailstead::mta::smtpd

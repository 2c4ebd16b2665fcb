// A message's whole way through cleanup: wishes of access maps, where it comes from, trouble of the queue.
#include "mta/cleanup/passage.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/lib/fake_clock.h"

namespace mailstead::mta::cleanup {
namespace {

namespace asio = boost::asio;
using pairs = conf::settings::pairs;

struct taken {
    std::string text;
    envelope what;
    bool committed = false;
    base::error_code trouble;    // of commit
};

class memory_spool final : public queue::spool {
public:
    explicit memory_spool(taken& into) : into_(into) {}
    std::string const& id() const noexcept override { return id_; }
    task<result<void>> append(std::string bytes) override {
        into_.text += bytes;
        co_return result<void>();
    }
    std::uint64_t size() const noexcept override { return into_.text.size(); }
    task<result<std::string>> read(std::uint64_t from, std::size_t size) override { co_return into_.text.substr(from, size); }
    std::unique_ptr<queue::spool> again() override { return std::make_unique<memory_spool>(into_); }
    task<result<void>> commit(envelope what) override {
        if (into_.trouble) co_return into_.trouble;
        into_.what = std::move(what);
        into_.committed = true;
        co_return result<void>();
    }

private:
    taken& into_;
    std::string id_ = "1A2B";
};

class passage_test : public ::testing::Test {
protected:
    passage_test() {
        what_.sender = "a@x.example";
        recipient to;
        to.address = to.original = "b@y.example";
        what_.recipients.push_back(to);
        from_.client = "c[192.0.2.1]";
        from_.trace = "Received: ours\r\n";
        from_.hostname = "mx.example";
    }

    verdict pass(std::string text, pairs values = {}, effects late = {}) {
        values.push_back({"myorigin", "o.example"});
        auto const how = std::make_shared<rules const>(conf::settings().with(values));
        asio::io_context loop;
        net::disk_pool pool(1, std::chrono::seconds(5));
        std::optional<verdict> out;
        passage way(how, pool, clock_, std::make_unique<memory_spool>(taken_));
        auto done = [&](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        };
        asio::co_spawn(loop, walk(way, std::move(text), std::move(late), out), done);
        loop.run();
        return std::move(*out);
    }

    task<void> walk(passage& way, std::string text, effects late, std::optional<verdict>& out) {
        auto what = what_;
        auto from = from_;
        auto wished = wished_;
        co_await way.begin(std::move(what), std::move(from), std::move(wished));
        co_await way.take(text);
        out.emplace(co_await way.finish(std::move(late)));
    }

    test::fake_clock clock_;
    envelope what_;
    origin from_;
    effects wished_;
    taken taken_;
};

TEST_F(passage_test, access_maps_have_their_wishes) {
    wished_.prepend = {"X-Above: 1"};
    wished_.bcc = {"copy@z.example"};
    wished_.hold = true;
    EXPECT_FALSE(pass("Subject: x\r\n\r\nb\r\n").refusal);
    EXPECT_EQ(taken_.text, "X-Above: 1\r\nReceived: ours\r\nSubject: x\r\n\r\nb\r\n");
    EXPECT_TRUE(taken_.what.hold);
    ASSERT_EQ(taken_.what.recipients.size(), 2u);
    EXPECT_EQ(taken_.what.recipients[1].address, "copy@z.example");
}

TEST_F(passage_test, late_wishes_count_too) {
    effects late;
    late.redirect = "other@z.example";
    EXPECT_FALSE(pass("\r\n", {}, late).refusal);
    EXPECT_EQ(taken_.what.recipients[0].address, "other@z.example");
}

TEST_F(passage_test, what_is_discarded_never_reaches_the_queue) {
    wished_.discard = true;
    auto const out = pass("Subject: x\r\n\r\nb\r\n");
    EXPECT_FALSE(out.refusal);
    EXPECT_TRUE(out.discarded);
    EXPECT_FALSE(taken_.committed);
}

TEST_F(passage_test, the_filter_is_that_of_the_strongest_wish) {
    EXPECT_FALSE(pass("Subject: x\r\n\r\n").refusal);
    EXPECT_EQ(taken_.what.filter, "");
    from_.filter = "smtp:[127.0.0.1]:10024";
    EXPECT_FALSE(pass("Subject: x\r\n\r\n").refusal);
    EXPECT_EQ(taken_.what.filter, "smtp:[127.0.0.1]:10024");
    wished_.filter = "smtp:[127.0.0.1]:10025";
    EXPECT_FALSE(pass("Subject: x\r\n\r\n").refusal);
    EXPECT_EQ(taken_.what.filter, "smtp:[127.0.0.1]:10025");
    EXPECT_FALSE(pass("Subject: x\r\n\r\n", {{"header_checks", "pcre:{{/^subject/ FILTER last:}}"}}).refusal);
    EXPECT_EQ(taken_.what.filter, "last:");
}

TEST_F(passage_test, our_own_received_is_checked_and_counted) {
    EXPECT_FALSE(pass("Subject: x\r\n\r\n", {{"header_checks", "pcre:{{/^received: ours/ IGNORE}}"}}).refusal);
    EXPECT_EQ(taken_.text, "Subject: x\r\n\r\n");
    EXPECT_EQ(pass("Received: x\r\n\r\n", {{"hopcount_limit", "2"}}).refusal->text, "Error: too many hops");
    EXPECT_FALSE(pass("Received: x\r\n\r\n", {{"hopcount_limit", "3"}}).refusal);
}

TEST_F(passage_test, limits_of_both_sides) {
    EXPECT_EQ(pass("Subject: x\r\n\r\n", {{"message_size_limit", "5"}}).refusal->code, 552);
    from_.size_limit = 5;
    EXPECT_EQ(pass("Subject: x\r\n\r\n").refusal->code, 552);
}

TEST_F(passage_test, submission_is_completed_with_the_full_name) {
    from_.source = source::submission;
    from_.full_name = "Joe \"D.\" Doe";
    EXPECT_FALSE(pass("To: joe\r\n\r\n").refusal);
    EXPECT_NE(taken_.text.find("To: joe@o.example\r\n"), std::string::npos) << taken_.text;
    EXPECT_NE(taken_.text.find("From: \"Joe \\\"D.\\\" Doe\" <a@x.example>\r\n"), std::string::npos) << taken_.text;
    taken_ = {};
    EXPECT_FALSE(pass("To: joe\r\n\r\n", {{"header_from_format", "obsolete"}}).refusal);
    EXPECT_NE(taken_.text.find("From: a@x.example (Joe \"D.\" Doe)\r\n"), std::string::npos) << taken_.text;
}

TEST_F(passage_test, internal_mail_is_checked_when_asked_for_and_never_copied) {
    from_.source = source::internal;
    EXPECT_TRUE(pass("Subject: x\r\n\r\n", {{"header_checks", "pcre:{{/./ REJECT}}"}}).refusal);
    from_.checks_content = false;
    EXPECT_FALSE(pass("Subject: x\r\n\r\n", {{"header_checks", "pcre:{{/./ REJECT}}"}, {"always_bcc", "all"}}).refusal);
    EXPECT_EQ(taken_.what.recipients.size(), 1u);
}

TEST_F(passage_test, nobody_knows_whose_client_it_is) {
    from_.uncertain = true;
    EXPECT_EQ(pass("\r\n").refusal->code, 451);
}

TEST_F(passage_test, trouble_of_the_queue_is_temporary_and_told_to_the_caller) {
    taken_.trouble = base::error_code(ENOSPC, boost::system::generic_category());
    auto const out = pass("\r\n");
    EXPECT_EQ(out.refusal->code, 452);
    EXPECT_EQ(out.trouble, taken_.trouble);
}

}  // namespace
}  // namespace mailstead::mta::cleanup

// Recipients who have moved, for mail that is in the queue already.
#include "mta/route/relocated.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "conf/domains.h"

namespace mailstead::mta::route {
namespace {

namespace asio = boost::asio;

class everywhere final : public resolver {
public:
    std::shared_ptr<target const> remembered(std::string_view, std::string_view) override { return where_; }
    net::task<result<std::shared_ptr<target const>>> resolve(std::string, std::string) override { co_return where_; }
    std::shared_ptr<target const> filter(std::string_view, std::string_view) override { return where_; }
    std::shared_ptr<target const> at_best_exchanger(std::string_view) override { return where_; }

private:
    std::shared_ptr<target const> where_ = std::make_shared<target const>();
};

class relocated_test : public ::testing::Test {
protected:
    void open(std::string const& table) {
        auto const values = conf::settings().with({{"mydestination", "local.example"}, {"recipient_delimiter", "+"}, {"relocated_maps", table}});
        domains_ = std::make_unique<conf::domains>(values);
        routes_ = make_relocating(std::make_unique<everywhere>(), conf::maps::open(values.text("relocated_maps"), values),
                                  conf::search_rules::of("relocated_maps", values), *domains_, pool_);
    }
    result<std::shared_ptr<target const>> resolve(std::string address) {
        asio::io_context loop;
        result<std::shared_ptr<target const>> out = std::shared_ptr<target const>();
        auto const ask = [&]() -> net::task<void> { out = co_await routes_->resolve("s@send.example", std::move(address)); };
        auto done = [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        };
        asio::co_spawn(loop, ask(), done);
        loop.run();
        return out;
    }
    net::disk_pool pool_{1, std::chrono::seconds(5)};
    std::unique_ptr<conf::domains> domains_;
    std::unique_ptr<resolver> routes_;
};

TEST_F(relocated_test, who_has_moved_is_refused_and_others_go_their_way) {
    open("inline:{andy=Hsinchu, @gone.example=nowhere}");
    for (auto const* address : {"andy@local.example", "andy+x@local.example", "Andy@Local.example"}) {
        auto const where = resolve(address);
        ASSERT_TRUE(where);
        EXPECT_EQ((*where)->kind, target::way::error);
        EXPECT_EQ((*where)->status, "5.1.6");
        EXPECT_EQ((*where)->text, "User has moved to Hsinchu");
        EXPECT_EQ(routes_->remembered("s@send.example", address), *where);
    }
    EXPECT_EQ((*resolve("who@gone.example"))->text, "User has moved to nowhere");
    EXPECT_EQ(routes_->remembered("s@send.example", "bob@local.example"), nullptr) << "nobody has looked";
    EXPECT_EQ((*resolve("bob@local.example"))->kind, target::way::retry);
    EXPECT_NE(routes_->remembered("s@send.example", "bob@local.example"), nullptr);
    EXPECT_EQ((*resolve("andy@far.example"))->kind, target::way::retry);
}

TEST_F(relocated_test, a_table_that_fails_keeps_the_mail_waiting) {
    open("fail:no");
    EXPECT_FALSE(resolve("bob@local.example"));
}

}  // namespace
}  // namespace mailstead::mta::route

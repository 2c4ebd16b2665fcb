// What a dialogue file cannot show: answers from other threads, and the rules behind AUTH.
#include "lmtp/session.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "lmtp/client.h"
#include "tests/lib/loop.h"
#include "tests/unit/lmtp/live_server.h"

namespace mailstead::lmtp {
namespace {

using net::task;

// Answers on two threads of its own, so in no order.
class threaded_store final : public store::depositor {
public:
    threaded_store() {
        for (auto& each : threads_) each = std::thread([this] { work(); });
    }
    ~threaded_store() override {
        {
            std::lock_guard const lock(mutex_);
            ended_ = true;
        }
        wake_.notify_all();
        for (auto& each : threads_) each.join();
    }
    void deposit(store::delivery, answer done) override {
        {
            std::lock_guard const lock(mutex_);
            waiting_.push_back(std::move(done));
        }
        wake_.notify_one();
    }

private:
    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            auto const done = std::move(waiting_.back());
            waiting_.pop_back();
            lock.unlock();
            done(store::outcome::stored);
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<answer> waiting_;
    bool ended_ = false;
    std::thread threads_[2];
};

task<void> send(client& through, std::size_t messages, std::size_t& good) {
    std::vector<std::string> pieces(1, "Subject: x\r\n\r\nhi\r\n");
    auto const text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    for (std::size_t i = 0; i < messages; ++i) {
        transaction one;
        one.sender = "s@example.org";
        one.recipients.resize(3);
        for (auto& whom : one.recipients) whom.address = "bob@example.org";
        one.text = text;
        auto const result = co_await through.deliver(std::move(one));
        for (auto const& each : result.recipients) good += each.code == 250;
    }
}

task<void> threads(net::executor where) {
    threaded_store store;
    test::live_server server(where);
    server.settings.trusted_uids.push_back(::getuid());
    server.users.add("bob@example.org");
    server.with = std::make_shared<services>(services{server.settings, store, server.users, server.ids, server.sessions, nullptr, nullptr, {}});
    auto const with = server.with;
    auto const talk = [with](net::stream& wire) -> task<void> {
        session one(wire, with);
        co_await one.run();
    };
    server.start_talking(talk);
    client_settings wanted;
    wanted.path = server.path;
    client one(where, wanted);
    net::session_set senders(where);
    std::size_t good = 0;
    for (int i = 0; i < 20; ++i) senders.run("test", send(one, 20, good));
    bool const done = co_await senders.stop(std::chrono::seconds(15));
    EXPECT_TRUE(done);
    EXPECT_EQ(good, 1200u);
    co_await one.stop(std::chrono::milliseconds(1000));
    server.stop_listening();
    bool const gone = co_await server.sessions.stop(std::chrono::seconds(5));
    EXPECT_TRUE(gone);
}
TEST(session, takes_answers_from_other_threads) { test::run(threads); }

TEST(mechanisms, are_filtered_by_security_options) {
    auth::mechanism plain;
    plain.name = "PLAIN";
    plain.plaintext = true;
    mechanism_rules rules;
    EXPECT_TRUE(is_admitted(plain, rules));
    rules.no_plaintext = true;
    EXPECT_FALSE(is_admitted(plain, rules));
    auth::mechanism anonymous;
    anonymous.anonymous = true;
    EXPECT_FALSE(is_admitted(anonymous, rules));
    mechanism_rules mutual;
    mutual.mutual_auth = true;
    EXPECT_FALSE(is_admitted(plain, mutual));
}

TEST(mechanisms, are_filtered_by_name) {
    EXPECT_TRUE(passes_filter("PLAIN", {}));
    EXPECT_TRUE(passes_filter("PLAIN", {"!external", "static:rest"}));
    EXPECT_FALSE(passes_filter("EXTERNAL", {"!external", "static:rest"}));
    EXPECT_TRUE(passes_filter("PLAIN", {"plain", "login"}));
    EXPECT_FALSE(passes_filter("CRAM-MD5", {"plain", "login"}));
}

}  // namespace
}  // namespace mailstead::lmtp

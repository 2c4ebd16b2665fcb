// Whoever waits for a peer waits until the deadline and no longer.
#include "base/dialogue.h"

#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>

namespace mailstead::base {
namespace {

using std::chrono::milliseconds;

deadline in(milliseconds time) { return std::chrono::steady_clock::now() + time; }

class dialogue : public testing::Test {
protected:
    dialogue() {
        char name[] = "/tmp/dialogue-XXXXXX";
        directory_ = mkdtemp(name);
        path_ = directory_ + "/socket";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path_.data(), path_.size());
        server_ = unique_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(server_.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(server_.get(), 0), 0);
    }
    ~dialogue() override {
        ::unlink(path_.c_str());
        ::rmdir(directory_.c_str());
    }
    unique_fd taken() const { return unique_fd(::accept(server_.get(), nullptr, nullptr)); }

    std::string directory_, path_;
    unique_fd server_;
};

TEST_F(dialogue, all_is_sent_and_received) {
    auto const ours = connect_to(path_, in(milliseconds(5000)));
    ASSERT_TRUE(ours);
    auto theirs = taken();
    std::string const much(1'000'000, 'x');
    std::size_t seen = 0;
    std::thread reader([&] {
        std::array<char, 4096> piece;
        while (seen < much.size()) {
            auto const n = ::read(theirs.get(), piece.data(), piece.size());
            if (n <= 0) break;
            seen += static_cast<std::size_t>(n);
        }
        EXPECT_EQ(::write(theirs.get(), "done", 4), 4);
        theirs.reset();
    });
    EXPECT_TRUE(send_all(ours->get(), much, in(milliseconds(5000))));
    std::array<char, 16> space;
    EXPECT_EQ(receive_some(ours->get(), space, in(milliseconds(5000))).value(), 4u);
    EXPECT_EQ(receive_some(ours->get(), space, in(milliseconds(5000))).value(), 0u) << "closed";
    reader.join();
    EXPECT_EQ(seen, much.size());
}

TEST_F(dialogue, a_silent_peer_is_waited_for_until_the_deadline) {
    auto const ours = connect_to(path_, in(milliseconds(5000)));
    auto const theirs = taken();
    auto const began = std::chrono::steady_clock::now();
    std::array<char, 16> space;
    EXPECT_EQ(receive_some(ours->get(), space, in(milliseconds(60))).error(), from_errno(ETIMEDOUT));
    EXPECT_EQ(send_all(ours->get(), std::string(10'000'000, 'x'), in(milliseconds(60))).error(), from_errno(ETIMEDOUT));
    EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(120));
}

TEST_F(dialogue, a_full_backlog_is_waited_for) {
    std::vector<unique_fd> waiting;
    for (;;) {
        auto one = connect_to(path_, in(milliseconds(30)));
        if (!one) {
            EXPECT_EQ(one.error(), from_errno(ETIMEDOUT));
            break;
        }
        waiting.push_back(std::move(*one));
        ASSERT_LT(waiting.size(), 100u);
    }
    std::thread server([this] {
        std::this_thread::sleep_for(milliseconds(50));
        (void)taken();
    });
    EXPECT_TRUE(connect_to(path_, in(milliseconds(5000))));
    server.join();
}

TEST_F(dialogue, trouble_has_a_name) {
    EXPECT_EQ(connect_to(path_ + "x", in(milliseconds(5000))).error(), from_errno(ENOENT));
    EXPECT_EQ(connect_to(std::string(200, 'x'), in(milliseconds(5000))).error(), from_errno(ENAMETOOLONG));
    auto const ours = connect_to(path_, in(milliseconds(5000)));
    taken().reset();
    std::array<char, 16> space;
    EXPECT_EQ(receive_some(ours->get(), space, in(milliseconds(5000))).value(), 0u);
    EXPECT_EQ(send_all(ours->get(), "x", in(milliseconds(5000))).error(), from_errno(EPIPE));
}

}  // namespace
}  // namespace mailstead::base

// DEFLATE over a stream: whatever goes in comes out, however it is cut; a read never gives more than it was asked for.
#include "net/compressed_stream.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <random>

#include "tests/lib/deflate.h"
#include "tests/lib/fake_clock.h"
#include "tests/lib/mem_stream.h"

namespace mailstead::net {
namespace {

struct compressed : testing::Test {
    boost::asio::io_context context;
    test::fake_clock clock;
    test::mem_stream wire{context.get_executor(), clock, {}, {}};
    std::unique_ptr<stream> over = make_compressed(wire);
    test::deflate_codec client;

    template <class Work>
    void run(Work work) {
        auto const rethrow = [](std::exception_ptr error) { if (error) std::rethrow_exception(error); };
        boost::asio::co_spawn(context, work(), rethrow);
        context.restart();
        context.run();
    }
    std::string read_all(std::size_t limit, std::size_t& largest, base::error_code& end) {
        std::string out;
        run([&]() -> task<void> {
            for (;;) {
                auto const got = co_await over->read_some(limit, std::chrono::seconds(1));
                if (!got) {
                    end = got.error();
                    co_return;
                }
                largest = std::max(largest, got->size());
                out += *got;
            }
        });
        return out;
    }
};

TEST_F(compressed, what_is_written_can_be_read_at_once) {
    std::string const line = "* 5 FETCH (FLAGS (\\Seen))\r\n";
    std::string plain;
    for (int i = 0; i < 1000; ++i) {
        run([&]() -> task<void> { (void)co_await over->write(line, std::chrono::seconds(1)); });
        client.expand(wire.output(), plain);
        ASSERT_EQ(plain, line) << i;
        plain.clear();
        EXPECT_LT(wire.output().size(), i < 2 ? 60u : 20u);
        wire.output().clear();
    }
}

TEST_F(compressed, random_bytes_survive_both_ways) {
    std::mt19937 random(7);
    std::string text(500'000, '\0');
    for (char& c : text) c = static_cast<char>(random());
    run([&]() -> task<void> { (void)co_await over->write(text, std::chrono::seconds(1)); });
    std::string plain;
    client.expand(wire.output(), plain);
    EXPECT_TRUE(plain == text);

    auto const sent = client.compressed(text) + client.compressed("end");
    for (std::size_t at = 0; at < sent.size(); at += 4999) wire.push(sent.substr(at, 4999));
    wire.hang_up();
    std::size_t largest = 0;
    base::error_code end;
    EXPECT_TRUE(read_all(64 * 1024, largest, end) == text + "end");
    EXPECT_EQ(end, make_error_code(errc::closed));
}

TEST_F(compressed, a_small_input_is_not_expanded_beyond_the_limit) {
    wire.push(client.compressed(std::string(10'000'000, 'x')));
    wire.hang_up();
    std::size_t largest = 0;
    base::error_code end;
    EXPECT_EQ(read_all(1000, largest, end).size(), 10'000'000u);
    EXPECT_LE(largest, 1000u);
}

TEST_F(compressed, what_is_no_deflate_ends_the_stream) {
    wire.push("a NOOP\r\n");
    std::size_t largest = 0;
    base::error_code end;
    EXPECT_EQ(read_all(1000, largest, end), "");
    EXPECT_EQ(end, make_error_code(errc::closed));
}

TEST_F(compressed, what_came_before_the_end_of_the_data_is_read) {
    // A stored block, the last one, with "a LOGOUT" and CRLF. The peer keeps the connection open.
    std::string const last("\x01\x0a\x00\xf5\xff" "a LOGOUT\r\n", 15);
    wire.push(last);
    std::size_t largest = 0;
    base::error_code end;
    EXPECT_EQ(read_all(1000, largest, end), "a LOGOUT\r\n");
    EXPECT_EQ(end, make_error_code(errc::closed));
}

TEST_F(compressed, what_came_before_the_damage_is_read) {
    wire.push(client.compressed("a NOOP\r\n") + "\xff\xff\xff\xff");
    std::size_t largest = 0;
    base::error_code end;
    EXPECT_EQ(read_all(1000, largest, end), "a NOOP\r\n");
    EXPECT_EQ(end, make_error_code(errc::closed));
}

}  // namespace
}  // namespace mailstead::net

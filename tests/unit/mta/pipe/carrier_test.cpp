// The carrier before a program runs.
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "mta/pipe/carrier.h"
#include "net/listener.h"
#include "net/session_set.h"
#include "tests/lib/loop.h"
#include "tests/unit/mta/queue/room.h"

namespace mailstead::mta::pipe {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class no_others final : public queue::carrier_source {
public:
    std::unique_ptr<queue::carrier> open(route::target const&) override { return nullptr; }
};

net::task<void> pause(net::executor where, milliseconds time) {
    boost::asio::steady_timer timer(where, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

lmtp::transaction one_letter() {
    lmtp::transaction out;
    out.sender = "s@x.test";
    out.recipients.emplace_back().address = "a@x.test";
    std::vector<std::string> pieces;
    pieces.emplace_back("Subject: x\r\n\r\nhi\r\n");
    out.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    return out;
}

// The message is still being copied when the server stops: then the role exec must not be asked, for nobody is left who would
// end the program.
TEST(pipe_carrier, begins_no_program_after_its_stop) {
    queue::test::temporary_directory where;
    std::promise<void> go;
    auto body = [&](net::executor home) -> net::task<void> {
        auto const path = where.path() + "/exec";
        std::size_t asked = 0;
        auto bound = net::listen_unix(path, 0600);
        if (!bound) throw std::runtime_error("listen");
        std::vector<base::unique_fd> held;    // an exec role whose program runs for ever
        auto on_accept = [&](base::unique_fd fd) {
            ++asked;
            held.push_back(std::move(fd));
        };
        net::listener exec(home, std::move(*bound), on_accept);
        net::disk_pool files(1, seconds(10));
        no_others others;
        carriers all(home, path, others, files);
        services rows;
        rows["p"].row.user = "nobody";
        rows["p"].row.argv.emplace_back("/bin/true");
        all.use(std::move(rows));
        route::target to;
        to.kind = route::target::way::pipe;
        to.transport = "p";
        auto const one = all.open(to);

        net::session_set fibres(home);
        auto busy = [&]() -> net::task<void> {    // the pool's one thread
            auto work = [waits = go.get_future().share()]() -> base::result<void> {
                waits.wait();
                return {};
            };
            auto const done = co_await net::blocking(files, work);
            EXPECT_TRUE(done);
        };
        bool ended = false;
        auto send = [&]() -> net::task<void> {
            auto const result = co_await one->deliver(one_letter());
            EXPECT_NE(result.recipients.at(0).what, lmtp::fate::replied);
            ended = true;
        };
        fibres.run("test", busy());
        fibres.run("test", send());
        co_await pause(home, milliseconds(20));
        co_await one->stop(milliseconds(0));
        go.set_value();
        for (int i = 0; i < 400 && !ended; ++i) co_await pause(home, milliseconds(5));
        EXPECT_TRUE(ended);
        EXPECT_EQ(asked, 0u);
        held.clear();
        co_await fibres.stop(seconds(5));
    };
    mailstead::test::run(body);
}

}  // namespace
}  // namespace mailstead::mta::pipe

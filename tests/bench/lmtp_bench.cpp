// The LMTP hop alone: client and server each on a thread of this process, a Unix socket between them, a store that
// answers at once. Prints transactions per second and CPU per transaction; arguments: [transactions] [bytes] [senders].
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "base/ascii.h"
#include "lmtp/client.h"
#include "lmtp/session.h"
#include "net/listener.h"
#include "net/socket_stream.h"

namespace {

using namespace mailstead;

class instant_store final : public store::depositor {
public:
    void deposit(store::delivery what, answer done) override {
        bytes += what.text->front().size();
        done(store::outcome::stored);
    }
    std::uint64_t bytes = 0;
};

class anybody final : public lmtp::users {
public:
    net::task<net::result<std::optional<mda::plan>>> plan_for(mda::recipient whom, std::string, rules) override {
        store::owner who;
        who.account = std::move(whom.address);
        who.location = "/mail/box/";
        std::optional<mda::plan> out(mda::plan_for_virtual(std::move(who)));
        co_return out;
    }
};

struct load {
    std::uint64_t left = 0;
    std::uint64_t good = 0;
    std::uint64_t next = 0;
    store::shared_text text;
};

net::task<void> send(lmtp::client& through, load& work) {
    while (work.left > 0) {
        --work.left;
        lmtp::transaction one;
        one.sender = "sender@example.net";
        one.text = work.text;
        one.recipients.resize(1);
        one.recipients[0].address = "recipient@example.org";
        one.recipients[0].id.message = ++work.next;
        auto const result = co_await through.deliver(std::move(one));
        work.good += result.recipients[0].code == 250;
    }
}

double seconds_of(clockid_t which) {
    timespec now{};
    ::clock_gettime(which, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void serve(boost::asio::io_context& loop, std::string const& path, double& cpu) {
    instant_store store;
    anybody users;
    mda::id_source ids;
    net::session_set sessions(loop.get_executor());
    lmtp::server_settings settings;
    settings.trusted_uids.push_back(::getuid());
    auto const with = std::make_shared<lmtp::services>(lmtp::services{settings, store, users, ids, sessions, nullptr, nullptr, {}});
    auto const service = std::make_shared<net::session_set::service>();
    service->kind = "lmtpd";
    service->what = [with](net::stream& wire) -> net::task<void> {
        lmtp::session one(wire, with);
        co_await one.run();
    };
    auto accept = [&](base::unique_fd fd) { sessions.serve(net::make_stream(loop.get_executor(), std::move(fd)), service); };
    net::listener const listener(loop.get_executor(), std::move(*net::listen_unix(path, 0600)), accept);
    loop.run();
    cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

std::uint64_t argument(int argc, char** argv, int index, std::uint64_t otherwise) {
    if (index >= argc) return otherwise;
    return base::number<std::uint64_t>(argv[index]).value_or(otherwise);
}

}  // namespace

int main(int argc, char** argv) {
    load work;
    work.left = argument(argc, argv, 1, 300000);
    auto const count = work.left;
    std::vector<std::string> pieces(1, "Subject: x\r\n\r\n" + std::string(argument(argc, argv, 2, 4096), 'x') + "\r\n");
    work.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
    auto const senders = argument(argc, argv, 3, 128);

    std::string const path = "/tmp/lmtp-bench-" + std::to_string(::getpid());
    boost::asio::io_context server_loop(1), loop(1);
    auto guard = boost::asio::make_work_guard(server_loop);
    double server_cpu = 0;
    std::thread server([&] { serve(server_loop, path, server_cpu); });
    while (::access(path.c_str(), F_OK) != 0) ::usleep(1000);

    lmtp::client_settings wanted;
    wanted.path = path;
    lmtp::client client(loop.get_executor(), wanted);
    net::session_set fibres(loop.get_executor());
    auto const begin = seconds_of(CLOCK_MONOTONIC);
    auto const cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (std::uint64_t i = 0; i < senders; ++i) fibres.run("bench", send(client, work));
    while (work.good < count && loop.run_one() > 0) {}
    auto const wall = seconds_of(CLOCK_MONOTONIC) - begin;
    auto const client_cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu;
    fibres.run("bench", client.stop(std::chrono::milliseconds(1000)));
    loop.run();
    guard.reset();
    server_loop.stop();
    server.join();
    ::unlink(path.c_str());
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto const n = static_cast<double>(count);
    std::printf("lmtp hop: %llu transactions, %.0f/s; CPU per transaction: client %.2f us, server %.2f us, both with start %.2f us\n",
                static_cast<unsigned long long>(work.good), n / wall, client_cpu / n * 1e6, server_cpu / n * 1e6,
                (static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6) / n * 1e6);
    return work.good == count ? 0 : 1;
}

// How fast the queue takes mail and gives it up again: N messages of 4 KB from some coroutines, each put durably and
// then removed as a delivery would. Prints messages per second, commits and syncs.
//   queue_bench [messages] [coroutines] [bytes] [directory]
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "mta/queue/moves.h"
#include "mta/queue/storage.h"

namespace {

using namespace mailstead;
using namespace mailstead::mta;

// Removes what arrives, as the scheduler does after a delivery.
class remover final : public queue::writer::receiver {
public:
    remover(queue::storage& store, queue::home& where) : store_(store), where_(where) {}
    void arrived(std::vector<std::unique_ptr<queue::message>> fresh) noexcept override {
        for (auto& one : fresh) {
            auto done = [this](queue::end_of_attempt& job, base::error_code) {
                store_.segments().release(job.whose().extents);
                ++removed;
            };
            auto job = std::make_unique<queue::end_of_attempt>(std::move(one), done);
            store_.writer().submit(std::move(job), where_, queue::writer::urgency::lazy);
        }
    }
    std::uint64_t removed = 0;

private:
    queue::storage& store_;
    queue::home& where_;
};

net::task<void> feed(queue::intake& door, std::string const& text, std::uint64_t count, std::uint64_t& taken) {
    for (std::uint64_t i = 0; i < count; ++i) {
        auto spool = door.begin();
        if (!spool) co_return;
        for (std::size_t at = 0; at < text.size(); at += 65536) {
            auto const added = co_await (*spool)->append(text.substr(at, 65536));
            if (!added) co_return;
        }
        envelope what;
        what.sender = "sender@example.org";
        recipient whom;
        whom.address = whom.original = "someone@example.com";
        what.recipients.push_back(whom);
        what.protocol = "ESMTP";
        auto const done = co_await (*spool)->commit(std::move(what));
        if (done) ++taken;
    }
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const seconds = [](timeval t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t const messages = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20000;
    std::uint64_t const coroutines = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10;
    std::size_t const bytes = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 4096;
    std::string const parent = argc > 4 ? argv[4] : std::filesystem::temp_directory_path().string();
    auto const directory = parent + "/queue_bench." + std::to_string(::getpid());

    queue::settings wanted;
    wanted.directory = directory;
    auto store = queue::storage::open(wanted, base::system_clock());
    if (!store) return std::fprintf(stderr, "%s\n", store.error().message().c_str()), 1;
    boost::asio::io_context context(1);
    queue::home where(context.get_executor());
    net::disk_pool disk(2, std::chrono::seconds(30));
    remover away(**store, where);
    (*store)->writer().deliver_to(&away, &where);
    auto door = queue::make_intake(**store, where, disk);
    std::string const text(bytes, 'x');

    auto const start = std::chrono::steady_clock::now();
    double const cpu = cpu_seconds();
    std::uint64_t taken = 0;
    for (std::uint64_t i = 0; i < coroutines; ++i) {
        auto const share = messages / coroutines;
        boost::asio::co_spawn(context, feed(*door, text, share, taken), boost::asio::detached);
    }
    context.run();
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - start;
    double const used = cpu_seconds() - cpu;
    auto const did = (*store)->writer().counted();
    (*store)->stop();
    auto const n = static_cast<double>(taken);
    std::printf("%llu messages of %zu bytes, %llu at once: %.0f/s, %.3f ms CPU each, %.3f syncs each (%llu commits, %llu checkpoints)\n",
                static_cast<unsigned long long>(taken), bytes, static_cast<unsigned long long>(coroutines), n / took.count(),
                1000 * used / n, static_cast<double>(did.syncs) / n, static_cast<unsigned long long>(did.commits),
                static_cast<unsigned long long>(did.checkpoints));
    store->reset();
    std::filesystem::remove_all(directory);
    return taken == messages / coroutines * coroutines ? 0 : 1;
}

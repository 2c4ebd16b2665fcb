// Deliveries per second into Maildirs: so many outstanding at once, so many mailboxes. Fresh directories each time,
// since ext4 creates files slowly where many were deleted (docs: the design's trap). One line per case.
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "maildir/account.h"
#include "maildir/depositor.h"
#include "maildir/service.h"

namespace {

using namespace mailstead;

struct load {
    unsigned outstanding;
    unsigned mailboxes;
    unsigned total;
    maildir::sync_mode mode;
    unsigned threads;
};

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const seconds = [](timeval t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

store::shared_text four_kilobytes() {
    std::string text = "From: a@example.org\r\nTo: b@example.org\r\nSubject: bench\r\n\r\n";
    while (text.size() < 4096 - 66) text += "sixty-four octets of text that mean nothing, with their line end\r\n";
    return std::make_shared<std::vector<std::string> const>(1, std::move(text));
}

class run {
public:
    run(load const& of, std::string const& root) : of_(of), root_(root), text_(four_kilobytes()) {}

    void go() {
        maildir::settings how;
        how.index.directory = root_ + "/index";
        how.sync = of_.mode;
        how.deposit_threads = of_.threads;
        maildir::service with(how);
        maildir::depositor to(with);
        warm(to);
        auto const cpu = cpu_seconds();
        auto const began = std::chrono::steady_clock::now();
        for (unsigned i = 0; i < of_.total; ++i) put(to, i % of_.mailboxes);
        wait_for(0);
        std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
        static char const* const modes[] = {"auto", "fsync", "syncfs"};
        std::printf("%-6s %u thr %3u outstanding %3u mailboxes: %7.0f/s  %.3f ms CPU each  %u failed\n",
                    modes[static_cast<int>(of_.mode)], of_.threads, of_.outstanding, of_.mailboxes,
                    of_.total / took.count(), (cpu_seconds() - cpu) * 1e3 / of_.total, failed_);
        std::fflush(stdout);
    }

private:
    void warm(store::depositor& to) {
        for (unsigned box = 0; box < of_.mailboxes; ++box) put(to, box);
        wait_for(0);
    }

    void put(store::depositor& to, unsigned box) {
        store::delivery what;
        what.who = {"user" + std::to_string(box), root_ + "/m" + std::to_string(box) + "/", ::geteuid(), ::getegid(),
                    ""};
        what.id = {1, ++number_, 0, 0};
        what.headers = "Return-Path: <a@example.org>\r\nDelivered-To: b@example.org\r\n";
        what.text = text_;
        what.arrival = 1700000000;
        wait_for(of_.outstanding - 1);
        {
            std::lock_guard const hold(lock_);
            ++open_;
        }
        to.deposit(std::move(what), [this](store::result<store::outcome> got) {
            std::lock_guard const hold(lock_);
            failed_ += !got;
            --open_;
            wake_.notify_one();
        });
    }

    void wait_for(unsigned most) {
        std::unique_lock hold(lock_);
        wake_.wait(hold, [&] { return open_ <= most; });
    }

    load const of_;
    std::string const root_;
    store::shared_text const text_;
    std::uint64_t number_ = 0;
    std::mutex lock_;
    std::condition_variable wake_;
    unsigned open_ = 0, failed_ = 0;
};

// How long after the depositor's answer an open mailbox shows the message: what an IDLE client waits for.
class bell final : public store::listener {
public:
    void changed() noexcept override {
        std::lock_guard const hold(lock_);
        rung_ = std::chrono::steady_clock::now();
        wake_.notify_one();
    }
    std::chrono::steady_clock::time_point wait() {
        std::unique_lock hold(lock_);
        wake_.wait(hold, [&] { return rung_.has_value(); });
        return *std::exchange(rung_, std::nullopt);
    }

private:
    std::mutex lock_;
    std::condition_variable wake_;
    std::optional<std::chrono::steady_clock::time_point> rung_;
};

void measure_push(std::string const& root) {
    maildir::settings how;
    how.index.directory = root + "/index";
    maildir::service with(how);
    maildir::depositor to(with);
    store::owner const who{"user", root + "/m/", ::geteuid(), ::getegid(), ""};
    auto const box = maildir::opener(with).open(who).value()->open("INBOX").value();
    bell heard;
    box->listen(heard);
    std::vector<double> waits;
    auto const text = four_kilobytes();
    for (std::uint64_t i = 1; i <= 500; ++i) {
        std::mutex lock;
        std::condition_variable wake;
        std::optional<std::chrono::steady_clock::time_point> answered;
        store::delivery what{who, {1, i, 0, 0}, false, "Return-Path: <>\r\n", text, 1700000000};
        to.deposit(std::move(what), [&](store::result<store::outcome>) {
            std::lock_guard const hold(lock);
            answered = std::chrono::steady_clock::now();
            wake.notify_one();
        });
        std::unique_lock hold(lock);
        wake.wait(hold, [&] { return answered.has_value(); });
        std::chrono::duration<double, std::milli> const wait = heard.wait() - *answered;
        waits.push_back(wait.count());
    }
    box->unlisten(heard);
    std::sort(waits.begin(), waits.end());
    std::printf("push to an open mailbox after the answer: p50 %.3f ms, p99 %.3f ms\n", waits[250], waits[495]);
}

int run_push(std::string const& base) {
    auto name = base + "/mailstead-bench-XXXXXX";
    if (!::mkdtemp(name.data())) return 1;
    measure_push(name);
    std::filesystem::remove_all(name);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    std::string const base = count > 1 ? words[1] : std::filesystem::temp_directory_path().string();
    bool const all = count > 2 && std::string(words[2]) == "all";
    if (run_push(base) != 0) return 1;
    using maildir::sync_mode;
    for (auto const mode : {sync_mode::automatic, sync_mode::fsync, sync_mode::syncfs})
        for (unsigned const threads : {1u, 2u})
            for (unsigned const boxes : {100u, 1u})
                for (unsigned const outstanding : {1u, 10u, 50u, 200u}) {
                    if (!all && (mode != sync_mode::automatic || threads != 2)) continue;
                    auto name = base + "/mailstead-bench-XXXXXX";
                    if (!::mkdtemp(name.data())) return 1;
                    run({outstanding, boxes, outstanding == 1 ? 4000u : 20000u, mode, threads}, name).go();
                    std::filesystem::remove_all(name);
                }
}

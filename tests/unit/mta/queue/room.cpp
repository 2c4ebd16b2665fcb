// A queue in a temporary directory, for the tests of mta/queue.
#include "tests/unit/mta/queue/room.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailstead::mta::queue::test {

temporary_directory::temporary_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "queue_test.XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path_ = name;
}
temporary_directory::~temporary_directory() { std::filesystem::remove_all(path_); }

settings small_settings(std::string const& directory) {
    settings out;
    out.directory = directory;
    out.wal_bytes = 0;
    out.retry.minimal_backoff = milliseconds(50);
    out.retry.maximal_backoff = milliseconds(100);
    out.retry.run_delay = milliseconds(5);
    out.hostname = "mail.example.org";
    return out;
}

std::unique_ptr<storage> open(settings const& wanted) {
    auto opened = storage::open(wanted, base::system_clock());
    if (!opened) throw std::runtime_error(opened.error().message());
    return std::move(*opened);
}

envelope letter(std::string sender, std::vector<std::string> const& to) {
    envelope out;
    out.sender = std::move(sender);
    for (auto const& address : to) {
        recipient one;
        one.address = one.original = address;
        out.recipients.push_back(one);
    }
    return out;
}

net::task<result<std::string>> put(intake& door, std::string text, envelope what) {
    auto spool = door.begin();
    if (!spool) co_return spool.error();
    for (std::size_t at = 0; at < text.size(); at += 40000) {
        auto const added = co_await (*spool)->append(text.substr(at, 40000));
        if (!added) co_return added.error();
    }
    auto const done = co_await (*spool)->commit(std::move(what));
    if (!done) co_return done.error();
    co_return (*spool)->id();
}

net::task<void> pause(net::executor where, milliseconds time) {
    boost::asio::steady_timer timer(where, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

net::task<bool> until(net::executor where, std::function<bool()> true_at_last) {
    for (int i = 0; i < 2000; ++i) {
        if (true_at_last()) co_return true;
        co_await pause(where, milliseconds(2));
    }
    co_return false;
}

net::task<std::vector<stored_message>> rows(storage& from, home& where) {
    std::vector<stored_message> out;
    auto work = [&out](store_db& db) -> result<void> {
        auto got = db.page(0, 100000);
        if (!got) return got.error();
        out = std::move(*got);
        return {};
    };
    awaited_change reading(job::kind::read, work);
    auto const failed = co_await perform(from.writer(), where, reading);
    if (failed) throw std::runtime_error(failed.message());
    co_return out;
}

}  // namespace mailstead::mta::queue::test

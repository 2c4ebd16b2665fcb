// One mbox of a gigabyte, or what the first argument says (bytes), in the directory that the second names: how fast it is
// scanned from the page cache, what the first and a later opening take, and what a delivery does. Removed afterwards.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <random>

#include "base/fs.h"
#include "mbox/account.h"
#include "mbox/depositor.h"
#include "mbox/scan.h"
#include "mbox/service.h"

namespace {

using namespace mailstead;
using clock_type = std::chrono::steady_clock;

double since(clock_type::time_point began) { return std::chrono::duration<double>(clock_type::now() - began).count(); }

// Mostly small messages with the headers mail has, some with base64 as long as pictures are.
std::string message(std::mt19937& random, unsigned number) {
    std::string out = "From sender@example.org  Fri Nov 27 03:24:00 2026\nReturn-Path: <sender@example.org>\n";
    auto const id = std::to_string(number);
    for (unsigned i = 0; i < 2 + random() % 5; ++i)
        out += "Received: from relay" + std::to_string(i) + ".example.org (relay.example.org [192.0.2.7])\n\tby mx.example.org with ESMTPS id " +
               id + "\n\tfor <user@example.org>; Fri, 27 Nov 2026 03:23:59 +0000\n";
    out += "Date: Fri, 27 Nov 2026 03:23:58 +0000\nMessage-ID: <" + id + "@example.org>\nFrom: Sender <sender@example.org>\n"
           "To: User <user@example.org>\nSubject: message " + id + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n";
    auto const kind = random() % 20;
    std::size_t const body = kind == 0 ? 200'000 + random() % 1'000'000 : kind < 5 ? 10'000 + random() % 40'000 : 300 + random() % 6000;
    while (body > 0 && out.size() < body)
        out += kind == 0 ? std::string(76, static_cast<char>('A' + random() % 26)) + '\n' : std::string(random() % 80, 'x') + '\n';
    return out + '\n';
}

unsigned make(std::string const& path, std::uint64_t size) {
    std::mt19937 random(1);
    auto& files = base::system_files();
    auto const fd = files.open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600).value();
    std::string piece;
    unsigned count = 0;
    for (std::uint64_t written = 0; written < size; piece.clear()) {
        while (piece.size() < 1'000'000) piece += message(random, count++);
        if (!files.write_all(fd.get(), piece)) std::abort();
        written += piece.size();
    }
    return count;
}

void scan(std::string const& path, unsigned expected) {
    auto& files = base::system_files();
    auto const fd = files.open(AT_FDCWD, path, O_RDONLY).value();
    auto const size = static_cast<std::uint64_t>(files.status(fd.get()).value().st_size);
    for (int round = 0; round < 3; ++round) {
        auto const began = clock_type::now();
        auto const found = mbox::scan_file(files, fd.get(), 0, size).value();
        auto const took = since(began);
        std::printf("scan: %zu of %u messages, %.2f GB in %.3f s: %.2f GB/s, %.2f us each\n", found.messages.size(), expected,
                    static_cast<double>(size) / 1e9, took, static_cast<double>(size) / 1e9 / took,
                    took * 1e6 / static_cast<double>(found.messages.size()));
    }
}

double deliver(mbox::depositor& to, store::owner const& who, unsigned number) {
    store::delivery what;
    what.who = who;
    what.id = {1, number, 0, 0};
    what.headers = "Return-Path: <a@b>\r\n";
    what.text = std::make_shared<std::vector<std::string> const>(1, "Subject: x\r\n\r\n" + std::string(4000, 'x') + "\r\n");
    std::promise<bool> done;
    auto const began = clock_type::now();
    to.deposit(what, [&](store::result<store::outcome> got) { done.set_value(got.has_value()); });
    if (!done.get_future().get()) std::abort();
    return since(began);
}

void use(std::string const& root, std::string const& path) {
    store::owner const who{"bench@example.org", path, ::geteuid(), ::getegid(), ""};
    mbox::settings how;
    how.index.directory = root + "/index";
    for (int round = 0; round < 3; ++round) {
        mbox::service with(how);
        auto const began = clock_type::now();
        auto const box = mbox::opener(with).open(who).value()->open("INBOX").value();
        std::printf("opening %d: %zu messages in %.3f s\n", round + 1, box->now()->size(), since(began));
    }
    mbox::service with(how);
    mbox::depositor to(with);
    double least = 1e9, sum = 0;
    for (unsigned i = 0; i < 50; ++i) {
        auto const took = deliver(to, who, i + 1);
        least = std::min(least, took), sum += took;
    }
    std::printf("delivery: %.2f ms, at best %.2f ms\n", sum / 50 * 1e3, least * 1e3);
}

}  // namespace

int main(int count, char** words) {
    std::uint64_t const size = count > 1 ? std::strtoull(words[1], nullptr, 10) : 1'000'000'000;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);    // for those who trace it
    auto root = std::string(count > 2 ? words[2] : "/var/tmp") + "/mailstead-bench-XXXXXX";
    if (!::mkdtemp(root.data())) return 1;
    auto const messages = make(root + "/box", size);
    scan(root + "/box", messages);
    use(root, root + "/box");
    std::filesystem::remove_all(root);
}

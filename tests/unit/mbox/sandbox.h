// A service over a fresh directory, for the tests of this room.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "mbox/account.h"
#include "mbox/depositor.h"
#include "mbox/service.h"

namespace mailstead::mbox {

struct sandbox : testing::Test {
    std::filesystem::path root = make_root();
    mbox::settings how = settings_for(root);
    std::unique_ptr<service> with = std::make_unique<service>(how);
    store::owner who{"alice@example.org", (root / "alice").string(), ::geteuid(), ::getegid(), ""};

    ~sandbox() override {
        with.reset();
        std::filesystem::remove_all(root);
    }

    static std::filesystem::path make_root() {
        // In memory where possible: the index syncs for real, and these tests are not about the disk's speed.
        std::filesystem::path const memory = "/dev/shm";
        auto const parent = ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
        auto name = (parent / "mailstead-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        return name;
    }
    static mbox::settings settings_for(std::filesystem::path const& at) {
        mbox::settings out;
        out.index.directory = (at / "index").string();
        out.look_every = {};
        out.virtual_.lock.attempts = 3;
        out.virtual_.lock.delay = std::chrono::milliseconds(10);
        return out;
    }

    // The same disk seen by a new process.
    void restart() {
        with.reset();
        with = std::make_unique<service>(how);
    }
    std::shared_ptr<store::account> account() { return opener(*with).open(who).value(); }
    std::shared_ptr<store::mailbox> inbox() { return account()->open("INBOX").value(); }
    std::string read() const {
        std::ifstream in(who.location, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(std::string_view text) const { std::ofstream(who.location, std::ios::binary) << text; }
    void add(std::string_view text) const { std::ofstream(who.location, std::ios::binary | std::ios::app) << text; }
    static std::string mail_text(std::string const& subject, std::string const& marks = "") {
        return "From a@b  Mon Jul  5 23:46:19 1999\nSubject: " + subject + "\n" + marks + "\nbody of " + subject +
               "\n\n";
    }
    // The subjects of the view, in uid order.
    std::vector<std::string> subjects(store::mailbox& box) {
        std::vector<std::string> out;
        auto const view = box.refresh();
        EXPECT_TRUE(view) << view.error().message();
        for (std::size_t i = 0; view && i < (*view)->size(); ++i) {
            auto const text = text_of(box, (**view)[i].uid);
            auto const at = text.find("Subject: ");
            out.push_back(at == text.npos ? text : text.substr(at + 9, text.find('\n', at) - at - 9));
        }
        return out;
    }

    std::uint32_t append(store::mailbox& to, std::string_view text, std::uint32_t flags = 0,
                         std::vector<std::string> keywords = {}) {
        std::vector<store::new_message> one(1);
        one[0].text = to.begin().value();
        EXPECT_TRUE(one[0].text->append(text));
        one[0].flags = flags;
        one[0].keywords = std::move(keywords);
        one[0].internal_date = 1234567890;
        return to.append(std::move(one)).value().uids.front();
    }

    std::string text_of(store::mailbox& in, std::uint32_t uid) {
        auto const from = in.open(uid);
        if (!from) return "(" + from.error().message() + ")";
        std::string out((*from)->size(), '\0');
        EXPECT_EQ((*from)->read_at(out, 0).value(), out.size());
        return out;
    }

    store::delivery mail(std::uint64_t number, std::string text = "Subject: x\r\n\r\nhello\r\n") {
        store::delivery out;
        out.who = who;
        out.id = {1, number, 0, 0};
        out.headers = "Return-Path: <>\r\n";
        out.text = std::make_shared<std::vector<std::string> const>(1, std::move(text));
        out.arrival = 1700000000;
        return out;
    }
    static result<store::outcome> wait_for(store::depositor& to, store::delivery what) {
        std::mutex lock;
        std::condition_variable wake;
        std::optional<result<store::outcome>> out;
        to.deposit(std::move(what), [&](result<store::outcome> got) {
            std::lock_guard const hold(lock);
            out = std::move(got);
            wake.notify_one();
        });
        std::unique_lock hold(lock);
        wake.wait(hold, [&] { return out.has_value(); });
        return *out;
    }
};

struct bell final : store::listener {
    std::mutex lock;
    std::condition_variable wake;
    int rung = 0;
    void changed() noexcept override {
        std::lock_guard const hold(lock);
        ++rung;
        wake.notify_all();
    }
    bool wait(int times, std::chrono::milliseconds patience = std::chrono::seconds(5)) {
        std::unique_lock hold(lock);
        return wake.wait_for(hold, patience, [&] { return rung >= times; });
    }
};

}  // namespace mailstead::mbox

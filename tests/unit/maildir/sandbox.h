// A service over a fresh directory, for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "maildir/service.h"
#include "store/account.h"
#include "store/deposit.h"

namespace mailstead::maildir {

struct sandbox : testing::Test {
    std::filesystem::path root;
    maildir::settings how;
    std::unique_ptr<service> with;
    store::owner who;

    sandbox();
    ~sandbox() override;

    static std::filesystem::path make_root();
    static maildir::settings settings_for(std::filesystem::path const& at);

    // The same disk seen by a new process.
    void restart();
    std::shared_ptr<store::account> account();
    std::shared_ptr<store::mailbox> inbox();
    std::filesystem::path maildir() const;

    std::uint32_t append(store::mailbox& to, std::string_view text, std::uint32_t flags = 0,
                         std::vector<std::string> keywords = {});
    std::string text_of(store::mailbox& in, std::uint32_t uid);

    std::vector<std::string> files_in(std::filesystem::path const& dir);
    void put_file(std::filesystem::path const& at, std::string const& text);

    store::delivery mail(std::uint64_t number, std::string text = "Subject: x\r\n\r\nhello\r\n");
    static result<store::outcome> wait_for(store::depositor& to, store::delivery what);
};

struct bell final : store::listener {
    std::mutex lock;
    std::condition_variable wake;
    int rung = 0;
    void changed() noexcept override;
    bool wait(int times, std::chrono::milliseconds patience = std::chrono::seconds(5));
};

}  // namespace mailstead::maildir

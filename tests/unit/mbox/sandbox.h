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

#include "mbox/service.h"
#include "store/account.h"
#include "store/deposit.h"

namespace mailstead::mbox {

struct sandbox : testing::Test {
    std::filesystem::path root;
    mbox::settings how;
    std::unique_ptr<service> with;
    store::owner who;

    sandbox();
    ~sandbox() override;

    static std::filesystem::path make_root();
    static mbox::settings settings_for(std::filesystem::path const& at);

    // The same disk seen by a new process.
    void restart();
    std::shared_ptr<store::account> account();
    std::shared_ptr<store::mailbox> inbox();
    std::string read() const;
    void write(std::string_view text) const;
    void add(std::string_view text) const;
    static std::string mail_text(std::string const& subject, std::string const& marks = "");
    // The subjects of the view, in uid order.
    std::vector<std::string> subjects(store::mailbox& box);

    std::uint32_t append(store::mailbox& to, std::string_view text, std::uint32_t flags = 0,
                         std::vector<std::string> keywords = {});
    std::string text_of(store::mailbox& in, std::uint32_t uid);

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

}  // namespace mailstead::mbox

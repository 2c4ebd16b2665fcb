// Passwords that PAM checks, for users of the system and whoever else its modules know.
#pragma once

#include <condition_variable>
#include <mutex>

#include "auth/backend.h"
#include "auth/user_entry.h"

namespace mailstead::auth {

// Asks the process of pam_process.h. Cannot say whether it knows a user, but for one whose password is right and who may not log in.
class pam_backend final : public backend {
public:
    struct settings {
        int door = -1;                                // to that process; stays the caller's, outlives this
        std::string service = "mailstead";            // "*": the name of the protocol
        std::chrono::milliseconds patience{30000};    // with waiting and answer together
        std::size_t at_once = 10;                     // questions; as many again may wait, one more is trouble
    };
    pam_backend(settings values, entry_defaults defaults) : values_(std::move(values)), defaults_(std::move(defaults)) {}

    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<credentials>> find_credentials(std::string_view) override { return std::optional<credentials>(); }
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::int64_t> secret_count() override { return std::int64_t(0); }
    base::result<std::string> made_up_key() override { return std::string(); }
    base::result<std::optional<verdict>> check_password(attempt const& what) override;
    bool serves(std::string_view) override { return false; }
    bool knows_users() const noexcept override { return false; }

private:
    using time = std::chrono::steady_clock::time_point;
    bool begin(time end);
    void finish();
    base::result<char> ask(std::string_view question, time end);

    settings values_;
    entry_defaults defaults_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::size_t asking_ = 0, waiting_ = 0;
};

}  // namespace mailstead::auth

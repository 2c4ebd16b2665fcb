// Passwords that Cyrus SASL's saslauthd checks: its protocol, and the back end that speaks it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "auth/backend.h"
#include "auth/user_entry.h"

namespace mailstead::auth {

// A question: login, password, service and realm, each behind its length in two bytes, the higher first. Empty: one of them is
// longer than that can say.
std::string saslauthd_question(std::string_view login, std::string_view password, std::string_view service, std::string_view realm);

// The answer so far: length in two bytes, then "OK" or "NO", perhaps with a reason behind a blank. Pure.
enum class saslauthd_answer { need_more, yes, no, bad };
saslauthd_answer read_saslauthd_answer(std::string_view bytes);

// Cannot say whether it knows a user. Facts about him: of the system, if he is one of its users.
class saslauthd final : public backend {
public:
    struct settings {
        std::string path = "/var/run/saslauthd/mux";
        std::chrono::milliseconds patience{30000};    // from connecting to the answer
        std::size_t at_once = 20;                     // questions; one more is trouble
    };
    saslauthd(settings values, entry_defaults defaults) : values_(std::move(values)), defaults_(std::move(defaults)) {}

    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<credentials>> find_credentials(std::string_view) override { return std::optional<credentials>(); }
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::int64_t> secret_count() override { return std::int64_t(0); }
    base::result<std::string> made_up_key() override { return std::string(); }
    base::result<std::optional<verdict>> check_password(attempt const& what) override;
    bool serves(std::string_view) override { return false; }
    bool knows_users() const noexcept override { return false; }

private:
    base::result<bool> ask(std::string_view question);

    settings values_;
    entry_defaults defaults_;
    std::atomic<std::size_t> asking_{0};
};

// The user of the system whom that name means; absent: there is none, or he may own no mail.
base::result<std::optional<user>> find_system_mail_user(std::string_view name, entry_defaults const& defaults);

}  // namespace mailstead::auth

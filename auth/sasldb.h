// Cyrus SASL's own password file (/etc/sasldb2, written by saslpasswd2), read by libsasl2's plugin for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "auth/backend.h"
#include "auth/user_entry.h"

namespace mailstead::auth {

class sasl_library;

// Clear secrets of users "name@realm"; a name without domain has the realm `realm`. Thread-safe; opens the file for each question.
class sasldb final : public backend {
public:
    struct settings {
        std::string path = "/etc/sasldb2";
        std::string realm;                // smtpd_sasl_local_domain, else the host's name
    };
    sasldb(settings values, entry_defaults defaults);
    ~sasldb() override;

    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<credentials>> find_credentials(std::string_view address) override;
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::int64_t> secret_count() override;    // 1: the file can be read; the plugin does not count
    base::result<std::string> made_up_key() override { return std::string(); }
    base::result<std::optional<verdict>> check_password(attempt const& what) override;

private:
    base::result<void> readable() const;
    base::result<std::optional<std::string>> secret_of(std::string_view name);

    settings values_;
    entry_defaults defaults_;
    std::shared_ptr<sasl_library> library_;
};

}  // namespace mailstead::auth

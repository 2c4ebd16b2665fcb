// The backend over the account database, with the server's defaults filled in.
#pragma once

#include "auth/accounts.h"
#include "auth/backend.h"

namespace mailstead::auth {

// Thread-safe. `database` outlives it.
class account_backend final : public backend {
public:
    struct settings {
        std::string default_domain;              // behind a name without @; empty: such a name is looked up as it is
        uid_t uid = static_cast<uid_t>(-1);      // for accounts that have none of their own; -1: the asker decides
        gid_t gid = static_cast<gid_t>(-1);
        std::string home_base;                   // home = home_base/domain/local part; empty: the asker decides
    };

    account_backend(accounts& database, settings values) : database_(database), values_(std::move(values)) {}

    base::result<std::optional<credentials>> find_credentials(std::string_view address) override;
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::int64_t> secret_count() override { return database_.secret_count(); }
    base::result<std::string> made_up_key() override { return database_.made_up_key(); }
    std::optional<std::string> normal_name(std::string_view address) const override;

private:
    accounts& database_;
    settings values_;
};

}  // namespace mailstead::auth

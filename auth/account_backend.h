// The backend over the account database, with the server's defaults filled in.
#pragma once

#include <atomic>
#include <chrono>

#include "auth/accounts.h"
#include "auth/backend.h"
#include "auth/passwords.h"

namespace mailstead::auth {

// Thread-safe. `database` outlives it.
class account_backend final : public backend {
public:
    struct settings {
        std::string default_domain;              // behind a name without @; empty: such a name is looked up as it is
        uid_t uid = static_cast<uid_t>(-1);      // for accounts that have none of their own; -1: the asker decides
        gid_t gid = static_cast<gid_t>(-1);
        std::string home_base{};                 // home = home_base/domain/local part; empty: the asker decides
        std::chrono::seconds cache_ttl{0};       // how long a verified password is remembered
        accounts* upgrades = nullptr;            // where stored verifiers are renewed at a login, open to write; outlives this; null: never
        std::uint32_t iterations = default_iterations;    // fewer are renewed
    };

    account_backend(accounts& database, settings values) : database_(database), values_(std::move(values)), cache_(values_.cache_ttl) {}

    base::result<std::optional<credentials>> find_credentials(std::string_view address) override;
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::int64_t> secret_count() override { return database_.secret_count(); }
    base::result<std::string> made_up_key() override { return database_.made_up_key(); }
    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<verdict>> check_password(attempt const& what) override;
    void pretend(attempt const& what) override;
    base::result<standing> standing_of(std::string_view name) override;
    // Not while an account has another server's hash only.
    bool serves(std::string_view mechanism) override;
    base::result<bool> has_disabled(std::string_view name) override { return database_.is_disabled(name); }

private:
    base::result<bool> fits_app_password(attempt const& what);
    bool fits(credentials const& stored, std::string_view password);
    void renew(credentials const& stored, std::string_view password);

    accounts& database_;
    settings values_;
    verified_cache cache_;
    std::string const fallback_key_ = random_bytes(32);
    std::atomic<std::int64_t> renew_from_{0};    // not before that second: the last attempt failed
};

}  // namespace mailstead::auth

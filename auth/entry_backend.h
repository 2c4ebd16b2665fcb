// A back end whose users are entries (user_entry.h); where the entries come from is the derived class's.
#pragma once

#include "auth/user_entry.h"

namespace mailstead::auth {

// Thread-safe as find() is.
class entry_backend : public backend {
public:
    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<credentials>> find_credentials(std::string_view address) override;
    base::result<std::optional<user>> find_user(std::string_view address) override;
    base::result<std::string> made_up_key() override { return std::string(); }
    base::result<std::optional<verdict>> check_password(attempt const& what) override;

protected:
    // `name`: for the log.
    entry_backend(std::string name, entry_defaults defaults, std::chrono::seconds cache_ttl)
        : name_(std::move(name)), defaults_(std::move(defaults)), cache_(cache_ttl) {}
    // Absent: no such user. An error also when what is kept of him cannot be read: he is somebody's. Blocking.
    virtual base::result<std::optional<user_entry>> find(std::string_view name) = 0;

    std::string const name_;
    entry_defaults const defaults_;

private:
    verified_cache cache_;
};

}  // namespace mailstead::auth

// Users that an SQL query describes: columns password, uid, gid, home, mail, quota and so on, named as in passwd_file.h.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "auth/user_entry.h"

namespace mailstead::auth {

// A row, column name -> value; NULLs are left out.
using sql_row = std::map<std::string, std::string>;
// The row for a key; absent: none. Thread-safe. What it reports of trouble it logs itself.
using sql_query = std::function<base::result<std::optional<sql_row>>(std::string_view key)>;

class sql_backend final : public backend {
public:
    struct settings {
        std::string name;                           // for the log
        std::string usual_scheme = "CRYPT";         // of passwords without {}
    };
    sql_backend(settings values, sql_query query, entry_defaults defaults, std::chrono::seconds cache_ttl)
        : values_(std::move(values)), query_(std::move(query)), defaults_(std::move(defaults)), cache_(cache_ttl) {}

    std::optional<std::string> normal_name(std::string_view address) const override;
    base::result<std::optional<credentials>> find_credentials(std::string_view address) override;
    base::result<std::optional<user>> find_user(std::string_view address) override;
    // 1 where passwords are clear ones by default: rows are not counted.
    base::result<std::int64_t> secret_count() override;
    base::result<std::string> made_up_key() override { return std::string(); }
    base::result<std::optional<verdict>> check_password(attempt const& what) override;
    void pretend(attempt const& what) override;
    bool serves(std::string_view mechanism) override;

private:
    base::result<std::optional<user_entry>> find(std::string_view name);
    base::result<std::optional<user_entry>> entry_of(sql_row const& row, std::string_view name);

    settings values_;
    sql_query query_;
    entry_defaults defaults_;
    verified_cache cache_;
    std::mutex mutex_;
    std::string last_password_;      // as stored, of somebody: what pretend() checks against
    std::set<std::string> named_;    // unknown columns that the log has seen
};

}  // namespace mailstead::auth

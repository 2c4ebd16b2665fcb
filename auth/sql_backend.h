// Users that an SQL query describes: columns password, uid, gid, home, mail, quota and so on, named as in passwd_file.h.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "auth/entry_backend.h"

namespace mailstead::auth {

// A row, column name -> value; NULLs are left out.
using sql_row = std::map<std::string, std::string>;
// The row for a key; absent: none. Thread-safe. What it reports of trouble it logs itself.
using sql_query = std::function<base::result<std::optional<sql_row>>(std::string_view key)>;

class sql_backend final : public entry_backend {
public:
    struct settings {
        std::string name;                           // for the log
        std::string usual_scheme = "CRYPT";         // of passwords without {}
    };
    sql_backend(settings values, sql_query query, entry_defaults defaults, std::chrono::seconds cache_ttl)
        : entry_backend(std::move(values.name), std::move(defaults), cache_ttl), usual_scheme_(std::move(values.usual_scheme)), query_(std::move(query)) {}

    // 1 where passwords are clear ones by default: rows are not counted.
    base::result<std::int64_t> secret_count() override;
    void pretend(attempt const& what) override;
    bool serves(std::string_view mechanism) override;

private:
    base::result<std::optional<user_entry>> find(std::string_view name) override;
    base::result<std::optional<user_entry>> entry_of(sql_row const& row, std::string_view name);

    std::string const usual_scheme_;
    sql_query query_;
    std::mutex mutex_;
    std::string last_password_;      // as stored, of somebody: what pretend() checks against
    std::set<std::string> named_;    // unknown columns that the log has seen
};

}  // namespace mailstead::auth

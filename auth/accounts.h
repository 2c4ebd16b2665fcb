// The account database, accounts.db: who has an account and what his secrets look like. docs/formats/accounts.md has
// the schema. Opened by the role auth to read, by `mailstead user` to write, also while the server runs.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

#include "auth/backend.h"
#include "auth/error.h"

namespace mailstead::auth {

// Everything about an account but its secrets. Empty optionals: the server's default applies.
struct account {
    std::string address;
    bool enabled = true;
    bool has_secret = false;
    std::optional<std::int64_t> uid;
    std::optional<std::int64_t> gid;
    std::optional<std::string> home;
    std::optional<std::string> mail;
    std::optional<std::int64_t> quota;             // most octets of mail; 0: no limit
    std::optional<std::int64_t> quota_messages;    // most messages; 0: no limit
    std::int64_t created = 0;             // seconds since 1970
    std::int64_t changed = 0;
    bool operator==(account const&) const = default;
};

// What an account's secrets are made from. `iterations` as in passwords.h.
struct new_password {
    std::string text;
    bool store_secret = false;    // keep the clear text too: CRAM-MD5 needs it
    std::uint32_t iterations = 15000;
};

// Thread-safe (one connection behind a mutex; a lookup takes some ten microseconds). Blocking. Addresses are
// brought into their normal form here. Failures: auth::errc; details go to the log.
class accounts {
public:
    enum class mode { read, read_write, write };    // write: makes the file (0600) when it is missing

    accounts(std::string path, mode);
    ~accounts();
    accounts(accounts const&) = delete;
    accounts& operator=(accounts const&) = delete;

    base::result<void> add(account const& what, new_password const& password);    // errc::exists, bad_address, bad_password
    base::result<void> set_password(std::string_view address, new_password const& password);    // errc::not_found, bad_password
    base::result<void> set_enabled(std::string_view address, bool enabled);                     // errc::not_found
    // errc::not_found. Absent: the server's default applies to it.
    base::result<void> set_quota(std::string_view address, std::optional<std::int64_t> storage, std::optional<std::int64_t> messages);
    base::result<void> remove(std::string_view address);                                        // errc::not_found
    base::result<std::vector<account>> list();                                                  // by address
    base::result<account> show(std::string_view address);                                       // errc::not_found

    // Enabled accounts only. A file that has never been there since this object was made has no accounts; one that
    // vanished is errc::database.
    base::result<std::optional<credentials>> find_credentials(std::string_view address);
    base::result<std::optional<account>> find(std::string_view address);
    base::result<std::int64_t> secret_count();
    // Random bytes made with the file: what made_up_verifier() takes, so that it gives the same after a restart. Empty
    // while there is no file.
    base::result<std::string> made_up_key();

private:
    struct open_file;
    base::result<open_file*> opened();    // null: reading, and there is no file yet
    base::result<open_file*> open(std::unique_ptr<open_file> file);
    base::error_code trouble(int code);
    base::result<void> change(std::string_view sql, std::string_view address, std::optional<std::int64_t> value);

    std::string path_;
    mode mode_;
    std::mutex mutex_;
    std::unique_ptr<open_file> file_;
};

}  // namespace mailstead::auth

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

struct sqlite3;

namespace mailstead::auth {

namespace sqlite {
class statement;
}

// Everything about an account but its secrets. Empty optionals: the server's default applies.
struct account {
    std::string address;
    bool enabled = true;
    bool has_secret = false;
    bool master = false;                  // may log in as others with his own password
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
    std::string hash{};           // "{SCHEME}..." of another server's instead of `text`: replaced at the first login
};

// A password for one program of its owner's. Random and long, so a fast hash is enough.
struct app_password {
    std::string name;
    std::vector<std::string> services;    // smtp, imap, pop3...; empty: all
    std::int64_t created = 0;
    std::string hash;                     // password_hash.h
    bool operator==(app_password const&) const = default;
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
    base::result<void> set_master(std::string_view address, bool master);                       // errc::not_found
    base::result<void> remove(std::string_view address);                                        // errc::not_found
    base::result<std::vector<account>> list();                                                  // by address
    base::result<account> show(std::string_view address);                                       // errc::not_found

    // Enabled accounts only. A file that has never been there since this object was made has no accounts; one that
    // vanished is errc::database.
    base::result<std::optional<credentials>> find_credentials(std::string_view address);
    base::result<std::optional<account>> find(std::string_view address);
    base::result<std::int64_t> secret_count();
    // Whether some keep a clear secret, and some none: those cannot log in by what is offered because of the others.
    base::result<bool> some_keep_no_secret();
    // Whether there is such an account and it is not enabled.
    base::result<bool> is_disabled(std::string_view address);
    // Whether an enabled account has neither a verifier of that SCRAM scheme ("SCRAM-SHA-256") nor a clear secret.
    base::result<bool> some_lack(std::string_view scheme);

    // errc::not_found: no such account; errc::exists: it has one of that name.
    base::result<void> add_app_password(std::string_view address, app_password const& what);
    base::result<std::vector<app_password>> app_passwords(std::string_view address);            // by name; empty: no such account too
    base::result<void> remove_app_password(std::string_view address, std::string_view name);    // errc::not_found
    // Puts new verifiers of the same password in the place of `old`; does nothing when others stand there by now.
    base::result<void> replace_verifiers(std::string_view address, std::vector<std::string> const& old, std::vector<std::string> const& now);
    // Random bytes made with the file: what made_up_verifier() takes, so that it gives the same after a restart. Empty
    // while there is no file.
    base::result<std::string> made_up_key();

private:
    // `work` with the database open and locked; its result. No file: `none`.
    template <class T, class Work>
    base::result<T> on_database(T none, Work work);
    struct open_file;
    // Whether that statement, bound to `value`, gives a row.
    base::result<bool> has_row(sqlite::statement open_file::*which, std::string_view value);
    base::result<open_file*> opened();    // null: reading, and there is no file yet
    base::result<open_file*> open(std::unique_ptr<open_file> file);
    base::error_code trouble(int code);
    base::error_code trouble(int code, sqlite3* db);    // null: only the code is known
    base::result<void> change(std::string_view sql, std::string_view address, std::optional<std::int64_t> value);

    std::string path_;
    mode mode_;
    std::mutex mutex_;
    std::unique_ptr<open_file> file_;
};

}  // namespace mailstead::auth

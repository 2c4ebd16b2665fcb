// See sql_backend.h.
#include "auth/sql_backend.h"

#include <cerrno>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::auth {

base::result<std::optional<user_entry>> sql_backend::entry_of(sql_row const& row, std::string_view name) {
    user_entry out;
    out.name = name;
    out.usual_scheme = usual_scheme_;
    for (auto const& [column, value] : row) {
        bool const is_flag = column == "nopassword" || column == "nologin";
        if (column == "user" || column == "username" || (is_flag && (value.empty() || value == "0"))) continue;
        auto const read = take_field(out, column, value);
        if (read == field_read::bad) {
            base::log::error("auth", "{}: column {} of {} cannot be read", name_, base::printable(column), base::printable(name));
            return base::from_errno(EIO);
        }
        std::lock_guard const lock(mutex_);
        if (read == field_read::no && named_.insert(column).second)
            base::log::warning("auth", "{}: column {} means nothing here", name_, base::printable(column));
    }
    // A row without a value for the password is not one whose password does not matter.
    if (out.any_password && !row.contains("password")) out.any_password = false;
    std::lock_guard const lock(mutex_);
    if (!out.password.empty()) last_password_ = out.password;
    return std::optional(std::move(out));
}

base::result<std::optional<user_entry>> sql_backend::find(std::string_view name) {
    auto const row = query_(name);
    if (!row) return row.error();
    if (!*row) return std::optional<user_entry>();
    return entry_of(**row, name);
}

base::result<std::int64_t> sql_backend::secret_count() {
    return std::int64_t(secret_in(password_hash{base::uppered(usual_scheme_), "x"}) ? 1 : 0);
}

void sql_backend::pretend(attempt const& what) {
    std::unique_lock lock(mutex_);
    auto const text = last_password_;
    lock.unlock();
    auto const stored = parse_password_hash(text, usual_scheme_);
    if (stored) (void)check_password_hash(*stored, what.password);
}

bool sql_backend::serves(std::string_view mechanism) {
    password_hash const usual{base::uppered(usual_scheme_), "x"};
    return secret_in(usual).has_value() || usual.scheme == mechanism;
}

}  // namespace mailstead::auth

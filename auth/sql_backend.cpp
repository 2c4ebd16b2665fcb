// See sql_backend.h.
#include "auth/sql_backend.h"

#include <cerrno>

#include "base/ascii.h"
#include "base/log.h"

#include "auth/address.h"

namespace mailstead::auth {

std::optional<std::string> sql_backend::normal_name(std::string_view address) const { return normal_address(address, defaults_.default_domain); }

base::result<std::optional<user_entry>> sql_backend::entry_of(sql_row const& row, std::string_view name) {
    user_entry out;
    out.name = name;
    out.usual_scheme = values_.usual_scheme;
    for (auto const& [column, value] : row) {
        bool const is_flag = column == "nopassword" || column == "nologin";
        if (column == "user" || column == "username" || (is_flag && (value.empty() || value == "0"))) continue;
        auto const read = take_field(out, column, value);
        if (read == field_read::bad) {
            base::log::error("auth", "{}: column {} of {} cannot be read", values_.name, base::printable(column), base::printable(name));
            return base::from_errno(EIO);
        }
        std::lock_guard const lock(mutex_);
        if (read == field_read::no && named_.insert(column).second)
            base::log::warning("auth", "{}: column {} means nothing here", values_.name, base::printable(column));
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

base::result<std::optional<credentials>> sql_backend::find_credentials(std::string_view address) {
    auto const found = find(address);
    if (!found) return found.error();
    if (!*found) return std::optional<credentials>();
    return std::optional(credentials_of(**found, std::string(address)));
}

base::result<std::optional<user>> sql_backend::find_user(std::string_view address) {
    auto const found = find(address);
    if (!found) return found.error();
    if (!*found) return std::optional<user>();
    auto out = user_of(**found, std::string(address), defaults_);
    if (out) return std::optional(std::move(*out));
    base::log::error("auth", "{}: uid or gid of {}: {}", values_.name, base::printable(address), out.error().message());
    return out.error();
}

base::result<std::int64_t> sql_backend::secret_count() {
    return std::int64_t(secret_in(password_hash{base::uppered(values_.usual_scheme), "x"}) ? 1 : 0);
}

base::result<std::optional<verdict>> sql_backend::check_password(attempt const& what) {
    auto const found = find(what.name);
    if (!found) return found.error();
    if (!*found) return std::optional(verdict::unknown);
    auto const said = check_entry(**found, what, cache_);
    if (!said) return said.error();
    return std::optional(*said);
}

void sql_backend::pretend(attempt const& what) {
    std::unique_lock lock(mutex_);
    auto const text = last_password_;
    lock.unlock();
    auto const stored = parse_password_hash(text, values_.usual_scheme);
    if (stored) (void)check_password_hash(*stored, what.password);
}

bool sql_backend::serves(std::string_view mechanism) {
    password_hash const usual{base::uppered(values_.usual_scheme), "x"};
    return secret_in(usual).has_value() || usual.scheme == mechanism;
}

}  // namespace mailstead::auth

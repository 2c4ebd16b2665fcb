// What can go wrong with accounts, beside what the system and SQLite say.
#pragma once

#include "base/result.h"

namespace mailstead::auth {

enum class errc {
    exists = 1,      // add: the address has an account already
    not_found,       // no such account
    bad_address,     // not an address that can have an account
    bad_password,    // empty, or with characters that SASLprep forbids
    database,        // accounts.db cannot be read or written now; the log says why
    newer_database,  // written by a later version of this program
    not_a_database,  // the file is something else
};

base::error_code make_error_code(errc) noexcept;

}  // namespace mailstead::auth

template <>
struct boost::system::is_error_code_enum<mailstead::auth::errc> : std::true_type {};

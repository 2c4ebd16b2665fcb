// Texts of auth::errc, and which of them waiting will not change.
#include "auth/error.h"

namespace mailstead::auth {
namespace {

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.auth"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::exists: return "the account exists already";
        case errc::not_found: return "no such account";
        case errc::bad_address: return "not an address that can have an account";
        case errc::bad_password: return "the password is empty or has forbidden characters";
        case errc::database: return "the account database cannot be used now";
        case errc::newer_database: return "the account database was written by a later version";
        case errc::not_a_database: return "the file is not an account database";
        }
        return "unknown error";
    }

    // A broken database is trouble, not a decision about anybody's mail or password: only the first four are final.
    bool equivalent(int value, boost::system::error_condition const& condition) const noexcept override {
        if (condition == base::make_error_condition(base::severity::permanent))
            return value <= static_cast<int>(errc::bad_password);
        return error_category::equivalent(value, condition);
    }
};

}  // namespace

base::error_code make_error_code(errc value) noexcept {
    static category const instance;
    return {static_cast<int>(value), instance};
}

}  // namespace mailstead::auth

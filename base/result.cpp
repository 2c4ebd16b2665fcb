// The condition behind is_temporary().
#include "base/result.h"

#include <cerrno>

namespace mailstead::base {
namespace {

class severity_category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.severity"; }
    std::string message(int) const override { return "permanent failure"; }
};

}  // namespace

boost::system::error_condition make_error_condition(severity value) noexcept {
    static severity_category const category;
    return {static_cast<int>(value), category};
}

bool is_temporary(error_code const& code) noexcept { return code != make_error_condition(severity::permanent); }

error_code last_error() noexcept { return from_errno(errno); }

error_code from_errno(int number) noexcept { return {number, boost::system::system_category()}; }

}  // namespace mailstead::base

// How a failure travels: result<T> carries a value or a boost::system::error_code, and one question,
// is_temporary(), decides between 4xx and 5xx, between deferring and bouncing.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace mailstead::base {

using error_code = boost::system::error_code;

// A value or the reason why there is none; may not be ignored. result<void> says whether something was done.
template <class T = void>
class [[nodiscard]] result : public boost::system::result<T> {
public:
    using boost::system::result<T>::result;
};

// The one condition that error categories map their permanent refusals to (error_category::equivalent).
enum class severity { permanent = 1 };
boost::system::error_condition make_error_condition(severity) noexcept;

// True unless the error's own category says it is a decision that waiting will not change. Unknown trouble is
// temporary: mail is kept and tried again.
bool is_temporary(error_code const&) noexcept;

// errno as an error_code.
error_code last_error() noexcept;
error_code from_errno(int number) noexcept;

}  // namespace mailstead::base

template <>
struct boost::system::is_error_condition_enum<mailstead::base::severity> : std::true_type {};

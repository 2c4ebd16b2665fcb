// The -ERR lines for what the rooms below refuse, with the response codes of RFC 2449 §8 and RFC 3206.
#pragma once

#include <string_view>

#include "base/result.h"

namespace mailstead::pop3 {

// Static text without line end. The details of an error are for the log.
std::string_view err_for(base::error_code const& why) noexcept;

}  // namespace mailstead::pop3

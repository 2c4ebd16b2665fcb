// smtpd_reject_footer: what the administrator adds to each refusal (RFC 5321 §4.2.1: further lines of the same reply), and the rule for
// values in texts that clients are shown. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smtp/reply.h"

namespace mailstead::mta::smtpd {

// Names and values of the macros that a footer may have.
using footer_values = std::vector<std::pair<std::string_view, std::string>>;

// Adds the footer to the reply: a line for each piece between "\n", the first on the reply's last line if it begins with "\c". An unknown
// macro is empty, and named in the log as `service`'s.
void add_footer(smtp::reply& to, std::string_view footer, footer_values const& values, std::string_view allowed, std::string_view service);

// `value` for use in an expression of conf::expand: what is not among `allowed` becomes '_', and nothing in it is a macro.
std::string safe_value(std::string_view value, std::string_view allowed);

}  // namespace mailstead::mta::smtpd

// Structured MIME values with parameters: Content-Type (RFC 2045 §5.1) and Content-Disposition (RFC 2183), with the
// continuations and charsets of RFC 2231.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mime {

struct parameter {
    std::string name;   // lower case
    std::string value;  // quotes and backslashes taken away; no CR, LF or NUL
    bool operator==(parameter const&) const = default;
};

struct parameter_limits {
    std::size_t count = 64;            // parameters looked at; the rest is ignored
    std::size_t value_bytes = 64'000;  // of one joined or plain value; the rest is cut off
};

// A value before the first ';' and its parameters as written ("filename*0*" stays a name of its own).
struct parameterized {
    std::string value;  // lower case, comments and white space removed: "text/plain", "attachment"
    std::vector<parameter> parameters;
};

// The value of such a field, folded or not. Total: what is malformed is skipped.
parameterized parse_parameterized(std::string_view value, parameter_limits const& limits = {});

// The parameters with RFC 2231 applied: sections "name*0", "name*1*" joined, charsets decoded to UTF-8, each name once
// (the first wins, an extended form before a plain one). Plain values that hold encoded words, or 8-bit bytes, are
// decoded as well, since mail in the wild does that to file names. Values are valid UTF-8.
std::vector<parameter> decoded(std::vector<parameter> const& raw, parameter_limits const& limits = {});

// The parameters as BODYSTRUCTURE shows them (RFC 2231 §6, RFC 9051 §7.5.2): the sections of a name joined, under
// "name" if none is extended, else under "name*" as UTF-8 in extended form ("utf-8''%e2%82%ac"); all others as written.
std::vector<parameter> joined(std::vector<parameter> const& raw, parameter_limits const& limits = {});

// The value of the parameter called `name` (lower case), if there.
std::optional<std::string_view> find_parameter(std::vector<parameter> const& in, std::string_view name) noexcept;

}  // namespace mailstead::mime

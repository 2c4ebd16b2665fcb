// The normal form of an account's name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::auth {

// `text` in the form in which accounts are kept and looked up: in lower case on both sides of the @, as lookup tables fold
// their keys too, and beyond ASCII with the other mappings of RFC 8265's UsernameCaseMapped, too; `default_domain` behind a name without @ (if that is empty, the name stays bare).
// Absent when it cannot name an account: empty parts, more than 254 bytes, control characters, white space, a slash,
// a leading dot (a name becomes part of a path), broken UTF-8.
std::optional<std::string> normal_address(std::string_view text, std::string_view default_domain = {});

}  // namespace mailstead::auth

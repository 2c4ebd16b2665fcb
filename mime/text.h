// Text as SEARCH compares it: decoded to UTF-8 and folded by i;unicode-casemap (RFC 5051).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mime/part_tree.h"

namespace mailstead::mime {

// A field's raw value as UTF-8: unfolded, encoded words decoded.
std::string decoded_header(std::string_view value);

// True for the leaves whose text a SEARCH BODY looks through: text/* and message/* that is no container.
bool is_searchable(part const& leaf) noexcept;

// The leaf's body as UTF-8: transfer encoding and charset undone; an unknown charset is guessed. At most `limit` bytes
// of the decoded body are looked at. `message` is the text the tree was parsed from.
std::string part_text(std::string_view message, part const& leaf, std::size_t limit = std::string::npos);

// The same of the bytes that are its body.
std::string decoded_text(std::string_view body, part const& leaf, std::size_t limit = std::string::npos);

// Changes when casefold() or what it is given to fold may come out otherwise than before.
std::string_view text_version() noexcept;

// `utf8` prepared for i;unicode-casemap: title case and compatibility decomposition (RFC 5051 §2). Substring search
// and equality of two texts is that of their casefolds, byte for byte. Malformed input counts as U+FFFD. The fold of a
// text is that of its pieces, one behind the other, if they are cut between characters.
std::string casefold(std::string_view utf8);

}  // namespace mailstead::mime

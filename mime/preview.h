// A line of text that says what a message is about, as PREVIEW shows it (RFC 8970 §3.3).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mime/part_tree.h"

namespace mailstead::mime {

inline constexpr std::size_t preview_characters = 200;

// The beginning of the first text part that is no attachment, of text/plain before text/html among alternatives: at most
// preview_characters characters, valid UTF-8, blanks and line ends as one blank, no controls. Quoted lines are left out where there are
// others; of HTML the text is taken. Empty where nothing of a message can be shown. `message` is the text the tree was parsed from.
std::string preview_text(std::string_view message, part const& tree);

}  // namespace mailstead::mime

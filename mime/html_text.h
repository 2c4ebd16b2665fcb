// HTML as its reader sees it, for SEARCH.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailstead::mime {

// Of a longer text nothing beyond is looked at: a parser's work can grow with the square of what it is given.
inline constexpr std::size_t html_limit = 128 * 1024;

// The text of an HTML document: tags away, character references read, runs of white space as one blank, a line end between
// blocks; alternative texts of images are part of it, scripts and style sheets are not. Never fails: of what would take
// more than 32 MB to parse nothing is seen. The same input gives the same text always.
std::string html_text(std::string_view utf8);

}  // namespace mailstead::mime

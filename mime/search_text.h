// Where a SEARCH looks: the texts of a message as UTF-8, in pieces. A string is found within one piece or not at all. The index
// of texts (store/text_index.h) is made of the same pieces.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/address.h"
#include "mime/part_tree.h"

namespace mailstead::mime {

// "Name <local@host>, ..." as a person would write the list: what FROM, TO, CC and BCC look through.
std::string readable(std::vector<address> const& list);
// All fields, "Name: value" with a line end each, unfolded and decoded: what TEXT looks through.
std::string readable_header(std::string_view header);

// The bytes of a range of the message; valid until the next call.
using range_reader = std::function<std::string_view(range)>;
// True: it is enough.
using text_taker = std::function<bool(std::string_view utf8)>;
// The texts of the parts, and the headers of messages inside: what BODY looks through. HTML comes twice, as it is written and
// as it is read. Returns whether `take` had enough.
bool any_body_text(range_reader const& message, part const& structure, text_taker const& take);

// Of HTML in one message: what lies beyond is searched as it is written only. Hundreds of parts that each take a parser long
// would else hold up a search for minutes.
inline constexpr std::size_t html_of_message = 1024 * 1024;

// Octets of the message that any_body_text() reads, headers inside left out.
std::size_t searchable_size(part const& structure) noexcept;

}  // namespace mailstead::mime

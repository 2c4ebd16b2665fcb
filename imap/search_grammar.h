// What SEARCH, SORT, THREAD and ESEARCH have in common, as lexer's words: RFC 4466 §2.6.1 and RFC 5256 §5.
#pragma once

#include <optional>
#include <vector>

#include "imap/command.h"

namespace mailstead::imap {

class lexer;

// "RETURN (" ... ")" SP where it stands; else nothing is consumed.
bool search_returns(lexer& in, std::optional<search_return>& out);
// search-key *(SP search-key), up to the end of the command.
bool search_keys_to_end(lexer& in, search_key& out);
// RFC 6203 §4: RELEVANCY was asked for of a search that is not FUZZY.
bool is_unfounded(std::optional<search_return> const& wanted, search_key const& key);

}  // namespace mailstead::imap

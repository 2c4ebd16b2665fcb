// Message-IDs as THREAD compares them, RFC 5256 §3: without the brackets, quoting undone. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::imap {

// The first msg-id of a field's value; empty: there is no valid one.
std::string first_message_id(std::string_view value);
// The last `limit` of them, in order: the nearest ancestors stand at the end of References.
std::vector<std::string> message_ids(std::string_view value, std::size_t limit);

}  // namespace mailstead::imap

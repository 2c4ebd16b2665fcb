// Which mailbox names a LIST or LSUB pattern means, RFC 3501 §6.3.8 and §6.3.9; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

namespace mailstead::imap {

// `*` stands for any characters, `%` for any but the separator. Time is at most the product of the lengths.
bool matches_pattern(std::string_view pattern, std::string_view name, char separator);

// INBOX at the head of a pattern compares without regard to case (RFC 3501 §5.1): as it has to be written to match.
std::string inbox_in_capitals(std::string pattern);

// The untagged LIST responses for the folders that match, in their order.
std::string list_responses(std::vector<store::folder> const& folders, std::string_view pattern, char separator);
// The untagged LSUB responses: a level above a subscribed mailbox, seen by a pattern ending in "%", comes as \Noselect.
std::string lsub_responses(std::vector<std::string> const& names, std::string_view pattern, char separator);

// LIST "" "": the separator and the root (RFC 3501 §6.3.8).
std::string root_response(char separator, std::string_view command);

}  // namespace mailstead::imap

// What a SEARCH found, as the client asked to have it: SEARCH (RFC 3501 §7.2.5) or ESEARCH (RFC 4731 §3.1); pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "imap/command.h"
#include "imap/selected.h"

namespace mailstead::imap {

// Appends the response. `hits` ascend. Nothing is written where only SAVE was asked for (RFC 5182 §2.2).
void write_search_result(std::string& out, std::string_view tag, commands::search const& what, std::vector<picked> const& hits);

// Which of the hits "$" stands for afterwards, RFC 5182 §2.4.
std::vector<picked> saved_of(search_return const& wanted, std::vector<picked> const& hits);

}  // namespace mailstead::imap

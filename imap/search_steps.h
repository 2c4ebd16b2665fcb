// What SEARCH, SORT, THREAD and ESEARCH do alike.
#pragma once

#include <optional>
#include <string_view>

#include "imap/command.h"
#include "imap/reply.h"

namespace mailstead::imap {

// Turns the search's strings into UTF-8; the refusal where that cannot be done.
std::optional<reply> unreadable(commands::search& what, std::string_view command);

}  // namespace mailstead::imap

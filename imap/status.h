// The STATUS response, RFC 3501 §7.2.4 and RFC 8438 §3; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

#include "imap/command.h"

namespace mailstead::imap {

void write_status(std::string& out, std::string_view mailbox, store::folder_status const& is, std::vector<status_item> const& items);

}  // namespace mailstead::imap

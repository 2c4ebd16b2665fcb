// How much of its quota an account uses, for `mailstead user show`.
#pragma once

#include <string>

#include "auth/accounts.h"
#include "conf/settings.h"

namespace mailstead::server {

// "1000 of 1073741824 octets, 2 of 10000 messages", as the account's Maildir has it counted; empty: not limited, or not
// counted there. Reads only. Blocks.
std::string quota_usage_of(conf::settings const& values, auth::account const& whose);

}  // namespace mailstead::server

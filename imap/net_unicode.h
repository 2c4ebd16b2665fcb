// Mailbox names as Net-Unicode, RFC 5198 §2, with what RFC 9755 §3 leaves out of it; pure.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::imap {

// True when a name may be given to a new mailbox: UTF-8 without a byte order mark in front, without controls, line or
// paragraph separators and without characters that Unicode has not assigned.
bool is_net_unicode(std::string_view name);

// The name in Normalization Form C. What is no UTF-8, or too long to be a name, comes back as it is.
std::string normalized(std::string_view name);

}  // namespace mailstead::imap

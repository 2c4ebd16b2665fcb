// Headers for clients that have not enabled UTF-8, RFC 9755 §9: 8-bit text is shown the way RFC 6858 describes, since RFC 3501
// and RFC 5322 have none in headers. Pure.
#pragma once

#include <string>
#include <string_view>

#include "mime/address.h"
#include "mime/envelope.h"

namespace mailstead::mime {

bool has_8_bits(std::string_view text) noexcept;

// A header block, the empty line behind it included, without 8-bit octets. Other fields stay as they are. Addresses that
// cannot be written become invalid ones whose display name tells them (RFC 6858 §2.1), parameters are left out (§2.2), Subject
// and other text is encoded (§2.3), further fields are left out (§2.4). What is no UTF-8 is guessed at.
std::string seven_bit_header(std::string_view header);

bool has_8_bits(envelope const& what) noexcept;
// The same for what ENVELOPE tells.
envelope seven_bit(envelope what);

}  // namespace mailstead::mime

// Headers for clients that have not enabled UTF-8, RFC 9755 §9: see mime/seven_bit.h.
#pragma once

#include "mime/seven_bit.h"

namespace mailstead::imap {

using mime::has_8_bits;
using mime::seven_bit;
using mime::seven_bit_header;

}  // namespace mailstead::imap

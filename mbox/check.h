// Examining an mbox: can it be read, whose is it, does the index fit.
#pragma once

#include "mbox/mailbox.h"
#include "store/check.h"

namespace mailstead::mbox {

// Deliveries and sessions of this process wait meanwhile. A repair brings the index up to date; it never changes the file,
// which other programs may have open. Errors: what could not even be looked at. Blocks, for long. Not under an identity.
result<void> check(service& with, source const& where, store::check_mode mode, store::check_report const& report);

}  // namespace mailstead::mbox

// Examining a Maildir folder and mending it without losing mail: index, text copy and files against each other.
#pragma once

#include "maildir/mailbox.h"
#include "store/check.h"

namespace mailstead::maildir {

// Deliveries and sessions of this process wait meanwhile. Errors: what could not even be looked at. Blocks, for long: every
// message is read. Not under an identity.
result<void> check(service& with, source const& where, store::check_mode mode, store::check_report const& report);
// The account's `maildirsize`, if it has one, against the files of all folders.
result<void> check_quota_file(service& with, store::owner const& who, store::check_mode mode, store::check_report const& report);

}  // namespace mailstead::maildir

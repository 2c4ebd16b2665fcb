// Examining a Maildir folder and mending it without losing mail: index, text copy and files against each other.
#pragma once

#include "maildir/mailbox.h"
#include "store/check.h"

namespace mailstead::maildir {

// Deliveries and sessions of this process wait meanwhile. Errors: what could not even be looked at. Blocks, for long: every
// message is read. Not under an identity.
result<void> check(service& with, source const& where, store::check_mode mode, store::check_report const& report);
// The account's `maildirsize`, if it has one, against the files of all folders; .Trash does not count.
result<void> check_quota_file(service& with, store::owner const& who, store::check_mode mode, store::check_report const& report);

// The second and later lines of a maildirsize added up; absent: it is damaged.
struct counted {
    std::int64_t octets = 0, messages = 0;
};
std::optional<counted> parse_counts(std::string_view text);

}  // namespace mailstead::maildir

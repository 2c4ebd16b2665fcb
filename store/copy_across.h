// Copies between mailboxes that have nothing in common but this seam: as text, with their marks and dates.
#pragma once

#include <functional>

#include "store/mailbox.h"

namespace mailstead::store {

struct copy_target {
    mailbox& box;
    std::function<void(new_message&)> adapt = {};    // what shall be different in the copy
};

// All of `which` that are there, or none: what a failure left is taken back. [blocking]
result<copied> copy_across(mailbox& from, uid_set const& which, copy_target const& to);
// A copy, then an expunge: a failure between them leaves the messages in both, or takes the copies back. [blocking]
result<copied> move_across(mailbox& from, uid_set const& which, copy_target const& to);
// Also an append, then an expunge; when it fails, the new message is taken back. All of it needs room. [blocking]
result<appended> replace_across(mailbox& from, std::uint32_t uid, new_message with, mailbox& target);

}  // namespace mailstead::store

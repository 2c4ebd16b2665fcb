// One message to everything that a recipient's plan names, and the reply that its sender gets.
#pragma once

#include <cstdint>
#include <functional>

#include "mda/effects.h"
#include "mda/headers.h"
#include "mda/plan.h"
#include "smtp/reply.h"
#include "store/deposit.h"

namespace mailstead::mda {

enum class full_mailbox : std::uint8_t { is_temporary, is_permanent };

struct settings {
    std::uint64_t mailbox_limit = 0;    // largest message that a mailbox takes (virtual_mailbox_limit); 0: no limit
    full_mailbox over_quota = full_mailbox::is_temporary;    // of an account over its quota; the file system's passes
};

// Called exactly once, on the caller's thread or on one of the depositor's; may only hand over.
using answer = std::function<void(smtp::reply)>;

// What a plan is carried out with; both outlive every delivery.
struct means {
    store::depositor& mailboxes;
    mda::effects* effects = nullptr;    // null: plans have mailboxes only
};

// Carries out `what`. Does not block: the answer comes when all of it is done, and is the worst of all branches. A 2xx
// means that every mailbox's copy is synced and listable, and every forward durable. What can be repeated without harm
// (mailboxes, then the queue) goes before what cannot (programs), and the first temporary failure ends it: the next
// attempt makes the same plan again.
void deliver(means with, settings const& wanted, incoming const& message, recipient const& whom, plan what, answer done);

// A refusal that can be told without trying, and before the text has come when `size` was announced (RFC 1870 §6.1).
// Code 0: none.
smtp::reply refusal_of_size(settings const& wanted, std::uint64_t size);

enum class mailbox_kind : std::uint8_t { maildir, mbox };
mailbox_kind kind_of(store::owner const& who) noexcept;
// The one place where a store's answer becomes a reply.
smtp::reply reply_for(store::outcome what, mailbox_kind kind);
smtp::reply reply_for(base::error_code const& why, settings const& wanted);

}  // namespace mailstead::mda

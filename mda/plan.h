// Where one recipient's mail goes: every branch, fully expanded before the first effect (design: forwarding).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/delivery_id.h"
#include "store/owner.h"

namespace mailstead::mda {

// One recipient as the LMTP session hands it over; `user` is what the lookup of its address gave.
struct recipient {
    std::string address;             // as in RCPT, canonical
    std::string original;            // for X-Original-To; empty: as address
    store::owner user;
    base::delivery_id id;            // branch 0; the plan numbers the branches
    bool maybe_delivered = false;    // an earlier attempt of this id ended unknown
};

// A mailbox that gets its own copy. `branch` completes the delivery id, so a plan made again from the same files gives
// each mailbox the same id again.
struct mailbox_target {
    store::owner who;
    std::uint32_t branch = 0;
    friend bool operator==(mailbox_target const&, mailbox_target const&) = default;
};

// Kinds of branches that have no vector here do not exist yet. Never empty.
struct plan {
    std::vector<mailbox_target> mailboxes;
};

// The rules of virtual(8): no aliases, no forwarding, exactly the mailbox that the address names. Pure.
plan plan_for_virtual(recipient const& whom);

}  // namespace mailstead::mda

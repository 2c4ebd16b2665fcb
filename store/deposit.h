// Final delivery as the delivery agent asks for it: one message into one mailbox, exactly once. Deliveries that arrive
// while others are being synced go together (group commit), so the call does not block and the answer comes later.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/delivery_id.h"
#include "store/error.h"
#include "store/owner.h"

namespace mailstead::store {

// The text all recipients of one message share: what came over the wire, CRLF, in pieces, undotted.
using shared_text = std::shared_ptr<std::vector<std::string> const>;

struct delivery {
    owner who;                              // whose mailbox, where, as which uid and gid
    base::delivery_id id;
    bool maybe_delivered = false;           // an earlier attempt ended unknown: look for an earlier copy first
    // Return-Path, X-Original-To, Delivered-To for this recipient, CRLF; the same bytes at every attempt, or an earlier
    // copy is not recognised.
    std::string headers;
    shared_text text;
    std::int64_t arrival = 0;               // unix seconds
};

enum class outcome { stored, already_there };

class depositor {
public:
    virtual ~depositor() = default;
    // Takes the delivery at once and answers `done` later, on a thread of its own, in no order: success means synced and
    // listable. `done` may only hand over. A full queue answers errc::busy, at once, on the caller's thread.
    using answer = std::function<void(result<outcome>)>;
    virtual void deposit(delivery what, answer done) = 0;

    // Of a failure that this depositor answered for `whose` mailbox: what it comes to, and the words for the log and the
    // sender where the code's own say too little. Any thread.
    struct explanation {
        base::error_code code;
        std::string words;    // empty: the code says it all
    };
    virtual explanation explain(base::error_code const& code, owner const& whose) const {
        static_cast<void>(whose);
        return {code, {}};
    }
};

}  // namespace mailstead::store

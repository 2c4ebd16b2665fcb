#include "mta/queue/time_limit.h"

#include <algorithm>

namespace mailstead::mta::queue {

bool is_late(envelope const& what, std::int64_t now) noexcept { return what.deliver_by != 0 && now >= what.deliver_by; }

bool must_return(envelope const& what, std::int64_t now) noexcept { return what.by_return && is_late(what, now); }

std::int64_t not_too_late(envelope const& what, std::int64_t now, std::int64_t next) noexcept {
    return what.deliver_by > now ? std::min(next, what.deliver_by) : next;
}

bool return_all(message& what) {
    bool any = false;
    for (auto& how : what.recipients) {
        if (how.fate != fate::deferred && how.fate != fate::pending) continue;
        any = true;
        how.reason = how.reason.empty() ? "delivery time expired" : "delivery time expired; the last attempt: " + how.reason;
        how.fate = fate::bounced;
        how.status = "5.4.7";
        how.remote_reply = false;
    }
    return any;
}

bool owes_delay_report(message const& what, std::uint32_t at, std::int64_t now) noexcept {
    auto const asked = what.what.recipients[at].notify;
    bool const wanted = asked == notify::none || ((asked & notify::delay) && !(asked & notify::never));
    if (what.told_late || what.what.by_return || what.what.sender.empty() || !wanted) return false;
    return is_late(what.what, now) && what.recipients[at].fate == fate::deferred;
}

bool owes_relay_report(envelope const& what, recipient const& whom, bool to_server_that_keeps_it, std::int64_t now) noexcept {
    if (what.deliver_by == 0 || what.sender.empty() || (whom.notify & notify::never)) return false;
    return what.by_trace || (!what.by_return && !to_server_that_keeps_it && !is_late(what, now));
}

}  // namespace mailstead::mta::queue

// What the administrator wants with messages, whether they are being delivered or wait.
#include <utility>

#include "base/log.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/scheduler_core.h"

namespace mailstead::mta::queue {
namespace {

constexpr int most_tries = 10;  // each time the message was taken up between our look and our job

}  // namespace

net::task<base::error_code> scheduler::core::administer(admin_move move, std::uint64_t number) {
    for (int tries = 0; tries < most_tries && !stopping_; ++tries) {
        if (auto const at = active_.find(number); at != active_.end()) {
            if (move == admin_move::release) co_return errc::not_found;
            if (move == admin_move::expire) {    // known once the attempts under way have ended
                if (std::exchange(at->second->expired, true)) co_return errc::not_found;
                co_return base::error_code();
            }
            withdraw(*at->second, move == admin_move::hold ? wish::hold : wish::remove);
            pump();
            co_return base::error_code();
        }
        std::vector<extent> freed;
        base::error_code refused;
        auto work = [&freed, &refused, move, number, now = queue_.now()](store_db& db) -> result<void> {
            auto done = move_stored(db, move, number, now);
            if (done) {
                freed = std::move(*done);
                return {};
            }
            bool const harmless = done.error() == errc::in_delivery || done.error() == errc::damaged;
            if (!harmless) return done.error();
            refused = done.error();
            return errc::not_found;  // the writer's word for: nothing was changed, go on
        };
        awaited_change made(job::kind::must, work);
        auto const failed = co_await perform(queue_.writer(), parts_.where, made);
        if (refused == errc::in_delivery) continue;
        if (failed) co_return refused ? refused : failed;
        queue_.segments().release(freed);
        if (move == admin_move::remove) log_removed(id_text(number));
        if (move == admin_move::release || move == admin_move::expire) look_for_due();
        co_return base::error_code();
    }
    co_return errc::in_delivery;
}

// Takes back what has not begun; finish() does the rest, now or when the last attempt has ended.
void scheduler::core::withdraw(message& what, wish why) {
    what.wish = why;
    auto const is_its = [&what](group const& one) { return one.whose == &what; };
    for (auto& [name, one] : sites_) {
        for (auto* queue : {&one->fresh, &one->retried}) what.open_groups -= std::erase_if(*queue, is_its);
    }
    if (what.open_groups == 0 && !what.busy) finish(what);
}

}  // namespace mailstead::mta::queue

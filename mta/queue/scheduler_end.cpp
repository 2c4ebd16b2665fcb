// What becomes of a message after an attempt.
#include <algorithm>

#include "base/log.h"
#include "mta/queue/schedule.h"
#include "mta/queue/scheduler_core.h"
#include "mta/queue/time_limit.h"

namespace mailstead::mta::queue {

// What a delivery agent has found, as default_delivery_status_filter wants to have it.
void scheduler::core::decide(message& what, std::uint32_t at, progress how, route::target const& by, delivery_times const& when) {
    if (by.by && !by.by->status_filter.empty()) filter_status(by.by->status_filter, how);
    decide(what, at, std::move(how), by.program(), when);
}

void scheduler::core::decide(message& what, std::uint32_t at, progress how, std::string_view program,
                             delivery_times const& when) {
    if (how.fate == fate::bounced && queue_.settings().soft_bounce && !must_return(what.what, when.ended)) {
        how.fate = fate::deferred;
        if (!how.status.empty()) how.status.front() = '4';
    }
    what.recipients[at] = std::move(how);
    what.recipients[at].owed = owes_success(what, at) || what.recipients[at].relayed;
    log_delivery(what, at, program, when, queue_.settings().log_digits);
    switch (what.recipients[at].fate) {
    case fate::sent: ++delivered_; break;
    case fate::bounced: ++bounced_; break;
    default: ++deferred_; break;
    }
}

// One group has its answers. While others are still under way the decisions are written down, so that a crash does not
// repeat what is done.
void scheduler::core::close(message& what, std::vector<std::uint32_t> const& recipients) {
    if (--what.open_groups == 0) return finish(what);
    std::vector<std::pair<std::uint32_t, progress>> done;
    for (auto const at : recipients) {
        if (what.recipients[at].fate == fate::sent) done.emplace_back(at, what.recipients[at]);
    }
    if (done.empty()) return;
    what.has_progress = true;
    auto work = [number = what.number, done = std::move(done)](store_db& db) -> result<void> {
        for (auto const& [at, how] : done) {
            if (auto ok = db.set_progress(number, at, how); !ok) return ok;
        }
        return {};
    };
    submit(std::make_unique<change>(job::kind::must, std::move(work), nullptr), writer::urgency::lazy);
}

std::int64_t scheduler::core::life_of(message const& what) const {
    auto const& rules = queue_.settings().retry;
    return (what.what.sender.empty() ? std::min(rules.bounce_lifetime, rules.lifetime) : rules.lifetime).count();
}

bool scheduler::core::is_too_old(message const& what, std::int64_t now) const {
    return is_expired(began(what.what), now, milliseconds(life_of(what)));
}

void scheduler::core::finish(message& what) {
    auto const now = queue_.now();
    if (what.wish == wish::remove) return conclude(what, {});
    what.expiry_seen = what.expired;
    bool const probed = what.what.report == reporting::verify;
    if (!what.damaged && !probed && must_return(what.what, now)) return_late(what);
    else if (!what.damaged && !probed && (what.expired || is_too_old(what, now))) expire(what, now);
    auto const failed = [](progress const& how) { return how.fate == fate::bounced && !how.told; };
    bool const last = is_notice(what);
    if (last && std::any_of(what.recipients.begin(), what.recipients.end(), failed))
        base::log::warning("bounce", "{}: undeliverable postmaster notification discarded", what.id);
    if (owed(what).empty()) return conclude(what, {});
    ++in_flight_;
    what.busy = true;
    parts_.tasks.run("qmgr", finish_with_reports(&what));
}

// maximal_queue_lifetime: the last attempt was the last.
void scheduler::core::expire(message& what, std::int64_t) {
    bool any = false;
    for (auto& how : what.recipients) {
        if (how.fate != fate::deferred) continue;
        any = true;
        how.fate = fate::bounced;
        if (!how.status.empty()) how.status.front() = '5';
    }
    if (any) base::log::info("qmgr", "{}: from=<{}>, status={}expired, returned to sender", what.id, what.what.sender, what.expired ? "force-" : "");
}

// RFC 2852 §4.1.3: mode R.
void scheduler::core::return_late(message& what) {
    if (return_all(what)) base::log::info("qmgr", "{}: from=<{}>, status=expired, returned to sender: delivery time expired", what.id, what.what.sender);
}

status_row scheduler::core::row_for(message const& what, std::int64_t next) const {
    status_row row;
    row.number = what.number;
    row.state = what.damaged ? state::corrupt : state::deferred;
    row.next_attempt = next;
    row.attempts = what.attempts;
    row.uncertain = what.uncertain;
    row.warned = what.warned;
    row.expired = what.expired;
    for (auto const& how : what.recipients) {
        if (how.fate != fate::deferred) continue;
        row.status = how.status;
        row.reason = how.reason;
        row.relay = how.relay;
        break;
    }
    return row;
}

// Removes the message, or defers it until its next attempt; in the same transaction its sender is told what he is owed.
void scheduler::core::conclude(message& what, std::vector<made_report> reports) {
    auto const entry = active_.find(what.number);
    auto owned = std::move(entry->second);
    active_.erase(entry);
    active_recipients_ -= what.what.recipients.size();
    count_active();
    if (what.retried) --retried_active_;

    auto const is_deferred = [](progress const& how) { return how.fate == fate::deferred; };
    auto const stays = [&](progress const& how) { return is_deferred(how) || (what.wish == wish::hold && how.fate == fate::pending); };
    bool const kept = what.wish != wish::remove && what.what.report != reporting::verify && std::any_of(what.recipients.begin(), what.recipients.end(), stays);
    auto job = std::make_unique<end_of_attempt>(std::move(owned), [this](auto& done, auto why) { ended(done, why); });
    for (auto& one : reports) {
        bool const waits = queue_.is_full() || one.report->what.hold;
        job->report(std::move(one.report), waits, one.words);
    }
    if (kept) {
        ++what.attempts;
        auto const now = queue_.now();
        // Who let it expire while the reports were made does not wait for the next attempt.
        bool const returns_now = what.expired && !what.expiry_seen;
        auto const next = returns_now ? now : not_too_late(what.what, now, next_attempt(began(what.what), now, queue_.settings().retry));
        auto row = row_for(what, next);
        if (what.wish == wish::hold && !what.damaged) row.state = state::hold;
        std::vector<std::pair<std::uint32_t, progress>> differ;
        auto const as_row = [&](progress const& how) { return is_deferred(how) && how.reason == row.reason; };
        if (what.has_progress || !std::all_of(what.recipients.begin(), what.recipients.end(), as_row)) {
            for (std::uint32_t at = 0; at < what.recipients.size(); ++at) differ.emplace_back(at, what.recipients[at]);
        }
        if (row.state == state::deferred && !stopping_) {
            next_due_ = next_due_ == 0 ? next : std::min(next_due_, next);
            arm(next);
        }
        job->defer(std::move(row), std::move(differ));
    }
    what.text.reset();    // the memory is free although the row goes a little later
    submit(std::move(job), writer::urgency::lazy);
    if (wants_more()) look_for_due();
}

void scheduler::core::ended(end_of_attempt& job, base::error_code failed) {
    auto const what = job.take();
    if (failed) return;    // the writer has stopped: the rows stand, the next start tries again
    for (auto const& line : job.reports()) base::log::info("bounce", "{}: {}", what->id, line);
    if (!job.is_removal()) {
        if (what->damaged) base::log::error("qmgr", "{}: damaged message: moved to the corrupt queue", what->id);
        return;
    }
    queue_.segments().release(what->extents);
    log_removed(what->id);
}

}  // namespace mailstead::mta::queue

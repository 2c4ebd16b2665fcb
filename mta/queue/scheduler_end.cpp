// What becomes of a message after an attempt.
#include "base/log.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/schedule.h"
#include "mta/queue/scheduler_core.h"
#include "mta/queue/time_limit.h"
#include "mta/queue/verp.h"

namespace mailstead::mta::queue {
namespace {

// Since when delivery has been tried: a message that was held back gets its whole time then.
std::int64_t began(envelope const& of) noexcept { return std::max(of.arrival, of.release_at); }

}  // namespace

void scheduler::core::decide(message& what, std::uint32_t at, progress how, std::string_view program,
                             delivery_times const& when) {
    if (how.fate == fate::bounced && queue_.settings().soft_bounce && !must_return(what.what, when.ended)) {
        how.fate = fate::deferred;
        if (!how.status.empty()) how.status.front() = '4';
    }
    what.recipients[at] = std::move(how);
    log_delivery(what, at, program, when);
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

bool scheduler::core::is_too_old(message const& what, std::int64_t now) const {
    auto const& rules = queue_.settings().retry;
    auto const life = what.what.sender.empty() ? std::min(rules.bounce_lifetime, rules.lifetime) : rules.lifetime;
    return is_expired(began(what.what), now, life);
}

void scheduler::core::finish(message& what) {
    auto const now = queue_.now();
    if (what.wish == wish::remove) return conclude(what, {});
    if (!what.damaged && must_return(what.what, now)) return_late(what);
    else if (!what.damaged && is_too_old(what, now)) expire(what, now);
    if (owed_for(what, now).nothing()) return conclude(what, {});
    ++in_flight_;
    what.busy = true;
    parts_.tasks.run("qmgr", finish_with_report(&what));
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
    if (any) base::log::info("qmgr", "{}: from=<{}>, status=expired, returned to sender", what.id, what.what.sender);
}

// RFC 2852 §4.1.3: mode R.
void scheduler::core::return_late(message& what) {
    if (return_all(what)) base::log::info("qmgr", "{}: from=<{}>, status=expired, returned to sender: delivery time expired", what.id, what.what.sender);
}

scheduler::core::owed scheduler::core::owed_for(message const& what, std::int64_t now) const {
    owed out;
    for (std::uint32_t at = 0; at < what.recipients.size(); ++at) {
        auto const& how = what.recipients[at];
        if (how.fate == fate::bounced && !how.told && wants_bounce(what.what, what.what.recipients[at])) out.failed.push_back(at);
        if (owes_delay_report(what, at, now)) out.late.push_back(at);
        if (how.fate == fate::sent && how.relayed) out.relayed.push_back(at);
    }
    return out;
}

net::task<void> scheduler::core::finish_with_report(message* what) {
    if (!what->text) {
        // Unreadable: the report is made without the text.
        auto const unread = co_await load(what);
        if (unread) base::log::warning("qmgr", "{}: cannot read the text: {}", what->id, unread.message());
    }
    what->busy = false;
    owed to_tell;
    if (what->wish != wish::remove) to_tell = owed_for(*what, queue_.now());
    conclude(*what, to_tell);
    --in_flight_;
    pump();
}

// One report, or, with VERP, one about each recipient to the sender that he got.
void scheduler::core::report(end_of_attempt& job, message const& about, std::vector<std::uint32_t> const& whom, report_kind kind) {
    static constexpr std::string_view names[] = {"non-delivery notification", "delay notification", "delivery status notification"};
    auto const name = names[static_cast<std::size_t>(kind)];
    if (whom.empty()) return;
    if (about.what.verp.empty() || !queue_.settings().verp_bounces) {
        job.report(make_report(about, whom, about.what.sender, kind), name, queue_.is_full());
        return;
    }
    for (auto const at : whom)
        job.report(make_report(about, {at}, verp_sender(about.what, about.what.recipients[at]), kind), name, queue_.is_full());
}

std::unique_ptr<message> scheduler::core::make_report(message const& about, std::vector<std::uint32_t> const& whom,
                                                      std::string const& whom_to_tell, report_kind kind) {
    auto const& known = queue_.settings();
    auto out = std::make_unique<message>();
    out->number = queue_.new_number();
    out->id = id_text(out->number);
    bounce_facts facts;
    facts.hostname = known.hostname;
    facts.mail_name = known.mail_name;
    facts.id = about.id;
    facts.bounce_id = out->id;
    facts.now = queue_.now();
    facts.size_limit = known.bounce_size_limit;
    facts.sender = whom_to_tell;
    facts.kind = kind;
    facts.tried_until = began(about.what) + known.retry.lifetime.count() * 1000;
    std::vector<std::string> pieces;
    pieces.push_back(bounce_text(about, whom, about.text, facts));
    out->size = pieces.front().size();
    out->text = queue_.hold(std::move(pieces), out->size);
    out->what.arrival = facts.now;
    out->what.body = body_type::eight_bit;
    out->what.smtputf8 = about.what.smtputf8;
    out->what.requiretls = about.what.requiretls;    // RFC 8689 §5: it tells as much as the message did
    recipient told;
    told.address = told.original = whom_to_tell;
    out->what.recipients.push_back(std::move(told));
    out->recipients.resize(1);
    return out;
}

status_row scheduler::core::row_for(message const& what, std::int64_t next) const {
    status_row row;
    row.number = what.number;
    row.state = what.damaged ? state::corrupt : state::deferred;
    row.next_attempt = next;
    row.attempts = what.attempts;
    row.uncertain = what.uncertain;
    for (auto const& how : what.recipients) {
        if (how.fate != fate::deferred) continue;
        row.status = how.status;
        row.reason = how.reason;
        row.relay = how.relay;
        break;
    }
    return row;
}

// Removes the message, or defers it until its next attempt; in the same transaction its sender is told of failures.
void scheduler::core::conclude(message& what, owed const& to_tell) {
    auto const entry = active_.find(what.number);
    auto owned = std::move(entry->second);
    active_.erase(entry);
    active_count_.store(active_.size(), std::memory_order_relaxed);
    queue_.active().store(active_.size(), std::memory_order_relaxed);
    if (what.retried) --retried_active_;

    auto const is_deferred = [](progress const& how) { return how.fate == fate::deferred; };
    auto const stays = [&](progress const& how) { return is_deferred(how) || (what.wish == wish::hold && how.fate == fate::pending); };
    bool const kept = what.wish != wish::remove && std::any_of(what.recipients.begin(), what.recipients.end(), stays);
    auto job = std::make_unique<end_of_attempt>(std::move(owned), [this](auto& done, auto why) { ended(done, why); });
    report(*job, what, to_tell.failed, report_kind::failure);
    for (auto const at : to_tell.failed) what.recipients[at].told = true;
    report(*job, what, to_tell.late, report_kind::delay);
    report(*job, what, to_tell.relayed, report_kind::relay);
    if (kept) {
        ++what.attempts;
        auto const now = queue_.now();
        auto const next = not_too_late(what.what, now, next_attempt(began(what.what), now, queue_.settings().retry));
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
    if (more_due_ && retried_active_ < low_water) look_for_due();
}

void scheduler::core::ended(end_of_attempt& job, base::error_code failed) {
    auto const what = job.take();
    if (failed) return;    // the writer has stopped: the rows stand, the next start tries again
    for (auto const& one : job.reports()) base::log::info("bounce", "{}: {}", what->id, one);
    if (!job.is_removal()) {
        if (what->damaged) base::log::error("qmgr", "{}: damaged message: moved to the corrupt queue", what->id);
        return;
    }
    queue_.segments().release(what->extents);
    log_removed(what->id);
}

}  // namespace mailstead::mta::queue

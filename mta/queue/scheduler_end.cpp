// What becomes of a message after an attempt.
#include "base/log.h"
#include "mta/queue/bounce.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/schedule.h"
#include "mta/queue/scheduler_core.h"
#include "mta/queue/verp.h"

namespace mailstead::mta::queue {
namespace {

// Since when delivery has been tried: a message that was held back gets its whole time then.
std::int64_t began(envelope const& of) noexcept { return std::max(of.arrival, of.release_at); }

}  // namespace

void scheduler::core::decide(message& what, std::uint32_t at, progress how, std::string_view program,
                             delivery_times const& when) {
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
    if (!what.damaged && is_too_old(what, now)) expire(what, now);
    if (untold(what).empty()) return conclude(what, {});
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

std::vector<std::uint32_t> scheduler::core::untold(message const& what) const {
    std::vector<std::uint32_t> out;
    for (std::uint32_t at = 0; at < what.recipients.size(); ++at) {
        auto const& how = what.recipients[at];
        if (how.fate == fate::bounced && !how.told && wants_bounce(what.what, what.what.recipients[at])) out.push_back(at);
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
    conclude(*what, what->wish == wish::remove ? std::vector<std::uint32_t>() : untold(*what));
    --in_flight_;
    pump();
}

// One report, or, with VERP, one about each recipient to the sender that he got.
void scheduler::core::report(end_of_attempt& job, message const& about, std::vector<std::uint32_t> const& failed) {
    if (about.what.verp.empty() || !queue_.settings().verp_bounces) {
        job.report(make_report(about, failed, about.what.sender), queue_.is_full());
        return;
    }
    for (auto const at : failed)
        job.report(make_report(about, {at}, verp_sender(about.what, about.what.recipients[at])), queue_.is_full());
}

std::unique_ptr<message> scheduler::core::make_report(message const& about, std::vector<std::uint32_t> const& failed,
                                                      std::string const& whom_to_tell) {
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
    std::vector<std::string> pieces;
    pieces.push_back(bounce_text(about, failed, about.text, facts));
    out->size = pieces.front().size();
    out->text = queue_.hold(std::move(pieces), out->size);
    out->what.arrival = facts.now;
    out->what.body = body_type::eight_bit;
    out->what.smtputf8 = about.what.smtputf8;
    out->what.requiretls = about.what.requiretls;    // RFC 8689 §5: it tells as much as the message did
    recipient whom;
    whom.address = whom.original = whom_to_tell;
    out->what.recipients.push_back(std::move(whom));
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
void scheduler::core::conclude(message& what, std::vector<std::uint32_t> const& failed) {
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
    if (!failed.empty()) {
        report(*job, what, failed);
        for (auto const at : failed) what.recipients[at].told = true;
    }
    if (kept) {
        ++what.attempts;
        auto const next = next_attempt(began(what.what), queue_.now(), queue_.settings().retry);
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
    for (auto const& id : job.bounce_ids()) base::log::info("bounce", "{}: sender non-delivery notification: {}", what->id, id);
    if (!job.is_removal()) {
        if (what->damaged) base::log::error("qmgr", "{}: damaged message: moved to the corrupt queue", what->id);
        return;
    }
    queue_.segments().release(what->extents);
    log_removed(what->id);
}

}  // namespace mailstead::mta::queue

// What is taken up when.
#include "mta/queue/scheduler.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"
#include "smtp/date_time.h"
#include "mta/queue/queue_id.h"
#include "mta/queue/scheduler_core.h"
#include "mta/queue/time_limit.h"

namespace mailstead::mta::queue {
namespace {

namespace asio = boost::asio;

constexpr std::size_t due_batch = 500;    // messages taken from the database at once
constexpr std::int64_t longest_sleep = std::int64_t{3600} * 1000000;

}  // namespace

struct scheduler::core::sleeper {
    explicit sleeper(net::executor const& where) : timer(where) {}
    asio::steady_timer timer;
};

struct scheduler::core::due_mail {
    std::vector<stored_message> rows;
    std::optional<std::int64_t> next;
    std::size_t limit = 0;
};

scheduler::scheduler(parts with) : core_(std::make_unique<core>(with)) {
    with.queue.writer().deliver_to(this, &with.where);
}
scheduler::~scheduler() = default;
void scheduler::start() { core_->start(); }
void scheduler::flush() { core_->flush(); }
net::task<base::error_code> scheduler::flush(std::uint64_t number) { return core_->flush(number); }
net::task<base::error_code> scheduler::administer(admin_move move, std::uint64_t number) { return core_->administer(move, number); }
net::task<void> scheduler::stop(std::chrono::milliseconds grace) { return core_->stop(grace); }
scheduler::figures scheduler::counted() const noexcept { return core_->counted(); }
void scheduler::arrived(std::vector<std::unique_ptr<message>> fresh) noexcept { core_->arrived(std::move(fresh)); }

scheduler::core::core(parts with)
    : parts_(with), queue_(with.queue), timer_(std::make_unique<sleeper>(with.where.executor())) {}
scheduler::core::~core() = default;

scheduler::figures scheduler::core::counted() const noexcept {
    return {delivered_.load(), deferred_.load(), bounced_.load(), active_count_.load(), in_flight_.load(), looked_over_.load()};
}

void scheduler::core::start() { look_for_due(); }

void scheduler::core::arrived(std::vector<std::unique_ptr<message>> fresh) {
    for (auto& one : fresh) activate(std::move(one));
    pump();
}

// Nothing, not even a flush, lets such a message go before its time (RFC 4865 §4.2). Its row says `active` until the change
// is durable: a crash brings it back here.
void scheduler::core::put_off(std::unique_ptr<message> what) {
    auto const until = what->what.release_at;
    base::log::info("qmgr", "{}: held back until {}", what->id, smtp::print_date_time(until / 1'000'000));
    auto work = [row = row_for(*what, until)](store_db& db) { return db.set_status(row); };
    auto done = [this, until](base::error_code failed) {
        if (failed || stopping_) return;
        next_due_ = next_due_ == 0 ? until : std::min(next_due_, until);
        arm(until);
    };
    submit(std::make_unique<change>(job::kind::must, std::move(work), std::move(done)), writer::urgency::lazy);
}

void scheduler::core::activate(std::unique_ptr<message> what) {
    if (what->what.release_at > queue_.now() && !stopping_) return put_off(std::move(what));
    auto& ref = *what;
    ref.activated = queue_.now();
    if (!ref.retried) ref.told_late = is_late(ref.what, ref.what.arrival);    // an earlier server has told it
    active_.emplace(ref.number, std::move(what));
    active_recipients_ += ref.what.recipients.size();
    count_active();
    if (ref.retried) ++retried_active_;
    log_active(ref);
    if (stopping_) return;    // it is given back with the others
    if (ref.expired) return finish(ref);    // without another attempt
    if (!must_return(ref.what, ref.activated)) return route(ref);
    return_late(ref);
    finish(ref);
}

// deferred -> active, as many as there is room for.
void scheduler::core::look_for_due() {
    if (looking_ || stopping_) return;
    auto const limit = queue_.settings().active_limit;
    auto const room = limit > active_.size() && !queue_.is_full() ? limit - active_.size() : 0;
    more_due_ = room == 0;
    if (room == 0) return;
    looking_ = true;
    last_look_ = queue_.now();
    next_due_ = 0;    // the database tells it anew; what is deferred meanwhile is not in its answer
    auto found = std::make_shared<due_mail>();
    found->limit = std::min(room, due_batch);
    auto work = [found, now = last_look_, most = queue_.settings().recipient_limit - active_recipients_](store_db& db) -> result<void> {
        auto rows = db.take_due(now, found->limit, most);
        if (!rows) return rows.error();
        auto next = db.next_due();
        if (!next) return next.error();
        found->rows = std::move(*rows);
        found->next = *next;
        return {};
    };
    auto done = [this, found](base::error_code failed) { take_up(*found, failed); };
    submit(std::make_unique<change>(job::kind::must, work, done), writer::urgency::now);
}

void scheduler::core::take_up(due_mail& found, base::error_code failed) {
    looking_ = false;
    if (failed) return;    // the writer has stopped, and said so
    more_due_ = found.rows.size() == found.limit || (found.next && *found.next <= last_look_);
    if (found.next) next_due_ = next_due_ == 0 ? *found.next : std::min(next_due_, *found.next);
    for (auto& row : found.rows) {
        auto const number = row.number;
        bool const asked_for = (row.status && row.status->next_attempt <= flushed_until_) | (flushed_.erase(number) > 0);
        auto what = revive(std::move(row));
        if (what) what->flushed = asked_for;
        if (what) activate(std::move(what));
        else condemn(number, "the envelope cannot be read");
    }
    if (next_due_ != 0) arm(next_due_);
    pump();
}

// A damaged message is put aside and told of; it never stops the others.
void scheduler::core::condemn(std::uint64_t number, std::string_view reason) {
    base::log::error("qmgr", "{}: damaged message: {}: moved to the corrupt queue", id_text(number), reason);
    status_row row;
    row.number = number;
    row.state = state::corrupt;
    row.reason = reason;
    auto work = [row](store_db& db) { return db.set_status(row); };
    submit(std::make_unique<change>(job::kind::must, work, nullptr), writer::urgency::lazy);
}

void scheduler::core::arm(std::int64_t at) {
    if (stopping_) return;
    // Mail that falls due bit by bit is gathered.
    auto const gather = std::min<std::int64_t>(queue_.settings().retry.run_delay.count() * 1000, 1000000);
    at = std::max(at, last_look_ + gather);
    if (armed_for_ != 0 && armed_for_ <= at) return;
    armed_for_ = at;
    auto const wait = std::clamp<std::int64_t>(at - queue_.now(), 0, longest_sleep);
    timer_->timer.expires_after(std::chrono::microseconds(wait));
    timer_->timer.async_wait([this, alive = std::weak_ptr<bool>(alive_)](boost::system::error_code cancelled) {
        if (!cancelled && !alive.expired()) on_timer();
    });
}

void scheduler::core::on_timer() {
    armed_for_ = 0;
    if (stopping_) return;
    auto const now = queue_.now();
    auto soonest = wake_sites(now);
    auto const lanes = wake_lanes(now);
    if (soonest == 0 || (lanes != 0 && lanes < soonest)) soonest = lanes;
    bool const is_due = next_due_ != 0 && next_due_ <= now;
    if (sites_.size() >= most_sites) retire_idle();    // all were looked at just now anyway
    if (is_due) look_for_due();
    else if (next_due_ != 0) arm(next_due_);
    if (soonest != 0) arm(soonest);
    pump();
}

// When the next of the others may be used again; 0: there is none.
std::int64_t scheduler::core::wake_sites(std::int64_t now) {
    std::int64_t soonest = 0;
    for (auto& [name, one] : sites_) {
        if (one->blocked_until != 0 && one->blocked_until <= now) unblock(*one);
        if (one->paused_until <= now) one->paused_until = 0;
        auto const next = std::max(one->blocked_until, one->paused_until);
        if (next == 0) list(*one);
        else soonest = soonest == 0 ? next : std::min(soonest, next);
    }
    return soonest;
}

// The same of transports.
std::int64_t scheduler::core::wake_lanes(std::int64_t now) {
    std::int64_t soonest = 0;
    for (auto& [name, one] : lanes_) {
        if (one.paused_until > now) {
            soonest = soonest == 0 ? one.paused_until : std::min(soonest, one.paused_until);
            continue;
        }
        one.paused_until = 0;
        list_parked(std::exchange(one.waiting, {}));
    }
    return soonest;
}

void scheduler::core::count_active() {
    active_count_.store(active_.size(), std::memory_order_relaxed);
    queue_.set_active(active_.size(), active_recipients_);
    if (queue_.is_full()) more_due_ = true;    // what comes now waits in the database
}

// Few that wait are left here, and there is room for a good part of a batch.
bool scheduler::core::wants_more() const noexcept {
    auto const& rules = queue_.settings();
    bool const has_room = active_.size() + std::min(due_batch, rules.active_limit / 2) <= rules.active_limit &&
                          active_recipients_ + rules.recipient_limit / 4 <= rules.recipient_limit;
    return more_due_ && retried_active_ < low_water && has_room;
}

void scheduler::core::flush() {
    for (auto& [name, one] : sites_) {
        if (one->blocked_until != 0) unblock(*one);
    }
    flushed_until_ = queue_.now();
    auto work = [now = flushed_until_](store_db& db) { return db.make_due(now, std::nullopt); };
    auto done = [this](base::error_code failed) {
        if (!failed) look_for_due();
    };
    submit(std::make_unique<change>(job::kind::must, work, done), writer::urgency::now);
    pump();
}

net::task<base::error_code> scheduler::core::flush(std::uint64_t number) {
    auto work = [number, now = queue_.now()](store_db& db) { return db.make_due(now, number); };
    awaited_change made(job::kind::must, work);
    flushed_.insert(number);
    auto const failed = co_await perform(queue_.writer(), parts_.where, made);
    if (failed) flushed_.erase(number);
    else look_for_due();
    co_return failed;
}

void scheduler::core::submit(std::unique_ptr<job> work, writer::urgency when) {
    // Counts what is under way, so that stop() can wait for it.
    class counted final : public job {
    public:
        counted(std::unique_ptr<job> inner, std::size_t& jobs) : inner_(std::move(inner)), jobs_(jobs) { ++jobs_; }
        job::kind what() const noexcept override { return inner_->what(); }
        result<void> apply(store_db& db) override { return inner_->apply(db); }
        void give(std::vector<std::unique_ptr<message>>& out) override { inner_->give(out); }
        void settle(base::error_code failed) noexcept override {
            inner_->settle(failed);
            --jobs_;
        }

    private:
        std::unique_ptr<job> inner_;
        std::size_t& jobs_;
    };
    queue_.writer().submit(std::make_unique<counted>(std::move(work), jobs_), parts_.where, when);
}

// active -> deferred, due at once: what was not finished when the server stopped.
void scheduler::core::give_back(message& what) {
    auto const now = queue_.now();
    auto row = row_for(what, what.told_late || !is_late(what.what, now) ? now : what.what.deliver_by);    // the row tells whether it is told
    if (what.wish == wish::hold && row.state == state::deferred) row.state = state::hold;
    std::vector<std::pair<std::uint32_t, progress>> done;
    for (std::uint32_t at = 0; at < what.recipients.size(); ++at) {
        auto const& how = what.recipients[at];
        if (how.fate == fate::sent || (how.fate == fate::bounced && how.told)) done.emplace_back(at, how);
    }
    auto work = [row = std::move(row), done = std::move(done), wanted = what.wish](store_db& db) -> result<void> {
        if (wanted == wish::remove) return db.remove(row.number, store_db::rows::all);
        for (auto const& [at, how] : done) {
            if (auto ok = db.set_progress(row.number, at, how); !ok) return ok;
        }
        return db.set_status(row);
    };
    submit(std::make_unique<change>(job::kind::must, std::move(work), nullptr), writer::urgency::now);
}

net::task<void> scheduler::core::stop(std::chrono::milliseconds grace) {
    stopping_ = true;
    timer_->timer.cancel();
    auto const end = std::chrono::steady_clock::now() + grace;
    for (auto& [name, one] : sites_) {
        if (!one->by) continue;
        auto const left = end - std::chrono::steady_clock::now();
        co_await one->by->stop(std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left), {}));
    }
    asio::steady_timer pause(parts_.where.executor());
    while (in_flight_.load() > 0) {
        pause.expires_after(std::chrono::milliseconds(1));
        co_await pause.async_wait(asio::use_awaitable);
    }
    for (auto& [number, one] : active_) give_back(*one);
    active_.clear();
    while (jobs_ > 0) {
        pause.expires_after(std::chrono::milliseconds(1));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}  // namespace mailstead::mta::queue

// Where to, and how many at once.
#include <unordered_map>

#include <fmt/format.h>

#include "base/log.h"
#include "mta/queue/schedule.h"
#include "mta/queue/scheduler_core.h"
#include "mta/queue/time_limit.h"

namespace mailstead::mta::queue {
namespace {

constexpr std::size_t most_remembered = 200;    // groups that wait for one foreign place with their texts in memory
constexpr std::size_t most_loading = 16;        // small texts that are read at once although memory is full
constexpr std::uint64_t small_text = 256 * 1024;

// Behind all that are as urgent, in front of those that are less (RFC 6710 §5); nearly always at the end.
void add_by_priority(std::deque<group>& waiting, group one) {
    auto at = waiting.end();
    while (at != waiting.begin() && std::prev(at)->whose->what.priority < one.whose->what.priority) --at;
    waiting.insert(at, std::move(one));
}

constexpr unsigned most_losses = 3;    // a message that our store dies of gets the long pauses of deferred mail

bool is_open(progress const& how) { return how.fate == fate::pending || how.fate == fate::deferred; }

}  // namespace

void scheduler::core::route(message& what) {
    targets where(what.recipients.size());
    for (std::size_t at = 0; at < where.size(); ++at) {
        if (!is_open(what.recipients[at])) continue;
        // A filter gets the whole message, whatever the recipients' own ways are.
        if (!what.what.filter.empty() && what.what.report != reporting::verify) {
            where[at] = parts_.routes.filter(what.what.filter, what.what.recipients[at].address);
            continue;
        }
        where[at] = parts_.routes.remembered(what.what.sender, what.what.recipients[at].address);
        if (!where[at]) {
            ++in_flight_;
            what.busy = true;
            parts_.tasks.run("qmgr", ask_and_route(&what));
            return;
        }
    }
    disperse(what, where);
}

net::task<void> scheduler::core::ask_and_route(message* what) {
    targets where(what->recipients.size());
    for (std::size_t at = 0; at < where.size(); ++at) {
        if (!is_open(what->recipients[at])) continue;
        auto const& address = what->what.recipients[at].address;
        where[at] = parts_.routes.remembered(what->what.sender, address);
        if (where[at]) continue;
        auto found = co_await parts_.routes.resolve(what->what.sender, address);
        if (found) {
            where[at] = std::move(*found);
            continue;
        }
        auto trouble = std::make_shared<route::target>();
        trouble->transport = "error";
        trouble->status = "4.3.0";
        trouble->text = fmt::format("address lookup failure: {}", found.error().message());
        where[at] = std::move(trouble);
    }
    --in_flight_;
    what->busy = false;
    if (stopping_) co_return;
    if (what->wish != wish::none) finish(*what);
    else disperse(*what, where);
    pump();
}

// Splits the message by destination. What needs no attempt is decided at once.
void scheduler::core::disperse(message& what, targets const& where) {
    struct share {
        std::shared_ptr<route::target const> to;
        std::vector<std::uint32_t> recipients;
    };
    std::vector<share> shares;
    std::unordered_map<route::target const*, std::size_t> by_target;
    std::unordered_map<std::string, std::size_t> by_place;
    for (std::uint32_t at = 0; at < where.size(); ++at) {
        if (!where[at]) continue;
        auto const [known, is_new] = by_target.try_emplace(where[at].get(), shares.size());
        if (is_new) {
            auto place = fmt::format("{}\n{}\n{}", static_cast<int>(where[at]->kind), where[at]->destination(), where[at]->text);
            known->second = by_place.try_emplace(std::move(place), shares.size()).first->second;
            if (known->second == shares.size()) shares.push_back({where[at], {}});
        }
        shares[known->second].recipients.push_back(at);
    }
    what.open_groups = 1;    // held until all of it has been handed out
    for (auto& one : shares) enqueue(what, one.to, std::move(one.recipients));
    close(what, {});
}

void scheduler::core::enqueue(message& what, std::shared_ptr<route::target const> const& where,
                              std::vector<std::uint32_t> recipients) {
    bool const waits = where->by && where->by->waits && !what.flushed;
    bool const would_run = what.what.report == reporting::verify && where->kind == route::target::way::pipe;
    if (waits || would_run || !where->needs_attempt()) {
        delivery_times now;
        now.started = now.ended = queue_.now();
        auto const how = would_run ? delivers_to_command(*where) : waits ? waiting_for_flush() : outcome(*where);
        for (auto const at : recipients) {
            if (waits) decide(what, at, how, "error", now);
            else decide(what, at, how, *where, now);
        }
        return;
    }
    auto& to = site_of(where);
    if (what.flushed && to.blocked_until != 0) unblock(to);
    auto& waiting = what.retried ? to.retried : to.fresh;
    std::size_t const most = what.what.verp.empty() ? to.recipient_limit : 1;    // VERP: each has a sender of his own
    for (std::size_t at = 0; at < recipients.size(); at += most) {
        auto const end = std::min<std::size_t>(recipients.size(), at + most);
        group part;
        part.whose = &what;
        part.recipients.assign(recipients.begin() + static_cast<std::ptrdiff_t>(at),
                               recipients.begin() + static_cast<std::ptrdiff_t>(end));
        ++what.open_groups;
        add_by_priority(waiting, std::move(part));
    }
    // What waits long for a slow place must not take the memory of what goes at once.
    bool const is_short = queue_.remembered() > queue_.settings().body_memory / 2;
    if (is_short && !to.is_ours() && waiting.size() > most_remembered) what.text.reset();
    list(to);
}

concurrency_settings scheduler::core::rules_for(route::target const& where) const {
    auto const& usual = queue_.settings();
    auto rules = usual.concurrency;
    if (where.kind == route::target::way::store) {
        rules.initial = rules.limit = usual.local_in_flight;
        rules.pause = {};
        return rules;
    }
    if (where.by) rules = where.by->limits;
    if (rules.pause.count() > 0) rules.initial = rules.limit = 1;
    return rules;
}

site& scheduler::core::site_of(std::shared_ptr<route::target const> const& where) {
    auto name = where->destination();
    auto const found = sites_.find(name);
    if (found != sites_.end()) {
        auto& known = *found->second;
        bool const changed = known.where->by != where->by;    // the configuration was read again
        if (changed) use_rules(known, *where);
        if (changed) known.where = where;
        return known;
    }
    if (sites_.size() >= std::max(most_sites, retire_at_)) retire_idle();
    auto one = std::make_unique<site>(where, rules_for(*where));
    use_rules(*one, *where);
    one->by = parts_.carriers.open(*where);
    return *sites_.emplace(std::move(name), std::move(one)).first->second;
}

void scheduler::core::use_rules(site& one, route::target const& where) {
    one.use(rules_for(where));
    one.among = &lanes_[where.transport];
    one.among->most = where.by && !one.is_ours() ? where.by->most : 0;
    one.among->pause = where.by ? std::chrono::microseconds(where.by->pause).count() : 0;
    if (one.among->pause > 0) one.among->most = 1;
}

// Destinations come and go: those that nobody uses are forgotten, their connections with them.
void scheduler::core::retire_idle() {
    ended_since_look_ = 0;
    looked_over_.fetch_add(sites_.size(), std::memory_order_relaxed);
    for (auto at = sites_.begin(); at != sites_.end();) {
        if (!at->second->is_idle()) {
            ++at;
            continue;
        }
        ++in_flight_;
        parts_.tasks.run("qmgr", retire(std::move(at->second)));
        at = sites_.erase(at);
    }
    retire_at_ = 2 * sites_.size();    // before there are as many again, a look would find the busy ones that are left
}

// A surge leaves many destinations that no new one follows: they go when as many deliveries have ended as there are
// destinations, or when nothing is under way.
void scheduler::core::retire_after_surge() {
    ++ended_since_look_;
    if (stopping_ || sites_.size() <= most_sites) return;
    if (in_flight_ == 0 || ended_since_look_ >= 2 * sites_.size()) retire_idle();
}

net::task<void> scheduler::core::retire(std::unique_ptr<site> idle) {
    co_await idle->by->stop(std::chrono::seconds(1));
    --in_flight_;
}

void scheduler::core::list(site& one) {
    if (one.listed || !one.has_work()) return;
    one.listed = true;
    ready_.push_back(&one);
}

// Round-robin between the destinations that have work and room.
void scheduler::core::pump() {
    if (stopping_) return;
    while (!ready_.empty()) {
        auto& one = *ready_.front();
        ready_.pop_front();
        one.listed = false;
        if (!may_start(one)) continue;    // listed again when an answer, the timer or memory comes
        begin(one);
        list(one);
    }
}

bool scheduler::core::may_start(site& one) {
    if (!one.has_work() || !one.load.has_room() || one.blocked_until != 0 || one.paused_until != 0) return false;
    // Texts that have to be read wait for room in memory, but one at a time always goes, and a few small ones.
    if (!one.among->has_room()) {
        park(one, one.among->waiting);
        return false;
    }
    auto const& next = one.upcoming();
    bool const fits = queue_.remembered() + next.size <= queue_.settings().body_memory;
    bool const small = next.size <= small_text && loading_ < most_loading;
    if (next.text || fits || small || loading_ == 0) return true;
    park(one, starved_);
    return false;
}

// It has work and is listed again by what it waits for; list() may be sooner.
void scheduler::core::park(site& one, std::vector<site*>& with) {
    if (one.parked) return;
    one.parked = true;
    with.push_back(&one);
}

void scheduler::core::list_parked(std::vector<site*> ones) {
    for (auto* one : ones) {
        one->parked = false;
        list(*one);
    }
}

void scheduler::core::begin(site& one) {
    auto next = one.take();
    one.load.started();
    ++one.deliveries;
    ++one.among->in_flight;
    ++in_flight_;
    bool const reads = !next.whose->text;
    if (reads) ++loading_;
    parts_.tasks.run("qmgr", carry(&one, std::move(next), reads));
}

net::task<void> scheduler::core::carry(site* to, group what, bool reads) {
    delivery_times when;
    when.started = queue_.now();
    base::error_code unread;
    if (reads && !what.whose->text) unread = co_await load(what.whose);    // another group may have read it meanwhile
    if (!unread && must_return(what.whose->what, when.started)) {
        to->load.answered();
        when.ended = queue_.now();
        too_late(what, when);
    } else if (!unread) {
        auto transaction = make_transaction(*what.whose, what.recipients, queue_.queue_number(), to->where->via);
        transaction.more_follows = to->is_in_demand(when.started);
        auto const result = co_await to->by->deliver(std::move(transaction));
        when.ended = queue_.now();
        when.setup = result.setup;
        settle(*to, std::move(what), result, when);
    } else {
        when.ended = queue_.now();
        to->load.answered();    // it is not the site's fault
        unreadable(what, unread, when);
    }
    if (reads) --loading_;
    --in_flight_;
    --to->among->in_flight;
    --to->deliveries;
    to->last_ended = when.ended;
    if (to->pause > 0) arm(to->paused_until = when.ended + to->pause);
    if (to->among->pause > 0) arm(to->among->paused_until = when.ended + to->among->pause);
    list(*to);
    list_parked(std::exchange(to->among->waiting, {}));
    list_parked(std::exchange(starved_, {}));
    pump();
    retire_after_surge();
}

net::task<base::error_code> scheduler::core::load(message* what) {
    std::vector<std::string> pieces;
    if (what->extents.empty()) {
        auto work = [&pieces, number = what->number](store_db& db) -> result<void> {
            auto text = db.text(number);
            if (!text) return text.error();
            pieces.push_back(std::move(*text));
            return {};
        };
        awaited_change reading(job::kind::read, work);
        auto const failed = co_await perform(queue_.writer(), parts_.where, reading);
        if (failed) co_return failed;
    } else {
        auto read = [this, what] { return queue_.segments().read(what->extents, what->size); };
        auto got = co_await net::blocking(parts_.disk, read);
        if (!got) co_return got.error();
        pieces = std::move(*got);
    }
    std::uint64_t size = 0;
    for (auto const& piece : pieces) size += piece.size();
    if (size != what->size) co_return errc::damaged;
    what->text = queue_.hold(std::move(pieces), size);
    co_return base::error_code();
}

void scheduler::core::unreadable(group const& what, base::error_code why, delivery_times const& when) {
    auto& whose = *what.whose;
    progress how;
    how.fate = fate::deferred;
    how.status = "4.3.0";
    how.reason = fmt::format("queue file read error: {}", why.message());
    for (auto const at : what.recipients) decide(whose, at, how, "qmgr", when);
    whose.damaged = whose.damaged || why == errc::damaged || why == errc::not_found;
    close(whose, what.recipients);
}

// The time was over while it waited for its turn.
void scheduler::core::too_late(group const& what, delivery_times const& when) {
    progress how;
    how.fate = fate::bounced;
    how.status = "5.4.7";
    how.reason = "delivery time expired";
    for (auto const at : what.recipients) decide(*what.whose, at, how, "error", when);
    close(*what.whose, what.recipients);
}

void scheduler::core::settle(site& to, group what, lmtp::transaction_result const& result, delivery_times const& when) {
    auto& whose = *what.whose;
    // A delivery of ours that is put off may have filled some of its mailboxes: the next attempt has to look for them.
    auto const put_off = [](auto const& one) { return one.what == lmtp::fate::replied && one.code >= 400 && one.code < 500; };
    if (to.is_ours() && std::any_of(result.recipients.begin(), result.recipients.end(), put_off)) whose.uncertain = true;
    if (is_uncertain(result)) {
        whose.uncertain = true;
        ++what.losses;
    }
    if (is_site_trouble(result)) {
        if (keeps_after_trouble(to, what, result, when.ended)) return;
    } else {
        to.load.answered();
        to.failures = 0;
    }
    auto const& relay = to.is_ours() ? to.where->transport : to.by->relay();
    for (std::size_t i = 0; i < what.recipients.size(); ++i) {
        auto const& one = result.recipients.at(i);
        if (sent_elsewhere(to, whose, what.recipients[i], one)) continue;
        auto how = outcome(one, to.where->kind, relay);
        bool const foreign = to.where->kind == route::target::way::smtp && how.fate == fate::sent;
        how.relayed = foreign && owes_relay_report(whose.what, whose.what.recipients[what.recipients[i]], one.takes_by, when.ended);
        decide(whose, what.recipients[i], std::move(how), *to.where, when);
    }
    close(whose, what.recipients);
}

// best_mx_transport takes what no other server wants to take from us because we are its best exchanger. Mail that has to go
// through a filter has no other way.
bool scheduler::core::sent_elsewhere(site const& to, message& what, std::uint32_t at, lmtp::recipient_result const& result) {
    if (to.where->kind != route::target::way::smtp || !loops_back(result) || what.wish != wish::none || stopping_) return false;
    if (!what.what.filter.empty()) return false;
    auto const instead = parts_.routes.at_best_exchanger(what.what.recipients[at].address);
    if (!instead) return false;
    std::vector<std::uint32_t> whom(1, at);
    enqueue(what, instead, std::move(whom));
    return true;
}

// True: the group waits at the head of its queue for the site. Mail for our own store does not go through the long
// pauses of deferred mail because the store was restarted; a foreign site that is down defers all that waits for it.
bool scheduler::core::keeps_after_trouble(site& to, group& what, lmtp::transaction_result const& result,
                                          std::int64_t now) {
    bool const dead = to.load.lost();
    auto const& why = result.recipients.front().text;
    auto const keep = [&] {
        (what.whose->retried ? to.retried : to.fresh).push_front(std::move(what));
        return true;
    };
    if (what.whose->wish != wish::none) return false;
    if (stopping_) return keep();
    if (!to.is_ours()) {
        if (dead) suspend(to, why);
        return false;
    }
    if (to.blocked_until == 0) {
        auto const pause = std::min<std::int64_t>(std::int64_t{250000} << std::min(to.failures, 16u),
                                                  queue_.settings().retry.transport_retry.count() * 1000);
        ++to.failures;
        block(to, now + pause, why);
    }
    if (what.losses >= most_losses || is_too_old(*what.whose, now) || must_return(what.whose->what, now)) return false;
    return keep();
}

void scheduler::core::block(site& to, std::int64_t until, std::string_view why) {
    // Our own store's absence is the administrator's affair, another server's nobody's.
    auto const level = to.is_ours() ? base::log::level::warning : base::log::level::info;
    base::log::write(level, "qmgr", fmt::format("{}: {}: next try in {} s", to.by->relay(), why, seconds_text(until - queue_.now())));
    to.blocked_until = until;
    to.load.revive();
    arm(until);
}

void scheduler::core::unblock(site& to) {
    to.blocked_until = 0;
    to.load.revive();
    list(to);
}

void scheduler::core::suspend(site& to, std::string const& why) {
    if (to.blocked_until != 0) return;
    block(to, queue_.now() + queue_.settings().retry.minimal_backoff.count() * 1000, why);
    progress how;
    how.fate = fate::deferred;
    how.status = "4.4.1";
    how.reason = "delivery temporarily suspended: " + why;
    delivery_times now;
    now.started = now.ended = queue_.now();
    for (auto* queue : {&to.fresh, &to.retried}) {
        for (auto& waiting : std::exchange(*queue, {})) {
            for (auto const at : waiting.recipients) decide(*waiting.whose, at, how, "error", now);
            close(*waiting.whose, waiting.recipients);
        }
    }
}

}  // namespace mailstead::mta::queue

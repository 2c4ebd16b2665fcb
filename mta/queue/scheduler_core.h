// The inside of the scheduler: private to mta/queue/scheduler*.cpp.
#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mta/queue/bounce.h"
#include "mta/queue/deliver.h"
#include "mta/queue/destination.h"
#include "mta/queue/log_lines.h"
#include "mta/queue/moves.h"
#include "mta/queue/scheduler.h"

namespace mailstead::mta::queue {

// Recipients of one message that travel in one transaction.
struct group {
    message* whose = nullptr;
    std::vector<std::uint32_t> recipients;
    unsigned losses = 0;    // attempts that ended unknown
};

// A report that somebody is owed about some recipients.
struct notice {
    report_kind kind = report_kind::failure;
    bool for_postmaster = false;
    std::string to;
    std::string sender;                   // as the recipient saw it; empty: the envelope's
    std::vector<std::uint32_t> about;
    bool time_is_over = false;            // a delay: the time of DELIVERBY
};

// It has been made: the log's words for it, and the report.
struct made_report {
    made_report(char const* told, std::unique_ptr<message> made) : words(told), report(std::move(made)) {}
    char const* words;
    std::unique_ptr<message> report;
};

// Since when delivery has been tried: a message that was held back gets its whole time then.
inline std::int64_t began(envelope const& of) noexcept { return std::max(of.arrival, of.release_at); }

struct site;

// All destinations of one transport share its limit of deliveries under way.
struct lane {
    unsigned most = 0;            // 0: no limit
    unsigned in_flight = 0;
    std::int64_t pause = 0;           // microseconds between two deliveries; 0: none
    std::int64_t paused_until = 0;    // microseconds since 1970: its pause
    std::vector<site*> waiting;

    bool has_room() const noexcept { return paused_until == 0 && (most == 0 || in_flight < most); }
};

// A destination, what waits for it and how it is doing.
struct site {
    site(std::shared_ptr<route::target const> to, concurrency_settings const& rules) : where(std::move(to)), load(rules) { use(rules); }

    void use(concurrency_settings const& rules) noexcept {
        load.use(rules);
        recipient_limit = std::max(1u, rules.recipient_limit);
        slot_cost = rules.slot_cost;
        pause = std::chrono::microseconds(rules.pause).count();
    }
    // Whose delivery comes next. There is work.
    message const& upcoming() { return *next_in(turn())->whose; }
    group take() {
        auto& queue = turn();
        auto const at = next_in(queue);
        if (at != queue.begin()) run = 0;
        else run = at->whose == latest ? run + 1 : 1;
        if (run > 0) latest = at->whose;
        old_turn = !old_turn;
        auto out = std::move(*at);
        queue.erase(at);
        return out;
    }
    // New and old mail take turns, so that a backlog does not hold new mail up, nor the reverse.
    std::deque<group>& turn() noexcept {
        auto& first = old_turn ? fresh : retried;
        return first.empty() ? (old_turn ? retried : fresh) : first;
    }
    // A message with many does not hold up those behind it: after slot_cost of its own another one's goes.
    std::deque<group>::iterator next_in(std::deque<group>& queue) const {
        auto const head = queue.begin();
        if (slot_cost == 0 || head->whose != latest || run < slot_cost) return head;
        auto const other = std::find_if(head, queue.end(), [this](group const& one) { return one.whose != latest; });
        return other == queue.end() ? head : other;
    }
    // Nothing of it is needed any more: it can be made anew.
    bool is_idle() const noexcept {
        return !is_ours() && !has_work() && !listed && !parked && deliveries == 0 && blocked_until == 0 && paused_until == 0;
    }

    bool is_ours() const noexcept { return where->kind == route::target::way::store; }
    bool has_work() const noexcept { return !fresh.empty() || !retried.empty(); }

    // Mail waits, or the last delivery ended a moment ago: connections are worth keeping, as Postfix's qmgr sees it.
    bool is_in_demand(std::int64_t now) const noexcept { return has_work() || (last_ended != 0 && now - last_ended <= back_to_back); }

    static constexpr std::int64_t back_to_back = 1'000'000;    // microseconds
    std::shared_ptr<route::target const> where;
    std::unique_ptr<carrier> by;
    concurrency load;
    unsigned recipient_limit = 1;
    std::int64_t pause = 0;            // microseconds between two deliveries; 0: none, and they may overlap
    std::deque<group> fresh, retried;
    bool old_turn = false;
    unsigned slot_cost = 0;
    message const* latest = nullptr;   // whose delivery went last in its turn; only compared
    unsigned run = 0;                  // deliveries of it since another one overtook
    unsigned deliveries = 0;           // coroutines that refer to it
    bool listed = false;               // in core::ready_
    bool parked = false;               // in core::starved_ or in lane::waiting
    lane* among = nullptr;             // the transport's
    std::int64_t blocked_until = 0;    // microseconds since 1970: it could not be reached
    std::int64_t paused_until = 0;     // the same: its pause
    unsigned failures = 0;             // in a row
    std::int64_t last_ended = 0;       // microseconds since 1970: the last delivery; 0: none yet
};

class scheduler::core {
public:
    explicit core(parts);
    ~core();

    void start();
    void flush();
    net::task<base::error_code> flush(std::uint64_t number);
    net::task<base::error_code> administer(admin_move move, std::uint64_t number);
    net::task<void> stop(std::chrono::milliseconds grace);
    void arrived(std::vector<std::unique_ptr<message>> fresh);
    figures counted() const noexcept;

private:
    static constexpr std::size_t low_water = 250;    // when so few retried messages are left, more are taken
    static constexpr std::size_t most_sites = 500;    // before the idle ones go
    using targets = std::vector<std::shared_ptr<route::target const>>;

    // scheduler.cpp: what is taken up when
    void look_for_due();
    struct due_mail;
    void take_up(due_mail& found, base::error_code failed);
    void activate(std::unique_ptr<message> what);
    void put_off(std::unique_ptr<message> what);
    void condemn(std::uint64_t number, std::string_view reason);
    void arm(std::int64_t at);
    void on_timer();
    void submit(std::unique_ptr<job> work, writer::urgency when);
    void give_back(message& what);
    void count_active();
    bool wants_more() const noexcept;

    // scheduler_admin.cpp: what the administrator wants
    void withdraw(message& what, wish why);

    // scheduler_sites.cpp: where to, and how many at once
    void route(message& what);
    net::task<void> ask_and_route(message* what);
    void disperse(message& what, targets const& where);
    void enqueue(message& what, std::shared_ptr<route::target const> const& where, std::vector<std::uint32_t> recipients);
    site& site_of(std::shared_ptr<route::target const> const& where);
    concurrency_settings rules_for(route::target const& where) const;
    void retire_idle();
    void retire_after_surge();
    net::task<void> retire(std::unique_ptr<site> idle);
    void list(site& one);
    static void park(site& one, std::vector<site*>& with);
    void list_parked(std::vector<site*> ones);
    void use_rules(site& one, route::target const& where);
    void pump();
    bool may_start(site& one);
    void begin(site& one);
    net::task<void> carry(site* to, group what, bool reads);
    net::task<base::error_code> load(message* what);
    void settle(site& to, group what, lmtp::transaction_result const& result, delivery_times const& when);
    bool sent_elsewhere(site const& to, message& what, std::uint32_t at, lmtp::recipient_result const& result);
    bool keeps_after_trouble(site& to, group& what, lmtp::transaction_result const& result, std::int64_t now);
    void block(site& to, std::int64_t until, std::string_view why);
    void suspend(site& to, std::string const& why);
    void unblock(site& to);
    std::int64_t wake_sites(std::int64_t now);
    std::int64_t wake_lanes(std::int64_t now);
    void too_late(group const& what, delivery_times const& when);
    void unreadable(group const& what, base::error_code why, delivery_times const& when);

    // scheduler_end.cpp: what becomes of a message after an attempt
    void decide(message& what, std::uint32_t recipient, progress how, route::target const& by, delivery_times const&);
    void decide(message& what, std::uint32_t recipient, progress how, std::string_view program, delivery_times const&);
    void close(message& what, std::vector<std::uint32_t> const& recipients);
    void finish(message& what);
    void conclude(message& what, std::vector<made_report> reports);
    void expire(message& what, std::int64_t now);
    void return_late(message& what);
    std::int64_t life_of(message const& what) const;    // milliseconds
    bool is_too_old(message const& what, std::int64_t now) const;
    void ended(end_of_attempt& job, base::error_code failed);
    status_row row_for(message const& what, std::int64_t next) const;

    // scheduler_reports.cpp: who is told
    bool owes_success(message const& what, std::uint32_t at) const;
    void add_failures(message const& what, std::vector<notice>& out) const;
    bool is_to_be_warned(message const& what) const;
    void add_delays(message const& what, std::vector<notice>& out) const;
    bool is_notice(message const& what) const;
    std::vector<notice> owed(message const& what) const;
    net::task<void> finish_with_reports(message* what);
    static void told(message& what, notice const& one);
    static void untold(message& what, notice const& one);
    std::unique_ptr<message> make_report(message const& about, notice const& one);

    parts parts_;
    storage& queue_;
    struct sleeper;                      // the one timer
    std::unique_ptr<sleeper> timer_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::int64_t armed_for_ = 0;         // 0: the timer sleeps
    std::int64_t next_due_ = 0;          // 0: nothing is deferred
    std::int64_t last_look_ = 0;
    bool looking_ = false;
    std::int64_t flushed_until_ = 0;     // what was due by then is tried because somebody asked for it
    std::unordered_set<std::uint64_t> flushed_;    // the same, message by message
    bool more_due_ = false;              // the last look did not take everything
    bool stopping_ = false;
    std::size_t retried_active_ = 0;
    std::size_t active_recipients_ = 0;
    std::size_t jobs_ = 0;               // handed to the writer, not settled
    std::size_t loading_ = 0;            // deliveries under way whose texts had to be read

    std::unordered_map<std::uint64_t, std::unique_ptr<message>> active_;
    std::unordered_map<std::string, std::unique_ptr<site>> sites_;
    std::size_t retire_at_ = 0;          // so many destinations are worth a look for idle ones
    std::size_t ended_since_look_ = 0;   // deliveries
    std::map<std::string, lane> lanes_;    // by transport
    std::deque<site*> ready_;
    std::vector<site*> starved_;         // wait for memory
    std::atomic<std::uint64_t> delivered_{0}, deferred_{0}, bounced_{0}, active_count_{0}, in_flight_{0}, looked_over_{0};
};

}  // namespace mailstead::mta::queue

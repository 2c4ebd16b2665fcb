// Parsing, and transactions of many rows.
#include "store/fact_filler.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "store/facts_codec.h"
#include "store/read.h"

namespace mailstead::store {
namespace {

constexpr std::uint64_t most_waiting = 8 * 1024 * 1024;   // octets of text
constexpr std::uint64_t most_listed = 16 * 1024 * 1024;   // octets of text and rows, before who lists a mailbox stops to tell
constexpr std::uint64_t longest_text = 1024 * 1024;       // a longer one is parsed when somebody asks
constexpr std::uint64_t most_ready = 2 * 1024 * 1024;     // octets of rows
constexpr std::size_t most_delivered = 20'000;            // messages: about 5 MB of names
constexpr std::chrono::milliseconds patience{2000};
constexpr std::chrono::milliseconds quiet_after{200};     // the last delivery
constexpr int niceness = 15;

std::uint64_t octets_of(cache_step const& step) { return 64 + step.bytes.size(); }

}  // namespace

fact_filler::fact_filler(find_cache where) : where_(std::move(where)), thread_([this] { run(); }) {}

fact_filler::~fact_filler() {
    {
        std::lock_guard const hold(lock_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void fact_filler::add(job what) {
    bool idle;
    {
        std::lock_guard const hold(lock_);
        if (!what.text)
            for (auto const& step : what.steps) what.octets += octets_of(step);
        bool const may_wait = !what.text || waiting_octets_ + what.octets <= most_waiting;
        if (stopping_ || !may_wait) return;
        waiting_octets_ += what.octets;
        idle = waiting_.empty();
        waiting_.push_back(std::move(what));
    }
    if (idle) wake_.notify_one();
}

void fact_filler::put(std::string account, fact_key key, std::uint64_t octets, std::function<std::string()> text) {
    if (octets > longest_text) return;
    job one{std::move(account), {}, octets, std::move(text)};
    one.steps.push_back({cache_step::kind::put, std::move(key), {}, {}});
    add(std::move(one));
}

void fact_filler::put(std::string account, fact_key key, facts const& what) {
    auto bytes = encode(what);
    if (bytes.size() > longest_row) return;
    change(std::move(account), {{cache_step::kind::put, std::move(key), {}, std::move(bytes)}});
}

void fact_filler::change(std::string account, std::vector<cache_step> steps) {
    if (!steps.empty()) add({std::move(account), std::move(steps), 0, {}});
}

void fact_filler::when_quiet(std::string account, std::size_t messages, std::function<std::vector<cache_step>()> make) {
    bool first;
    std::vector<quiet_job> passed_over;    // freed without the lock
    {
        std::lock_guard const hold(lock_);
        quiet_at_ = std::chrono::steady_clock::now() + quiet_after;
        if (stopping_) return;
        first = delivered_.empty();
        // The latest mail is what clients ask for next.
        while (!delivered_.empty() && delivered_messages_ + messages > most_delivered) {
            delivered_messages_ -= delivered_.front().messages;
            passed_over.push_back(std::move(delivered_.front()));
            delivered_.pop_front();
        }
        delivered_messages_ += messages;
        delivered_.push_back({std::move(account), messages, std::move(make)});
    }
    if (first) wake_.notify_one();
}

bool fact_filler::has_room(std::uint64_t octets) {
    std::lock_guard const hold(lock_);
    return waiting_octets_ + octets <= most_listed;
}

void fact_filler::drain() {
    std::unique_lock hold(lock_);
    ++draining_;
    wake_.notify_one();
    written_.wait(hold, [this] { return waiting_.empty() && delivered_.empty() && ready_.empty() && !busy_; });
    --draining_;
}

void fact_filler::work_off(std::unique_lock<std::mutex>& hold) {
    auto one = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_octets_ -= one.octets;
    hold.unlock();
    if (one.text) one.steps.front().bytes = encode(*facts_from(std::string_view(one.text())));
    one.text = nullptr;
    hold.lock();
    keep(one.account, std::move(one.steps));
}

void fact_filler::work_off_quiet(std::unique_lock<std::mutex>& hold) {
    auto one = std::move(delivered_.front());
    delivered_.pop_front();
    delivered_messages_ -= one.messages;
    hold.unlock();
    auto steps = one.make();
    one.make = nullptr;
    hold.lock();
    keep(one.account, std::move(steps));
    if (delivered_.empty()) since_ -= patience;    // all of it: due now
}

void fact_filler::keep(std::string const& account, std::vector<cache_step> steps) {
    std::erase_if(steps, [](auto const& step) { return step.bytes.size() > longest_row; });
    if (steps.empty()) return;
    if (ready_.empty()) since_ = std::chrono::steady_clock::now();
    auto& into = ready_[account];
    for (auto& step : steps) {
        ready_octets_ += octets_of(step);
        into.push_back(std::move(step));
    }
}

bool fact_filler::is_quiet() const { return draining_ > 0 || std::chrono::steady_clock::now() >= quiet_at_; }

std::chrono::steady_clock::time_point fact_filler::next_look() const {
    if (delivered_.empty()) return since_ + patience;
    return ready_.empty() ? quiet_at_ : std::min(quiet_at_, since_ + patience);
}

bool fact_filler::has_work() const { return !waiting_.empty() || (!delivered_.empty() && is_quiet()); }

bool fact_filler::is_due() const {
    if (ready_.empty()) return false;
    if (ready_octets_ > most_ready) return true;
    if (waiting_.empty() && (stopping_ || draining_ > 0)) return true;
    return std::chrono::steady_clock::now() - since_ >= patience;
}

void fact_filler::write(std::unique_lock<std::mutex>& hold) {
    auto const all = std::exchange(ready_, {});
    ready_octets_ = 0;
    hold.unlock();
    for (auto const& [account, steps] : all) where_(account)->apply(steps);
    hold.lock();
}

void fact_filler::run() {
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);    // of this thread
    std::unique_lock hold(lock_);
    for (;;) {
        if (stopping_) delivered_ = {};    // it was for speed only
        bool const work = has_work();
        busy_ = work || is_due();
        if (!waiting_.empty()) work_off(hold);
        else if (work) work_off_quiet(hold);
        if (is_due()) write(hold);
        busy_ = false;
        if (has_work()) continue;
        if (ready_.empty() && delivered_.empty()) {
            written_.notify_all();
            if (stopping_) return;
            wake_.wait(hold);
        } else if (!is_due()) {
            wake_.wait_until(hold, next_look());
        }
    }
}

result<std::shared_ptr<facts const>> facts_of(fact_source const& from, std::uint32_t uid, fact_key const& key,
                                              std::function<result<std::unique_ptr<content>>()> const& open) {
    if (auto known = from.cache.find(std::span(&key, 1)).front()) {
        from.cache.remember(from.mailbox, uid, known);
        return known;
    }
    auto const text = open();
    if (!text) return text.error();
    auto made = facts_from(**text);
    if (!made) return made;
    from.cache.remember(from.mailbox, uid, *made);
    from.filler.put(from.account, key, **made);
    return made;
}

result<std::optional<std::string>> preview_of(fact_source const& from, std::uint32_t uid, fact_key const& key, mailbox::haste how,
                                              std::function<result<std::unique_ptr<content>>()> const& open) {
    auto known = from.cache.recent(from.mailbox, uid);
    if (!known || !known->preview) known = from.cache.find(std::span(&key, 1)).front();
    if (known && known->preview) return known->preview;
    if (how == mailbox::haste::lazy) return std::optional<std::string>();
    auto const text = open();
    if (!text) return text.error();
    auto const bytes = read_text(**text);
    if (!bytes) return bytes.error();
    auto const made = facts_with_preview(*bytes);
    from.cache.remember(from.mailbox, uid, made);
    from.filler.put(from.account, key, *made);
    return made->preview;
}

void expect_facts(fact_source const& from, index& rows, std::span<std::uint32_t const> uids, key_of_row key) {
    std::vector<std::uint32_t> unknown;
    for (auto const uid : uids)
        if (!from.cache.recent(from.mailbox, uid)) unknown.push_back(uid);
    auto const wanted = rows.rows(from.mailbox, unknown);
    if (!wanted) return;
    std::vector<fact_key> keys;
    for (auto const& row : *wanted) keys.push_back(key(row));
    auto const found = from.cache.find(keys);
    for (std::size_t i = 0; i < found.size(); ++i)
        if (found[i]) from.cache.remember(from.mailbox, (*wanted)[i].what.uid, found[i]);
}

void forget_facts(fact_source const& from, std::span<index_row const> gone, key_of_row key) {
    std::vector<cache_step> steps;
    for (auto const& row : gone) steps.push_back({cache_step::kind::remove, key(row), {}, {}});
    from.filler.change(from.account, std::move(steps));
}

}  // namespace mailstead::store

// Fills the accounts' fact caches, on a thread of its own that gives way to all others: deliveries do not wait for it. What comes
// faster than it can follow is passed over, and found out when somebody asks.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "store/fact_cache.h"
#include "store/index.h"
#include "store/mailbox.h"

namespace mailstead::store {

class fact_filler {
public:
    using find_cache = std::function<std::shared_ptr<fact_cache>(std::string const& account)>;
    explicit fact_filler(find_cache where);
    ~fact_filler();  // writes what is waiting, then joins
    fact_filler(fact_filler const&) = delete;

    // None of these blocks. `text` gives the stored text, of about `octets`, on the filler's thread.
    void put(std::string account, fact_key key, std::uint64_t octets, std::function<std::string()> text);
    void put(std::string account, fact_key key, facts const& what);
    void change(std::string account, std::vector<cache_step> steps);
    // `make` reads the texts of `messages` deliveries on the filler's thread, once no more have come for a while: they are the ones
    // who must not wait. Of more than 20,000 the oldest are passed over. A step larger than longest_row is not kept.
    static constexpr std::size_t longest_row = 256 * 1024;
    void when_quiet(std::string account, std::size_t messages, std::function<std::vector<cache_step>()> make);
    // Whether it has time for what somebody would like it to write, beside `octets` that he has at hand.
    bool has_room(std::uint64_t octets);
    // Returns when everything handed in before is in the database. Blocks.
    void drain();

private:
    struct job {
        std::string account;
        std::vector<cache_step> steps;
        std::uint64_t octets = 0;
        std::function<std::string()> text;  // for the first step, if set
    };
    struct quiet_job {
        std::string account;
        std::size_t messages;
        std::function<std::vector<cache_step>()> make;
    };
    void add(job what);
    void run();
    void work_off(std::unique_lock<std::mutex>& hold);
    void work_off_quiet(std::unique_lock<std::mutex>& hold);
    void keep(std::string const& account, std::vector<cache_step> steps);
    bool is_quiet() const;
    bool has_work() const;
    std::chrono::steady_clock::time_point next_look() const;
    void write(std::unique_lock<std::mutex>& hold);
    bool is_due() const;

    find_cache const where_;
    std::mutex lock_;
    std::condition_variable wake_, written_;
    std::deque<job> waiting_;
    std::uint64_t waiting_octets_ = 0;
    std::deque<quiet_job> delivered_;
    std::size_t delivered_messages_ = 0;
    std::chrono::steady_clock::time_point quiet_at_;    // unless more is delivered
    std::map<std::string, std::vector<cache_step>> ready_;  // for the next transactions
    std::uint64_t ready_octets_ = 0;
    std::chrono::steady_clock::time_point since_;            // the oldest of them
    unsigned draining_ = 0;
    bool busy_ = false;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses the others
};

// The facts of a message: from memory, cache.db, or the message itself, which `open` gives. Blocks.
struct fact_source {
    fact_cache& cache;
    fact_filler& filler;
    std::string const& account;
    std::int64_t mailbox;
};
result<std::shared_ptr<facts const>> facts_of(fact_source const& from, std::uint32_t uid, fact_key const& key,
                                              std::function<result<std::unique_ptr<content>>()> const& open);
// A message's preview (mime/preview.h): from memory or cache.db, else, unless `how` is lazy, from the message itself; then
// it is kept with the facts. Absent: not known. Blocks.
result<std::optional<std::string>> preview_of(fact_source const& from, std::uint32_t uid, fact_key const& key, mailbox::haste how,
                                              std::function<result<std::unique_ptr<content>>()> const& open);
// A row's key is its mailbox's own business.
using key_of_row = fact_key (*)(index_row const&);
// Those of many messages into memory, as far as cache.db knows them. Blocks.
void expect_facts(fact_source const& from, index& rows, std::span<std::uint32_t const> uids, key_of_row key);
// Messages that are gone. Does not block.
void forget_facts(fact_source const& from, std::span<index_row const> gone, key_of_row key);

}  // namespace mailstead::store

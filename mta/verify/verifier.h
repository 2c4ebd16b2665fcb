// Answers whether an address takes mail, from what is remembered, and has it probed where that is too little.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>

#include "base/clock.h"
#include "mta/verify/cache.h"
#include "net/disk.h"
#include "net/session_set.h"
#include "net/task.h"

namespace mailstead::mta::verify {

using net::task;

// Offers an address to whoever would get its mail, without a message.
class prober {
public:
    virtual ~prober() = default;
    // Bounded in time. On the verifier's thread.
    virtual task<finding> probe(std::string address) = 0;
    // Cuts the probes under way; later ones find nothing.
    virtual task<void> stop() = 0;
};

struct settings {
    verify::rules rules;
    std::string path;                        // of the cache's file; empty: memory only
    std::size_t pending_limit = 5000;        // address_verify_pending_request_limit
    std::chrono::seconds cleanup_interval{12 * 3600};    // 0: never
};

// On one thread, `home`'s; ask() may be awaited on any.
class verifier {
public:
    // All references outlive it. `tasks` belongs to `home`.
    verifier(net::executor home, settings wanted, net::session_set& tasks, net::disk_pool& files, base::clock const& clock,
             prober& by);

    // Opens the cache and keeps it clean, until stop().
    task<void> run();
    void stop();
    void use(verify::rules rules) { settings_.rules = rules; }

    // What is known now. Never waits for a probe.
    task<view> ask(std::string address);

private:
    task<view> answer(std::string address);
    task<record> remembered(std::string const& address);
    task<void> keep(std::string const& address, record const& one);
    task<void> find_out(std::string address);

    net::executor home_;
    settings settings_;
    net::session_set& tasks_;
    net::disk_pool& files_;
    base::clock const& clock_;
    prober& by_;
    struct store;
    std::shared_ptr<store> store_;           // the cache and its lock: jobs of the pool may outlive a call
    std::unordered_set<std::string> under_way_;
    bool stopping_ = false;
};

}  // namespace mailstead::mta::verify

// Guessing passwords is slow: how long the next attempt of an address, or on an account, has to wait. Pure but for the clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace mailstead::auth {

// Whom a remote address stands for: itself, and for IPv6 its /64. Empty for what is no address: nobody is slowed down.
std::string penalty_key(std::string_view address);

// Counts wrong logins by address and by account, for all protocols together. Any thread. Bounded: the oldest entries are
// forgotten first. Memory only: a restart forgets.
class penalties {
public:
    struct settings {
        std::chrono::milliseconds first{2000};           // after the first wrong login of an address, doubled by each further one; 0: none
        std::chrono::milliseconds most{15'000};          // no wait is longer
        unsigned account_free = 10;                      // so many wrong logins on an account count for none but their own addresses
        std::chrono::milliseconds account_most{100};     // the longest wait of an address that has made no mistake
        std::chrono::seconds memory{900};                // after the last wrong login
        std::size_t most_entries = 32768;                // of each kind
    };

    explicit penalties(base::clock const& now) : clock_(now) {}
    void use(settings values);

    // How long an attempt from `address` on `account` (empty: not known yet) has to wait before it is looked at. Where this
    // account was logged in to from this address lately, nobody's mistakes but its own on that account count.
    std::chrono::milliseconds wait(std::string_view address, std::string_view account);
    void failed(std::string_view address, std::string_view account);
    // The address is forgiven what it did on that account, or without naming one. The rest stays, and so does the account's counter: who has
    // one account could clear the way to others.
    void succeeded(std::string_view address, std::string_view account);
    std::size_t entries() const;

private:
    // Least recently used last.
    class counters {
    public:
        struct entry {
            std::string key;
            unsigned count = 0;
            base::steady_time last{};
        };
        entry* find(std::string const& key);
        entry& at(std::string const& key, std::size_t most);
        void erase(std::string const& key);
        std::size_t size() const noexcept { return order_.size(); }

    private:
        std::list<entry> order_;
        std::unordered_map<std::string, std::list<entry>::iterator> by_key_;
    };
    unsigned count(counters& among, std::string const& key, std::chrono::seconds memory);
    void add(counters& among, std::string const& key);
    void forgive(std::string const& address, std::string const& pair);
    std::chrono::milliseconds doubled(std::chrono::milliseconds first, unsigned times, std::chrono::milliseconds most) const;

    base::clock const& clock_;
    mutable std::mutex mutex_;
    settings values_;
    counters addresses_, accounts_;
    counters pairs_;          // the same mistakes by address and account, empty where none was named
    counters familiar_;       // address and account of a login that succeeded; counts the mistakes since
};

}  // namespace mailstead::auth

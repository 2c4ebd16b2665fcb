// What stands behind an LMTP session in tests: a store that answers as told, and a list of users.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "lmtp/users.h"
#include "store/deposit.h"

namespace mailstead::test {

// Takes deliveries on one thread. `hold`: answers wait until release().
class fake_depositor final : public store::depositor {
public:
    struct stored {
        store::delivery what;
        std::string body() const {
            std::string out;
            for (auto const& piece : *what.text) out += piece;
            return out;
        }
    };

    void deposit(store::delivery what, answer done) override {
        auto const trouble = failures.find(what.who.account);
        waiting.push_back(pending{{std::move(what)}, std::move(done), {}});
        if (trouble != failures.end()) waiting.back().error = trouble->second;
        if (!hold) release(waiting.size() - 1);
    }

    // Answers the `index`-th of those that wait.
    void release(std::size_t index) {
        auto one = std::move(waiting.at(index));
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(index));
        if (one.error) return one.done(one.error);
        bool const again = one.what.what.maybe_delivered && has(one.what.what.id);
        if (!again) all.push_back(std::move(one.what));
        one.done(again ? store::outcome::already_there : store::outcome::stored);
    }
    bool has(base::delivery_id const& id) const {
        for (auto const& each : all)
            if (each.what.id == id) return true;
        return false;
    }

    bool hold = false;
    std::map<std::string, base::error_code> failures;    // by account

    struct pending {
        stored what;
        answer done;
        base::error_code error;
    };
    std::deque<pending> waiting;
    std::vector<stored> all;
};

class fake_users final : public lmtp::users {
public:
    net::task<net::result<std::optional<mda::plan>>> plan_for(mda::recipient whom, std::string sender, rules by) override {
        ++lookups;
        senders.push_back(std::move(sender));
        asked_by.push_back(by);
        if (down) co_return base::from_errno(EIO);
        std::optional<mda::plan> out;
        if (auto const made = plans.find(whom.address); made != plans.end()) out = made->second;
        if (auto const known = accounts.find(whom.address); known != accounts.end()) out = mda::plan_for_virtual(known->second);
        co_return out;
    }
    void add(std::string address, bool maildir = true) {
        store::owner who;
        who.account = address;
        who.location = "/mail/" + address + (maildir ? "/" : "");
        accounts[address] = who;
    }

    std::map<std::string, store::owner> accounts;
    std::map<std::string, mda::plan> plans;
    std::vector<std::string> senders;
    std::vector<rules> asked_by;
    bool down = false;
    int lookups = 0;
};

}  // namespace mailstead::test

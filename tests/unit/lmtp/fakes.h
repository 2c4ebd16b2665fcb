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
        std::string body() const;
    };

    fake_depositor();
    ~fake_depositor() override;

    void deposit(store::delivery what, answer done) override;
    // Answers the `index`-th of those that wait.
    void release(std::size_t index);
    bool has(base::delivery_id const& id) const;

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
    fake_users();
    ~fake_users() override;

    net::task<net::result<std::optional<mda::plan>>> plan_for(mda::recipient whom, std::string sender, rules by) override;
    void add(std::string address, bool maildir = true);

    std::map<std::string, store::owner> accounts;
    std::map<std::string, mda::plan> plans;
    std::vector<std::string> senders;
    std::vector<rules> asked_by;
    bool down = false;
    int lookups = 0;
};

}  // namespace mailstead::test

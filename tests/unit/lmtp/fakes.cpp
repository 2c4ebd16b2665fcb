// A store that keeps what it takes in memory, and users that are looked up in maps.
#include "tests/unit/lmtp/fakes.h"

#include <cerrno>
#include <cstddef>
#include <utility>

namespace mailstead::test {

std::string fake_depositor::stored::body() const {
    std::string out;
    for (auto const& piece : *what.text) out += piece;
    return out;
}

fake_depositor::fake_depositor() = default;
fake_depositor::~fake_depositor() = default;

void fake_depositor::deposit(store::delivery what, answer done) {
    auto const trouble = failures.find(what.who.account);
    waiting.push_back(pending{{std::move(what)}, std::move(done), {}});
    if (trouble != failures.end()) waiting.back().error = trouble->second;
    if (!hold) release(waiting.size() - 1);
}

void fake_depositor::release(std::size_t index) {
    auto one = std::move(waiting.at(index));
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(index));
    if (one.error) return one.done(one.error);
    bool const again = one.what.what.maybe_delivered && has(one.what.what.id);
    if (!again) all.push_back(std::move(one.what));
    one.done(again ? store::outcome::already_there : store::outcome::stored);
}

bool fake_depositor::has(base::delivery_id const& id) const {
    for (auto const& each : all)
        if (each.what.id == id) return true;
    return false;
}

fake_users::fake_users() = default;
fake_users::~fake_users() = default;

net::task<net::result<std::optional<mda::plan>>> fake_users::plan_for(mda::recipient whom, std::string sender, rules by) {
    ++lookups;
    senders.push_back(std::move(sender));
    asked_by.push_back(by);
    if (down) co_return base::from_errno(EIO);
    std::optional<mda::plan> out;
    if (auto const made = plans.find(whom.address); made != plans.end()) out = made->second;
    if (auto const known = accounts.find(whom.address); known != accounts.end()) out = mda::plan_for_virtual(known->second);
    co_return out;
}

void fake_users::add(std::string address, bool maildir) {
    store::owner who;
    who.account = address;
    who.location = "/mail/" + address + (maildir ? "/" : "");
    accounts[address] = who;
}

}  // namespace mailstead::test

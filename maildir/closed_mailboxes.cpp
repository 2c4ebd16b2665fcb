// A list in the order of closing, and a table into it.
#include "maildir/closed_mailboxes.h"

#include <iterator>
#include <utility>

namespace mailstead::maildir {
namespace {

std::string key_of(std::string_view account, std::string_view path) {
    std::string out(account);
    out += '\0';
    out += path;
    return out;
}

std::size_t cost_of(closed_mailboxes::known const& what) { return what.view->size() + closed_mailboxes::entry_cost; }

}  // namespace

void closed_mailboxes::cut(entries::iterator at, entries& into) {
    by_key_.erase(at->key);
    cost_ -= cost_of(at->what);
    into.splice(into.begin(), kept_, at);
}

void closed_mailboxes::keep(std::string_view account, std::string_view path, known what) {
    entries made, dropped;    // freed after the lock
    made.push_back({key_of(account, path), std::move(what)});
    auto const cost = cost_of(made.front().what);
    std::lock_guard const hold(lock_);
    if (auto const old = by_key_.find(made.front().key); old != by_key_.end()) cut(old->second, dropped);
    if (cost > limit_) return;
    while (cost_ + cost > limit_) cut(std::prev(kept_.end()), dropped);
    kept_.splice(kept_.begin(), made);
    by_key_.emplace(kept_.front().key, kept_.begin());
    cost_ += cost;
}

std::optional<closed_mailboxes::known> closed_mailboxes::take(std::string_view account, std::string_view path) {
    auto const key = key_of(account, path);
    entries taken;
    std::lock_guard const hold(lock_);
    auto const found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    cut(found->second, taken);
    return std::move(taken.front().what);
}

std::size_t closed_mailboxes::cost() const {
    std::lock_guard const hold(lock_);
    return cost_;
}

}  // namespace mailstead::maildir

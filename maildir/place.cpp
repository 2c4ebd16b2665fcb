// Small sets of names behind small locks.
#include "maildir/place.h"

#include <functional>
#include <utility>

namespace mailstead::maildir {
namespace {

std::size_t hash_of(std::string_view name) noexcept { return std::hash<std::string_view>{}(name); }

}  // namespace

void place::expect(std::string_view base) {
    std::lock_guard const hold(names_);
    expected_.emplace(base);
}

void place::forget(std::string_view base) {
    std::lock_guard const hold(names_);
    expected_.erase(std::string(base));
}

bool place::expects(std::string_view base) const {
    std::lock_guard const hold(names_);
    return !expected_.empty() && expected_.count(std::string(base)) != 0;
}

void place::land(std::vector<delivered_file> files) {
    std::lock_guard const hold(names_);
    for (auto& file : files) landed_.push_back(std::move(file));
}

std::vector<delivered_file> place::take_landed() {
    std::lock_guard const hold(names_);
    for (auto const& file : landed_) expected_.erase(file.base);
    return std::exchange(landed_, {});
}

bool place::expects_any() const {
    std::lock_guard const hold(names_);
    return !expected_.empty();
}

void place::own(std::string_view name) {
    std::lock_guard const hold(names_);
    if (watched_) own_.insert(hash_of(name));
}

bool place::was_own(std::string_view name) {
    std::lock_guard const hold(names_);
    auto const at = own_.find(hash_of(name));
    if (at == own_.end()) return false;
    own_.erase(at);
    return true;
}

void place::disown_all() {
    std::lock_guard const hold(names_);
    own_.clear();
}

void place::watch(bool on) {
    std::lock_guard const hold(names_);
    watched_ = on;
    own_.clear();
}

bool place::watched() const {
    std::lock_guard const hold(names_);
    return watched_;
}

void place::note_foreign() {
    std::lock_guard const hold(names_);
    foreign_ = true;
}

bool place::take_foreign() {
    std::lock_guard const hold(names_);
    return std::exchange(foreign_, false);
}

std::shared_ptr<place> registry::at(std::string_view account, std::string_view path) {
    std::string key(account);
    key += '\0';
    key += path;
    std::shared_ptr<place> found;  // released after the lock: its deleter takes the lock too
    std::lock_guard const hold(table_->lock);
    auto& slot = table_->places[key];
    found = slot.lock();
    if (found) return found;
    auto const drop = [table = std::weak_ptr(table_), key](place* gone) {
        delete gone;
        auto const live = table.lock();
        if (!live) return;
        std::lock_guard const inner(live->lock);
        auto const at = live->places.find(key);
        if (at != live->places.end() && at->second.expired()) live->places.erase(at);
    };
    found = std::shared_ptr<place>(new place, drop);
    slot = found;
    return found;
}

std::size_t registry::size() const {
    std::lock_guard const hold(table_->lock);
    return table_->places.size();
}

}  // namespace mailstead::maildir

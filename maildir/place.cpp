// Small sets of names behind small locks.
#include "maildir/place.h"

#include <algorithm>
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

void place::own_in_order(std::span<std::string_view const> names) {
    std::lock_guard const hold(names_);
    if (!watched_) return;
    for (auto const& name : names) in_order_.push_back(hash_of(name));
}

bool place::was_own(std::string_view name) {
    auto const hash = hash_of(name);
    std::lock_guard const hold(names_);
    if (auto const at = own_.find(hash); at != own_.end()) {
        own_.erase(at);
        return true;
    }
    auto const at = std::find(in_order_.begin(), in_order_.end(), hash);    // most often the first
    if (at == in_order_.end()) return false;
    in_order_.erase(at);
    return true;
}

void place::disown_all() {
    std::lock_guard const hold(names_);
    own_.clear();
    in_order_.clear();
}

void place::watch(bool on) {
    std::lock_guard const hold(names_);
    watched_ = on;
    own_.clear();
    in_order_.clear();
}

bool place::watched() const {
    std::lock_guard const hold(names_);
    return watched_;
}

bool place::has_news() const {
    std::lock_guard const hold(names_);
    return foreign_ || !landed_.empty();
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

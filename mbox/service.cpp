// Weak tables; what nobody holds is forgotten at the next look.
#include "mbox/service.h"

#include <fcntl.h>

#include <utility>
#include <vector>

#include "mbox/mailbox.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t recent_kept = 16;

}  // namespace

service::service(mbox::settings with, base::file_system& files_, base::clock const& clock_)
    : settings(std::move(with)), files(files_), clock(clock_),
      indexes_(std::make_shared<store::index_pool>(settings.index, clock_)), local_(settings.local), virtual_(settings.virtual_),
      facts([this](std::string const& account) { return cache_of(account); }) {
    if (settings.look_every.count() > 0) looker_ = std::thread([this] { look_around(); });
}

service::~service() {
    {
        std::lock_guard const hold(lock_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (looker_.joinable()) looker_.join();
}

// IDLE sessions shall hear of what others put into the file. A status call for each open mailbox is all it takes.
void service::look_around() {
    std::unique_lock hold(lock_);
    while (!stopping_) {
        wake_.wait(hold, [this] { return stopping_ || open_ > 0; });
        if (wake_.wait_for(hold, settings.look_every, [this] { return stopping_; })) return;
        if (open_ > 0 && !looking_.exchange(true)) later([this] { look_at_open_ones(); });
    }
}

void service::opened_one() {
    {
        std::lock_guard const hold(lock_);
        ++open_;
    }
    wake_.notify_all();
}

void service::closed_one() {
    std::lock_guard const hold(lock_);
    --open_;
}

bool service::begin_waiting(std::string const& account) {
    std::lock_guard const hold(lock_);
    return waiting_.insert(account).second;
}

void service::end_waiting(std::string const& account) {
    std::lock_guard const hold(lock_);
    waiting_.erase(account);
}

void service::look_at_open_ones() {
    std::vector<std::shared_ptr<place>> all;
    {
        std::lock_guard const hold(lock_);
        for (auto const& [key, at] : places_)
            if (auto live = at.lock()) all.push_back(std::move(live));
    }
    for (auto const& at : all) {
        std::shared_ptr<mailbox> box;  // released after the lock
        {
            std::unique_lock const hold(at->state, std::try_to_lock);
            if (hold) box = at->box.lock();
        }
        if (box) box->refresh_quickly();
    }
    looking_ = false;
}

std::shared_ptr<place> service::at(std::string_view account, std::string_view path) {
    std::string key(account);
    key += '\0';
    key += path;
    std::lock_guard const hold(lock_);
    if (places_.size() > 1000 && !places_.count(key))
        std::erase_if(places_, [](auto const& each) { return each.second.expired(); });
    auto& slot = places_[key];
    auto found = slot.lock();
    if (!found) slot = found = std::make_shared<place>();
    return found;
}

std::shared_ptr<store::index> service::index_in_use(std::string const& account) {
    std::lock_guard const hold(lock_);
    auto const known = known_.find(account);
    return known == known_.end() ? nullptr : known->second.lock();
}

std::shared_ptr<store::index> service::index_of(std::string const& account) {
    std::shared_ptr<store::index> dropped;  // closing it may wait for the disk: after the lock
    std::lock_guard const hold(lock_);
    auto& slot = known_[account];
    auto found = slot.lock();
    if (!found) slot = found = std::make_shared<store::index>(indexes_, account);
    recent_.remove(found);
    recent_.push_front(found);
    if (recent_.size() > recent_kept) dropped = std::exchange(recent_.back(), nullptr), recent_.pop_back();
    return found;
}

store::result<store::identity> service::act_as(store::owner const& who, std::string const& path) const {
    // A file that an alias or .forward names is written with its user's rights alone.
    if (path == who.location && !who.is_file) {
        auto const above = path.rfind('/');
        auto const spool = files.status(AT_FDCWD, above == 0 ? "/" : path.substr(0, above));
        bool const shared = spool && spool->st_uid == 0 && spool->st_gid != 0 && (spool->st_mode & S_IWGRP) &&
                            !(spool->st_mode & S_IWOTH);
        if (shared) return store::identity::assume(who.uid, who.gid, spool->st_gid);
    }
    return store::identity::assume(who);
}

rules service::rules_for(store::owner const& who) const {
    std::lock_guard const hold(rules_lock_);
    return who.home.empty() && !who.is_file ? virtual_ : local_;
}

void service::use(rules local, rules for_virtual) {
    std::lock_guard const hold(rules_lock_);
    local_ = std::move(local);
    virtual_ = std::move(for_virtual);
}

append_settings service::how_to_append(store::owner const& who) const {
    auto const of = rules_for(who);
    append_settings out{of.lock, settings.format, of.size_limit, owner_wanted(who)};
    out.lock.dotlock_may_fail = who.is_file;    // as in Postfix: the directory need not be his
    return out;
}

std::optional<uid_t> service::owner_wanted(store::owner const& who) const {
    return settings.strict_ownership && !who.is_file ? std::optional<uid_t>(who.uid) : std::nullopt;
}

}  // namespace mailstead::mbox

// Putting the shared parts together.
#include "maildir/service.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "maildir/mailbox.h"
#include "maildir/name.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t recent_kept = 16;
constexpr std::int64_t tmp_interval = 8 * 3600;
constexpr std::size_t looks_kept = 100'000;
constexpr std::size_t names_kept = 1'000;

std::string own_host(std::string const& configured) {
    if (!configured.empty()) return host_part(configured);
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return host_part(name);
}

// On the background thread: the watcher's own must go on reading, or the kernel's queue overflows.
void look_again(std::shared_ptr<place> const& at) {
    std::shared_ptr<mailbox> box;
    {
        std::lock_guard const hold(at->state);
        box = at->box.lock();
    }
    if (box) (void)box->refresh();
}

}  // namespace

service::service(maildir::settings with, base::file_system& files_, base::clock const& clock_)
    : settings(std::move(with)), files(files_), clock(clock_), host(own_host(settings.host)),
      indexes(std::make_shared<store::index_pool>(settings.index, clock_)), closed(settings.closed_messages),
      quotas(files_, clock_, settings.quota_grace, settings.layout),
      facts([this](std::string const& account) { return cache_of(account); }) {
    if (!settings.watch) return;
    watcher_ = std::make_unique<watcher>([this](std::shared_ptr<place> const& at) { later([at] { look_again(at); }); });
}

service::~service() {
    texts.stop();                      // the mailboxes it lets go of are background work, as those that drain() lets go of
    if (watcher_) watcher_->stop();    // mailboxes being closed may still hear it
    drain();
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
    if (!found) slot = found = std::make_shared<store::index>(indexes, account);
    recent_.remove(found);
    recent_.push_front(found);
    if (recent_.size() > recent_kept) dropped = std::exchange(recent_.back(), nullptr), recent_.pop_back();
    return found;
}

std::shared_ptr<std::recursive_mutex> service::names_of(std::string const& account) {
    std::lock_guard const hold(lock_);
    if (names_.size() > names_kept) std::erase_if(names_, [](auto const& each) { return each.second.expired(); });
    auto& slot = names_[account];
    auto found = slot.lock();
    if (!found) slot = found = std::make_shared<std::recursive_mutex>();
    return found;
}

bool service::tmp_is_due(std::string const& path, std::int64_t now) {
    std::lock_guard const hold(lock_);
    if (tmp_looked_.size() > looks_kept) tmp_looked_.clear();
    auto& last = tmp_looked_[path];
    if (last != 0 && now - last < tmp_interval) return false;
    last = now;
    return true;
}

void service::linger(std::shared_ptr<mailbox> const& box) {
    if (settings.linger.count() == 0) return;
    std::list<held> gone;    // let go of without the lock
    std::lock_guard const hold(lingering_lock_);
    auto known = std::find_if(lingering_.begin(), lingering_.end(), [&](held const& one) { return one.second == box; });
    if (known == lingering_.end()) known = lingering_.emplace(lingering_.begin(), steady::time_point(), box);
    lingering_.splice(lingering_.begin(), lingering_, known);
    known->first = steady::now() + settings.linger;
    auto const too_many = std::next(lingering_.begin(), static_cast<std::ptrdiff_t>(held_at_most()));
    gone.splice(gone.end(), lingering_, too_many, lingering_.end());
    if (!std::exchange(sweeps_, true)) background_.post_after(settings.linger, [this] { sweep(); });
}

// Mailboxes, and no more messages than closed ones may have; but the one opened last in any case.
std::size_t service::held_at_most() const {
    std::size_t count = 0, messages = 0;
    for (auto const& [until, box] : lingering_) {
        messages += box->now()->size();
        if (count == settings.lingering || (count > 0 && messages > settings.closed_messages)) break;
        ++count;
    }
    return count;
}

void service::sweep() {
    std::list<held> gone;
    std::lock_guard const hold(lingering_lock_);
    auto const now = steady::now();
    while (!lingering_.empty() && lingering_.back().first <= now) gone.splice(gone.end(), lingering_, std::prev(lingering_.end()));
    sweeps_ = !lingering_.empty();
    if (!sweeps_) return;
    auto const wait = std::chrono::ceil<std::chrono::milliseconds>(lingering_.back().first - now);
    background_.post_after(wait, [this] { sweep(); });
}

void service::let_go(place const& at) {
    std::list<held> gone;
    std::lock_guard const hold(lingering_lock_);
    for (auto one = lingering_.begin(); one != lingering_.end();) {
        auto const next = std::next(one);
        if (one->second->is_at(at)) gone.splice(gone.end(), lingering_, one);
        one = next;
    }
}

void service::let_all_go() {
    std::list<held> gone;
    std::lock_guard const hold(lingering_lock_);
    gone.swap(lingering_);
}

std::shared_ptr<void> service::watch(std::string const& path, std::shared_ptr<place> const& at) {
    return watcher_ ? watcher_->watch(path, at) : nullptr;
}

}  // namespace mailstead::maildir

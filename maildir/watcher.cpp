// inotify(7): names of files moved, made or removed; our own are discounted, an overflow means "look everywhere".
#include "maildir/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <vector>

namespace mailstead::maildir {
namespace {

constexpr int pause_ms = 5;        // the kernel keeps 16384 events
constexpr int reads_at_once = 4;
// The directory itself has gone, or its name has: what comes to lie under that name is not heard of.
constexpr std::uint32_t lost = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;

}  // namespace

struct watcher::state {
    base::unique_fd events{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    base::unique_fd stop{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::mutex lock;
    std::unordered_multimap<int, std::weak_ptr<place>> watched;

    int add(std::string const& path, std::shared_ptr<place> const& at) {
        std::lock_guard const hold(lock);
        auto const what = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
        int const wd = ::inotify_add_watch(events.get(), path.c_str(), what);
        if (wd >= 0) watched.emplace(wd, at);
        return wd;
    }

    // The same directory may be watched twice for a moment (a mailbox closed and opened again): the kernel knows it
    // once.
    void remove(int wd, place const* of) {
        std::lock_guard const hold(lock);
        auto [at, last] = watched.equal_range(wd);
        for (; at != last; ++at) {
            auto const held = at->second.lock();
            if (held && held.get() != of) continue;
            watched.erase(at);
            break;
        }
        if (watched.count(wd) == 0) ::inotify_rm_watch(events.get(), wd);
    }

    std::vector<std::shared_ptr<place>> at(int wd) {
        std::lock_guard const hold(lock);
        std::vector<std::shared_ptr<place>> out;
        auto [from, last] = watched.equal_range(wd);
        for (; from != last; ++from)
            if (auto held = from->second.lock()) out.push_back(std::move(held));
        return out;
    }

    std::vector<std::shared_ptr<place>> all() {
        std::lock_guard const hold(lock);
        std::vector<std::shared_ptr<place>> out;
        for (auto const& [wd, held] : watched)
            if (auto live = held.lock()) out.push_back(std::move(live));
        return out;
    }
};

watcher::watcher(std::function<void(std::shared_ptr<place> const&)> changed)
    : state_(std::make_shared<state>()), changed_(std::move(changed)) {
    if (state_->events && state_->stop) thread_ = std::thread([this] { run(); });
}

watcher::~watcher() { stop(); }

void watcher::stop() {
    if (!thread_.joinable()) return;
    std::uint64_t const one = 1;
    (void)!::write(state_->stop.get(), &one, sizeof one);
    thread_.join();
}

std::shared_ptr<void> watcher::watch(std::string const& path, std::shared_ptr<place> const& at) {
    if (!thread_.joinable()) return nullptr;
    int const fresh = state_->add(path + "/new", at);
    if (fresh < 0) return nullptr;
    int const cur = state_->add(path + "/cur", at);
    if (cur < 0) {
        state_->remove(fresh, at.get());
        return nullptr;
    }
    auto const release = [state = state_, fresh, cur, of = at.get()](void*) {
        state->remove(fresh, of);
        state->remove(cur, of);
    };
    return std::shared_ptr<void>(state_.get(), release);
}

void watcher::run() {
    pollfd wait[2] = {{state_->events.get(), POLLIN, 0}, {state_->stop.get(), POLLIN, 0}};
    for (;;) {
        if (::poll(wait, 2, -1) < 0) continue;
        if (wait[1].revents) return;
        catch_up();
        // Many changes come together, most of them our own: this thread need not wake for each.
        if (::poll(&wait[1], 1, pause_ms) > 0) return;
    }
}

bool watcher::try_catch_up() {
    std::unique_lock const hold(reading_, std::try_to_lock);
    if (!hold) return false;
    for (int reads = 0; reads < reads_at_once; ++reads)
        if (!take_events()) return true;
    return false;
}

void watcher::catch_up() {
    std::lock_guard const hold(reading_);
    while (take_events()) {
    }
}

// False: nothing was there. Each place is told once for all events read together.
bool watcher::take_events() {
    alignas(inotify_event) char buffer[64 * 1024];
    auto const n = ::read(state_->events.get(), buffer, sizeof buffer);
    if (n <= 0) return false;
    std::set<std::shared_ptr<place>> foreign;
    std::vector<std::shared_ptr<place>> here;    // where the last event was
    int last = -1;
    for (char const* at = buffer; at < buffer + n;) {
        inotify_event event;
        std::memcpy(&event, at, sizeof event);
        std::string_view const name = event.len ? at + sizeof event : "";
        at += sizeof event + event.len;
        if (event.mask & IN_Q_OVERFLOW) {
            for (auto& held : state_->all()) {
                held->disown_all();
                foreign.insert(std::move(held));
            }
        } else if (event.mask & lost) {    // of a watch that we took away nobody is here any more
            for (auto& held : state_->at(event.wd)) {
                held->watch(false);
                foreign.insert(std::move(held));
            }
        } else {
            if (event.wd != last) here = state_->at(last = event.wd);
            for (auto const& held : here)
                if (!held->was_own(name)) foreign.insert(held);
        }
    }
    for (auto const& held : foreign) {
        held->note_foreign();
        changed_(held);
    }
    return true;
}

}  // namespace mailstead::maildir

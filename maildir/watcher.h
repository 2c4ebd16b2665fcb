// Sees what other programs do to open mailboxes: one inotify instance and one thread per process.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/fs.h"
#include "maildir/place.h"

namespace mailstead::maildir {

class watcher {
public:
    // `changed` is called on the watcher's thread for each place where somebody else did something.
    explicit watcher(std::function<void(std::shared_ptr<place> const&)> changed);
    ~watcher();
    watcher(watcher const&) = delete;
    // Its thread ends; nothing is told by itself any more.
    void stop();

    // Watches new/ and cur/ below `path` while the returned token lives, as the calling thread's user. Null when the
    // system has no room: the caller then finds changes by looking. Blocking, briefly.
    std::shared_ptr<void> watch(std::string const& path, std::shared_ptr<place> const& at);
    // All that happened until now has been noted when it returns, whether or not the watcher's thread had its turn.
    void catch_up();
    // The same where nobody else reads and few events wait. False: it would take a wait.
    bool try_catch_up();

private:
    struct state;
    void run();
    bool take_events();
    std::shared_ptr<state> state_;
    std::mutex reading_;    // held while events are read and noted
    std::function<void(std::shared_ptr<place> const&)> changed_;
    std::thread thread_;
};

}  // namespace mailstead::maildir

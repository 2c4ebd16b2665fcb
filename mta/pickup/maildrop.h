// Takes what lies in maildrop/ into the queue: at the start, when poked, and every now and then.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/fs.h"
#include "mta/pickup/settings.h"
#include "mta/smtpd/names.h"
#include "mta/queue/storage.h"
#include "net/disk.h"
#include "net/task.h"

namespace mailstead::mta::pickup {

class maildrop {
public:
    // All of them outlive it. `where` is the home of the thread it lives on.
    struct parts {
        queue::storage& queue;
        queue::home& where;
        net::disk_pool& disk;
        base::clock const& clock;
        base::file_system& files;
        smtpd::names* names = nullptr;    // of milters' hosts
    };
    maildrop(parts with, std::shared_ptr<settings const> rules);
    ~maildrop();  // after run() has returned
    maildrop(maildrop const&) = delete;

    // Looks at the directory until stop(). A file is unlinked after its message is durable in the queue, in whose
    // transaction its name is marked: a crash between the two does not take it twice. What is no submission is told in
    // the log and removed; while the queue refuses mail, files stay.
    net::task<void> run();
    // One look at the directory; the number of messages taken.
    net::task<std::size_t> scan();

    // On the thread.
    void use(std::shared_ptr<settings const> rules);
    void stop();
    // Any thread: look now.
    void poke();

private:
    struct found;
    struct sleeper;
    enum class verdict { taken, removed, left, queue_refuses };
    net::task<verdict> take(std::string name);
    net::task<verdict> read(found& file, std::string name);
    net::task<verdict> discard(std::string name, std::string why);
    net::task<bool> remove(std::string name);
    net::task<base::result<std::vector<std::string>>> taken_before();
    net::task<void> forget(std::vector<std::string> names);

    parts parts_;
    std::shared_ptr<settings const> rules_;
    std::unique_ptr<queue::intake> intake_;
    std::unique_ptr<sleeper> sleeper_;
    bool stopping_ = false;
    bool poked_ = false;
};

}  // namespace mailstead::mta::pickup

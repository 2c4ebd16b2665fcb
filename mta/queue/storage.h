// The durable half of the queue as one object: database, segments, writer thread, message numbers, and how much may be
// kept in memory. Opened by the mta role after its fork.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mta/queue/intake.h"
#include "mta/queue/message.h"
#include "mta/queue/settings.h"
#include "mta/queue/store_db.h"
#include "mta/queue/writer.h"
#include "net/disk.h"

namespace mailstead::mta::queue {

class storage {
public:
    // Makes or opens DIRECTORY/queue.db and DIRECTORY/segments, takes up what a crash left, starts the writer. Blocking.
    // `now` and `files` outlive it. An error: the queue cannot be used (another server runs, a damaged file ...).
    static result<std::unique_ptr<storage>> open(settings wanted, base::clock const& now,
                                                 base::file_system& files = base::system_files());
    static result<std::unique_ptr<storage>> open(settings wanted, store_db::options database, base::clock const& now,
                                                 base::file_system& files);
    ~storage();    // stops the writer
    storage(storage const&) = delete;

    queue::settings const& settings() const noexcept { return settings_; }
    queue::writer& writer() noexcept { return *writer_; }
    queue::segments& segments() noexcept { return *segments_; }

    // Any thread.
    std::uint64_t queue_number() const noexcept { return queue_number_; }
    std::uint64_t new_number() noexcept { return last_number_.fetch_add(1) + 1; }
    std::int64_t now() const noexcept;    // microseconds since 1970
    // No error, or why no mail can be taken now. Looks at the disk at most once a second.
    base::error_code refusal() noexcept;
    // `pieces` as a text that counts against body_memory while anyone holds it; null when there is no room, and
    // `pieces` is as it was.
    store::shared_text remember(std::vector<std::string>& pieces, std::uint64_t size);
    // The same, room or not.
    store::shared_text hold(std::vector<std::string> pieces, std::uint64_t size);
    std::uint64_t remembered() const noexcept { return body_bytes_->load(std::memory_order_relaxed); }
    // Messages in the active set; the scheduler keeps it. New mail above active_limit, or recipient_limit, waits in the database.
    std::atomic<std::size_t>& active() noexcept { return active_; }
    void set_active(std::size_t messages, std::size_t recipients) noexcept {
        active_.store(messages, std::memory_order_relaxed);
        active_recipients_.store(recipients, std::memory_order_relaxed);
    }
    bool is_full() const noexcept {
        return active_.load(std::memory_order_relaxed) >= settings_.active_limit ||
               active_recipients_.load(std::memory_order_relaxed) >= settings_.recipient_limit;
    }

    // Commits and ends the writer. Blocks. Called before the executors end.
    void stop() { writer_->stop(); }

private:
    storage(queue::settings wanted, base::clock const& now) : settings_(std::move(wanted)), clock_(now) {}

    queue::settings settings_;
    base::clock const& clock_;
    std::unique_ptr<queue::segments> segments_;
    std::uint64_t queue_number_ = 0;
    std::atomic<std::uint64_t> last_number_{0};
    std::atomic<std::size_t> active_{0};
    std::atomic<std::size_t> active_recipients_{0};
    std::shared_ptr<std::atomic<std::uint64_t>> body_bytes_ = std::make_shared<std::atomic<std::uint64_t>>(0);
    std::atomic<std::int64_t> looked_{0};
    std::atomic<bool> low_{false};
    std::uint64_t database_inode_ = 0;    // 0: it is no file of the system's
    std::atomic<bool> lost_{false};       // queue.db is not where it was
    void look_at_disk() noexcept;
    std::unique_ptr<queue::writer> writer_;
};

// The queue's door for the sessions of one worker thread. `into`, `where` and `disk` outlive it and its spools.
std::unique_ptr<intake> make_intake(storage& into, home& where, net::disk_pool& disk);

// New mail as the writer takes it: inserts the row, and a status row when it is to be held, or when the active set is full
// (deferred, due now).
// Used by sessions and for bounces.
struct insertion {
    std::unique_ptr<message> what;
    std::string envelope, extents;      // encoded
    bool waits = false;                 // not given to the scheduler: it comes when it is its turn

    explicit insertion(std::unique_ptr<message> fresh);
    result<void> apply(store_db& db);
};

// A message made from its rows; absent when the envelope or the extents cannot be read.
std::unique_ptr<message> revive(stored_message&& row);

}  // namespace mailstead::mta::queue

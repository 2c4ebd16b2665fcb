// What all Maildirs of the process share: files, clock, indexes, the places where sessions and deliveries meet, the
// watcher and the background thread. Made by the wiring; outlives every account, mailbox and depositor made from it.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/fs.h"
#include "maildir/closed_mailboxes.h"
#include "maildir/foreign_uidlist.h"
#include "maildir/layout.h"
#include "maildir/place.h"
#include "maildir/quotas.h"
#include "maildir/watcher.h"
#include "store/notices.h"
#include "store/background.h"
#include "store/fact_filler.h"
#include "store/index.h"
#include "store/text_indexer.h"

namespace mailstead::maildir {

enum class sync_mode { automatic, fsync, syncfs };  // maildir_sync = auto | fsync | syncfs

struct settings {
    store::index_settings index;
    std::string host;  // part of file names; empty: gethostname()
    sync_mode sync = sync_mode::automatic;
    unsigned deposit_threads = 2;
    std::size_t deposit_queue = 20'000;  // deliveries waiting; above: errc::busy
    std::size_t deposit_batch = 256;
    bool watch = true;  // inotify
    bool facts_at_delivery = true;  // cache.db learns of messages when deliveries rest, not when they are first asked for
    std::shared_ptr<maildir::layout const> layout = make_layout(layout_kind::maildirpp, name_spelling::utf7);
    uidl_format uidl = *uidl_format::parse(default_uidl_format);  // pop3d_uidl_format: of messages taken over
    // Messages of closed mailboxes kept in memory: one big mailbox or many common ones, 12 MB at 40 octets a message.
    std::size_t closed_messages = 300'000;
    // How long a mailbox stays open behind the last one who opened it, and how many do: clients that ask for STATUS, copy into a
    // folder or come again soon find it as it was. 0: not at all.
    std::chrono::milliseconds linger{0};
    std::size_t lingering = 64;
    // Messages of a mailbox never seen before from which on their rows are written behind the first answer.
    std::size_t rows_later = 5'000;
    unsigned quota_grace = 10;  // percent of the storage limit by which the last delivery may exceed it
};

class service {
public:
    explicit service(maildir::settings with, base::file_system& files = base::system_files(),
                     base::clock const& clock = base::system_clock());
    ~service();
    service(service const&) = delete;

    maildir::settings const settings;
    base::file_system& files;
    base::clock const& clock;
    std::string const host;
    std::shared_ptr<store::index_pool> const indexes;
    registry places;
    closed_mailboxes closed;
    maildir::quotas quotas;
    store::notice_board notices;

    // The account's index; one object for the whole process.
    std::shared_ptr<store::index> index_of(std::string const& account);
    // The same if anybody has it now; else null.
    std::shared_ptr<store::index> index_in_use(std::string const& account);
    // Held by whoever makes, removes or renames folders of the account: one of them at a time. A rename makes levels above.
    std::shared_ptr<std::recursive_mutex> names_of(std::string const& account);
    // Whether tmp/ of the mailbox in `path` is to be looked through for stale files: every eight hours at most.
    bool tmp_is_due(std::string const& path, std::int64_t now);
    std::shared_ptr<store::fact_cache> cache_of(std::string const& account) {
        auto const in = index_of(account);
        return {in, &in->facts()};
    }
    // What other programs did until now is noted in the places watched.
    void hear_watcher() {
        if (watcher_) watcher_->catch_up();
    }
    // The same where it takes no wait. False: it would.
    bool try_hear_watcher() { return !watcher_ || watcher_->try_catch_up(); }
    // Null: no watching.
    std::shared_ptr<void> watch(std::string const& path, std::shared_ptr<place> const& at);

    // Holds the mailbox for settings::linger from now on.
    void linger(std::shared_ptr<mailbox> const& box);
    // The mailbox at that place is held no longer, or none is.
    void let_go(place const& at);
    void let_all_go();

    // maildir_sync as it is now; a reload changes it. Any thread.
    sync_mode sync() const noexcept { return sync_; }
    void use(sync_mode how) noexcept { sync_ = how; }

    // Work that nobody waits for.
    void later(std::function<void()> work) { background_.post(std::move(work)); }
    // The same for what takes long: sessions must not wait behind it for their news.
    void later_and_long(std::function<void()> work) { long_.post(std::move(work)); }
    void drain() { let_all_go(), long_.drain(), background_.drain(); }

private:
    std::atomic<sync_mode> sync_{settings.sync};
    std::mutex lock_;
    std::unordered_map<std::string, std::int64_t> tmp_looked_;  // by path
    std::unordered_map<std::string, std::weak_ptr<std::recursive_mutex>> names_;
    std::unordered_map<std::string, std::weak_ptr<store::index>> known_;
    std::list<std::shared_ptr<store::index>> recent_;  // kept open for the next session, most recent first

    using steady = std::chrono::steady_clock;
    using held = std::pair<steady::time_point, std::shared_ptr<mailbox>>;    // until then
    void sweep();
    std::size_t held_at_most() const;    // under lingering_lock_
    std::mutex lingering_lock_;
    std::list<held> lingering_;    // the one opened last first
    bool sweeps_ = false;

public:
    store::fact_filler facts;

private:
    store::background background_;  // before the watcher: that posts to it
    store::background long_;        // it posts to the one before
    std::unique_ptr<watcher> watcher_;

public:
    store::text_indexer texts;   // last: the mailboxes it lets go of are background work
};

}  // namespace mailstead::maildir

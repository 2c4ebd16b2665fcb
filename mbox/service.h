// What all mboxes of the process share: files, clock, indexes, the places where sessions and deliveries meet, and the
// background thread. Made by the wiring; outlives every account, mailbox and depositor made from it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/clock.h"
#include "base/fs.h"
#include "mbox/append.h"
#include "store/notices.h"
#include "store/recent_claim.h"
#include "store/background.h"
#include "store/identity.h"
#include "store/fact_filler.h"
#include "store/index.h"
#include "store/text_indexer.h"

namespace mailstead::mbox {

class mailbox;

// What differs between the mboxes of system users (owners with a home) and virtual ones.
struct rules {
    lock_settings lock;
    std::uint64_t size_limit = 0;  // of one mbox; 0: none
};

struct settings {
    store::index_settings index;
    rules local, virtual_;
    quoting format = quoting::mboxo;
    std::string folders = "mail";        // mail_folder_directory: below the home
    bool strict_ownership = true;        // strict_mailbox_ownership: an mbox is its owner's, or is left alone
    std::size_t deposit_queue = 20'000;  // deliveries waiting; above: errc::busy
    std::size_t deposit_batch = 256;
    unsigned deposit_threads = 2;
    unsigned quota_grace = 10;           // percent of the storage limit by which the last delivery may exceed it
    std::chrono::milliseconds look_every{2000};  // at the files of open mailboxes, for what others did; 0: never
    // Told of each message delivered into an mbox, when it is synced: whose, and the offset of its From_ line. On a
    // thread of the depositor's; must not block. Empty: nobody is told.
    std::function<void(store::owner const&, std::uint64_t offset)> arrived;
};

// One mbox of one account, where sessions and deliveries of this process take turns.
struct place {
    std::mutex state;  // held by whoever reads or changes the file; may be held for long
    std::weak_ptr<mailbox> box;
    std::atomic<bool> is_waited_for{false};  // its holder waits for another program to let go of the file
    std::uint64_t openings = 0;  // mailbox objects made here so far: only the newest knows the index as it is
    store::recent_claim recent;
};

class service {
public:
    explicit service(mbox::settings with, base::file_system& files = base::system_files(),
                     base::clock const& clock = base::system_clock());
    ~service();
    service(service const&) = delete;

    mbox::settings const settings;
    base::file_system& files;
    base::clock const& clock;
    store::notice_board notices;

    std::shared_ptr<place> at(std::string_view account, std::string_view path);
    // The account's index; one object for the whole process.
    std::shared_ptr<store::index> index_of(std::string const& account);
    // The same if anybody has it now; else null.
    std::shared_ptr<store::index> index_in_use(std::string const& account);
    std::shared_ptr<store::fact_cache> cache_of(std::string const& account) {
        auto const in = index_of(account);
        return {in, &in->facts()};
    }
    // As they are now; a reload changes them. Any thread.
    rules rules_for(store::owner const& who) const;
    void use(rules local, rules for_virtual);
    // mailbox_quota_grace likewise.
    void use_grace(unsigned percent) noexcept { grace_ = percent; }
    unsigned grace() const noexcept { return grace_; }
    // The owner, to touch his mbox `path`. Where INBOX lies in a spool, a directory of root's that a group may write
    // (root:mail, mode 2775), he is in that group meanwhile, or he could make no lock file.
    store::result<store::identity> act_as(store::owner const& who, std::string const& path) const;
    append_settings how_to_append(store::owner const& who) const;
    // Whose an existing file of his has to be; absent: anybody's.
    std::optional<uid_t> owner_wanted(store::owner const& who) const;

    // Mailbox objects come and go; while there are none, nothing is looked at.
    void opened_one();
    void closed_one();
    // One thread of an account at a time may sleep until a file is unlocked; false: another does.
    bool begin_waiting(std::string const& account);
    void end_waiting(std::string const& account);

    void later(std::function<void()> work) { background_.post(std::move(work)); }
    void drain() { background_.drain(); }

private:
    std::atomic<unsigned> grace_{settings.quota_grace};
    void look_around();
    void look_at_open_ones();

    std::shared_ptr<store::index_pool> const indexes_;
    mutable std::mutex rules_lock_;
    rules local_, virtual_;
    std::mutex lock_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::size_t open_ = 0;              // mailboxes
    std::set<std::string> waiting_;     // accounts
    std::atomic<bool> looking_{false};
    std::unordered_map<std::string, std::weak_ptr<store::index>> known_;
    std::list<std::shared_ptr<store::index>> recent_;  // kept open for the next session, most recent first
    std::unordered_map<std::string, std::weak_ptr<place>> places_;

public:
    store::fact_filler facts;

private:
    store::background background_;  // its work uses the others
    std::thread looker_;            // it posts to the background

public:
    store::text_indexer texts;      // last: the mailboxes it lets go of are background work
};

// The right to sleep for a locked file, if it could be had.
class waiting_turn {
public:
    waiting_turn(service& with, std::string const& account, place& at)
        : with_(with), account_(account), at_(at), got_(with.begin_waiting(account)) {
        if (got_) at_.is_waited_for = true;
    }
    waiting_turn(waiting_turn const&) = delete;
    ~waiting_turn() {
        if (!got_) return;
        at_.is_waited_for = false;
        with_.end_waiting(account_);
    }
    explicit operator bool() const noexcept { return got_; }

private:
    service& with_;
    std::string const& account_;
    place& at_;
    bool const got_;
};

}  // namespace mailstead::mbox

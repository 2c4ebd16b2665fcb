// The index of one account: its mailboxes, their messages by uid, and what was expunged lately, in index.db
// (docs/formats/index-db.md). What a message's name means is its mailbox's business. Thread-safe; everything blocks.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/error.h"
#include "store/fact_cache.h"
#include "store/message.h"
#include "store/text_index.h"
#include "store/uid_set.h"
#include "store/pooled.h"
#include "store/records.h"

namespace mailstead::store {

class database;

// A mailbox's own row.
struct mailbox_row {
    std::int64_t id = 0;
    std::string name;
    std::uint32_t uidvalidity = 1;
    std::uint32_t uidnext = 1;
    std::uint32_t ceiling = 0;  // uids up to this one are reserved durably in the mailbox's text copy
    std::uint64_t modseq = 1;   // the highest given
    std::uint64_t applied = 1;  // changes up to this one are in the file names
    std::uint32_t recent_from = 1;
    std::string stamp;                  // how the mailbox looked at the last scan; the mailbox's own words
    std::vector<std::string> keywords;  // by bit; empty: free
    std::string object = {};            // the mailbox's id (RFC 8474); empty, of one that is new: one is made
    bool operator==(mailbox_row const&) const = default;
};

struct index_row {
    message what;
    std::string name;        // the file name, without directory
    std::uint8_t place = 0;  // which directory; the mailbox's own number
    // With `changed`, an empty id leaves the one there is.
    std::string uidl = {};    // POP3 unique id where its name does not say it; read by uidls() alone
    std::string email = {};   // the message's id (RFC 8474) where its name does not say it; read by origins() alone
    // When it came into the mailbox; absent or in the future: now. Written with `added`, read by origins() alone.
    std::optional<std::int64_t> saved = {};
};

struct expunged_row {
    std::uint32_t uid = 0;
    std::uint64_t modseq = 0;
    std::string base;        // never listed again while `pending`
    std::string delivery;    // text of the delivery id; empty: not delivered by us
    std::uint64_t size = 0;  // octets as stored
    std::string hash;        // see store::content_hash
    std::int64_t at = 0;
    bool pending = true;  // the file may still be there
};

// A delivery about to be put into an mbox: committed before the file is touched.
struct announced_row {
    std::string delivery;       // text of the delivery id
    std::string mailbox;
    std::uint64_t offset = 0;   // where it was to lie
    std::uint64_t length = 0;
    std::string key;            // the mailbox's own words for what makes it the same message
    std::int64_t date = 0;      // of the message, unix seconds
    std::int64_t at = 0;        // kept from then on as long as the expunge log
};

// One step of one mailbox; several of them are committed together.
struct index_change {
    mailbox_row after;
    std::vector<index_row> added;
    std::vector<index_row> changed;
    std::vector<expunged_row> expunged;
    std::vector<std::string> forgotten;  // base names whose files are gone for good
    bool forget_all = false;             // all that were expunged before this change are
};

// synced: durable when commit() returns. lazy: durable with the next synced one, or later.
enum class durability { lazy, synced };

struct index_settings {
    std::string directory;                                       // index_directory
    unsigned open_limit = 256;                                   // databases open at once: up to four of an account
    std::chrono::seconds log_kept = std::chrono::hours(6 * 24);  // maximal_queue_lifetime + 1 day
    std::string vfs = {};                                        // SQLite's file system, for tests; empty: the system's
    bool keep_facts = true;                                      // in cache.db
    bool keep_texts = true;                                      // in text.db: of mailboxes that are searched
    std::uint64_t text_limit = 1024 * 1024;                      // octets of text in a message; a longer one is not indexed
};

class index_pool;

class index final : public pooled {
public:
    index(std::shared_ptr<index_pool> pool, std::string const& account);
    ~index() override;
    index(index const&) = delete;

    result<std::vector<mailbox_row>> mailboxes();
    result<std::optional<mailbox_row>> find(std::string_view name);
    // A new mailbox with a UIDVALIDITY above every one this account ever used and above `above`. Synced.
    result<mailbox_row> create(std::string_view name, std::uint32_t above = 0);
    // A mailbox rebuilt from its text copy keeps its UIDVALIDITY and goes on above the ceiling. Synced.
    result<mailbox_row> adopt(mailbox_row what);
    result<void> remove(std::int64_t id);  // synced
    // The mailbox gets a new UIDVALIDITY, as in create(). Synced.
    result<mailbox_row> rename(std::int64_t id, std::string_view to, std::uint32_t above = 0);

    result<std::vector<index_row>> rows(std::int64_t id);                                       // by uid
    result<std::vector<message>> messages(std::int64_t id);                                     // the same without names
    result<index_row> row(std::int64_t id, std::uint32_t uid);                                  // errc::gone
    result<std::vector<index_row>> rows(std::int64_t id, std::span<std::uint32_t const> uids);  // those there are
    // The same with email and saved.
    result<std::vector<index_row>> origins(std::int64_t id, std::span<std::uint32_t const> uids);
    // The POP3 unique ids that were taken over, by uid.
    result<std::vector<std::pair<std::uint32_t, std::string>>> uidls(std::int64_t id);
    result<std::vector<std::string>> pending_unlinks(std::int64_t id);
    // The log's entries of that delivery, whatever the mailbox.
    result<std::vector<expunged_row>> expunged(std::string_view delivery);
    // What SQLite's own examination finds wrong with the file; empty: nothing.
    result<std::vector<std::string>> damage();
    // A copy of the database as it is now, in a new file.
    result<void> copy_to(std::string const& path);
    // What the log says was expunged after `modseq`, a modseq of that mailbox; absent: it does not reach back so far.
    result<std::optional<uid_set>> expunged_since(std::int64_t id, std::uint64_t modseq);
    result<void> announce(std::span<announced_row const> rows);  // synced
    result<std::vector<announced_row>> announced(std::string_view mailbox);
    // Names of messages, whatever the mailbox, that end in `delivery`.
    result<std::vector<std::string>> names_ending(std::string_view delivery);
    result<void> commit(std::span<index_change const> changes, durability);
    // Sizes and dates found lately, of rows that may be gone meanwhile. Lazy: what is lost is found again.
    result<void> note_measures(std::int64_t id, std::span<message const> rows);
    // Writes the log back into the database file and lets go of it; the next call opens it again.
    void close();

    std::string const& directory() const noexcept { return directory_; }
    // What is known of the messages' texts; see there.
    fact_cache& facts() noexcept { return facts_; }
    // Annotations and access control lists; see there.
    store::records& records() noexcept { return records_; }
    text_index& texts() noexcept { return texts_; }
    std::uint64_t text_limit() const noexcept;

private:
    template <class Work>
    auto with(Work work) -> decltype(work(std::declval<database&>()));
    template <class Work>
    auto in_transaction(durability, Work work) -> decltype(work(std::declval<database&>()));
    result<database*> opened();
    std::int64_t oldest_kept() const;  // of the expunge log

    std::shared_ptr<index_pool> pool_;
    std::string directory_;
    fact_cache facts_;
    store::records records_;
    text_index texts_;
};

// Keeps the number of open databases bounded: the least recently used one is closed. Must be held by shared_ptr.
class index_pool {
public:
    explicit index_pool(index_settings settings, base::clock const& clock = base::system_clock())
        : settings_(std::move(settings)), clock_(clock) {}
    index_settings const& settings() const noexcept { return settings_; }
    base::clock const& time() const noexcept { return clock_; }
    std::size_t open_count() const;

private:
    friend class index;
    friend class fact_cache;
    friend class store::records;
    friend class text_index;
    void opened(pooled& which);  // under which.lock_
    void touched(pooled& which);
    void closed(pooled& which);

    index_settings const settings_;
    base::clock const& clock_;
    mutable std::mutex lock_;
    std::list<pooled*> open_;  // most recently used first
};

// `index_directory`/ab/ACCOUNT: ab are the first two hex digits of SHA-256(account); in ACCOUNT every byte but letters,
// digits, `@ . _ + -` is %XX, so is a leading dot; longer than 200 bytes: `%` and the whole hash.
std::string index_path(std::string const& index_directory, std::string_view account);

}  // namespace mailstead::store

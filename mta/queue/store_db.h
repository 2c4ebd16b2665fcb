// queue.db: the durable queue. Every message is one row; what differs from "fresh and being tried" stands in rows beside
// it, so that a message delivered at once costs one INSERT and one DELETE. docs/formats/queue-db.md has the schema,
// docs/queue-states.md the legal moves. One thread at a time (the writer's); all calls block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/delivery_id.h"
#include "mta/queue/message.h"
#include "mta/queue/sqlite.h"

namespace mailstead::mta::queue {

// The row of a message that is not in its first attempt.
struct status_row {
    std::uint64_t number = 0;
    queue::state state = queue::state::deferred;
    std::int64_t next_attempt = 0;    // microseconds since 1970
    std::uint32_t attempts = 0;
    bool uncertain = false;
    bool warned = false;              // the sender was told that it is late
    bool expired = false;             // the administrator lets it go back at the next attempt
    std::string status, reason, relay;    // of every recipient that has no row of its own
};

// A message as it stands in the database, without its text.
struct stored_message {
    std::uint64_t number = 0;
    std::uint64_t size = 0;
    std::string envelope;                  // blob
    std::string extents;                   // blob
    std::optional<status_row> status;      // absent: in its first attempt
    std::vector<queue::progress> recipients;    // rows of their own, by recipient number; pending: none
};

// The same as far as a listing needs it; views that end with the call they were given to.
struct message_view {
    std::uint64_t number = 0;
    std::uint64_t size = 0;
    queue::state state = queue::state::active;
    bool expired = false;                  // the administrator has let it expire
    std::string_view envelope;             // blob
    std::string_view reason;               // of every recipient that has no row of its own
    std::span<queue::progress const> recipients;    // as in stored_message
};

struct new_message {
    std::uint64_t number = 0;
    std::uint64_t size = 0;
    std::string_view envelope;
    std::string_view extents;    // empty: the text is `body`
    std::string_view body;
};

struct state_counts {
    std::uint64_t active = 0, deferred = 0, hold = 0, corrupt = 0;
};

inline constexpr std::int64_t uncertain_bit = 1;    // of status.uncertain. Durable: do not change.

class store_db {
public:
    struct options {
        std::string vfs;                  // empty: the system's
        unsigned wal_pages = 1024;        // checkpoint when the log has so many pages
        std::uint64_t wal_bytes = std::uint64_t{16} << 20;    // the log file's size from the start; 0: grows
        unsigned max_pages = 0;           // for tests of a full disk; 0: no limit
    };
    enum class purpose {
        serve,     // make what is missing, take up what a crash left
        inspect,   // the server is down and a tool looks: change nothing
    };

    // Opens DIRECTORY/queue.db for this process alone; `serve` brings an older version up to date, and keeps a copy of it. `now`: microseconds since 1970.
    static result<std::unique_ptr<store_db>> open(std::string const& directory, options const&, purpose, std::int64_t now);
    ~store_db();
    store_db(store_db const&) = delete;

    // The random number of this file: the first part of every delivery id.
    std::uint64_t queue_number() const noexcept { return queue_number_; }
    // No message ever had a higher number.
    std::uint64_t last_number() const noexcept { return last_number_; }
    // Messages that were being tried when the last server ended without saying goodbye.
    std::uint64_t recovered() const noexcept { return recovered_; }

    // Transactions. After a failed commit or change the caller rolls back.
    result<void> begin();
    result<void> commit();      // durable when it returns
    void rollback() noexcept;

    // Inside a transaction. What is bound must live until the call returns.
    result<void> insert(new_message const&);
    result<void> set_status(status_row const&);
    result<void> set_progress(std::uint64_t number, std::uint32_t recipient, queue::progress const&);
    // Every row of the message; `fresh`: only the message row is there.
    enum class rows { fresh, all };
    result<void> remove(std::uint64_t number, rows which);
    // deferred -> active for up to `limit` messages due at `now`, the longest due first, and no more once they have `recipients`.
    result<std::vector<stored_message>> take_due(std::int64_t now, std::size_t limit, std::size_t recipients = SIZE_MAX);
    // Every deferred message becomes due at `now`; or the one, if it is deferred.
    result<void> make_due(std::int64_t now, std::optional<std::uint64_t> only);
    // deferred -> hold, and hold -> deferred, due at `now`. errc::not_found when the message is in another state.
    result<void> hold(std::uint64_t number);
    // Marks a message that is not active as expired, and a deferred one as due at `now`; not_found: it was, or it is in `corrupt`.
    result<void> expire(std::uint64_t number, std::int64_t now);
    result<void> release(std::uint64_t number, std::int64_t now);

    // Marks that the file of that name in maildrop/ has been taken, until it is unlinked for good.
    result<void> mark_taken(std::string_view file);
    result<void> forget_taken(std::string_view file);

    // Marks that this branch of a local delivery has been sent on as message `as`, until its message is removed: a
    // delivery that is made again finds it. Those of other queues are not kept.
    result<void> mark_forwarded(forward_mark const& what, std::uint64_t as);

    // Outside or inside a transaction.
    result<std::optional<std::uint64_t>> forwarded_as(forward_mark const& what);
    result<std::vector<std::string>> taken_files();
    result<std::optional<std::int64_t>> next_due();
    result<std::optional<stored_message>> find(std::uint64_t number);
    // In pieces; in the row only (extents are for segments).
    result<std::string> text(std::uint64_t number);
    // Messages with numbers above `after`, ascending.
    result<std::vector<stored_message>> page(std::uint64_t after, std::size_t limit);
    // Shows messages with numbers above `after`, ascending, until `look` gives false. The number to go on after; absent:
    // there are no more. Four times as fast as page().
    result<std::optional<std::uint64_t>> look_through(std::uint64_t after, std::function<bool(message_view const&)> const& look);
    // Number and extents of every message whose text lies in segments; those in `corrupt` come last.
    struct place {
        std::uint64_t number = 0;
        std::string extents;
        bool is_corrupt = false;
    };
    result<std::vector<place>> all_extents();
    result<state_counts> counts();

    // A copy of the database as it is committed, in a file that is there whole or not at all, synced.
    result<void> copy_to(std::string const& path);
    // The same in pieces, between which changes are committed; the copy has those too. begin_copy() gives up a copy that was begun
    // before. True: it is complete, and is there.
    result<void> begin_copy(std::string const& path);
    result<bool> copy_some(int pages);

    // The last call of a server that ends in order: when no message is active, the next start has nothing to look for.
    void leave_clean() noexcept;

    // Moves the log into the database when it is long enough; the log file is then written from its start again.
    // True: it was done. A failure with errc::no_space leaves everything as it was.
    result<bool> checkpoint_if_long();

private:
    struct statements;
    class copying;
    store_db(sqlite_handle db, options const&);
    // store_db_open.cpp
    result<void> set_up(std::string const& path, purpose, std::int64_t now);
    result<void> look_at_file(std::string const& path);
    result<void> make_schema();
    result<void> migrate(std::string const& path, std::int64_t from);
    result<void> read_meta();
    result<void> recover(std::int64_t now);
    result<void> prepare();
    result<void> read_progress(stored_message& into);
    class progress_walk;
    result<void> read_forwarded();
    result<void> forget_forwarded(std::uint64_t number);

    sqlite_handle db_;
    std::shared_ptr<copying> copy_;    // reads db_, so goes before it
    options options_;
    std::unique_ptr<statements> sql_;
    std::uint64_t queue_number_ = 0;
    std::uint64_t last_number_ = 0;
    std::uint64_t recovered_ = 0;
    std::unordered_set<std::uint64_t> forwarded_;    // messages with marks of forwards; never too few
    std::vector<std::uint64_t> forgotten_;           // of them, those this transaction removes
    std::unordered_set<std::uint64_t> active_;       // messages that a start after a crash would have to take back; never too few
    bool in_doubt_ = false;                          // a change was rolled back: active_ may be wrong
    int wal_pages_ = 0;
};

}  // namespace mailstead::mta::queue

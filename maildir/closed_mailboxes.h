// What mailboxes knew when their last session let go of them, so that opening one again need not read all its rows from
// the index. Thread-safe, never touches the disk.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/index.h"
#include "store/snapshot.h"

namespace mailstead::maildir {

class closed_mailboxes {
public:
    // The mailbox's row as the index has it, and the messages that belong to it. Every change to the messages changes the
    // row, so they are good while the index has the same row. Whoever changes rows without that calls forget().
    struct known {
        store::mailbox_row row;
        store::view view;
    };

    // Keeps `limit` messages at most, of all mailboxes together; an entry itself counts as entry_cost of them.
    explicit closed_mailboxes(std::size_t limit) : limit_(limit) {}
    static constexpr std::size_t entry_cost = 16;

    // Takes the place of what was known of that mailbox. The least recently kept ones go when there is no room; one too
    // big for all the room is not kept. What goes is freed on the caller's thread.
    void keep(std::string_view account, std::string_view path, known what);
    // Nothing is known any more afterwards: an open mailbox changes.
    std::optional<known> take(std::string_view account, std::string_view path);
    void forget(std::string_view account, std::string_view path) { (void)take(account, path); }

    std::size_t cost() const;    // of all that is kept, in messages

private:
    struct entry {
        std::string key;
        known what;
    };
    using entries = std::list<entry>;
    void cut(entries::iterator at, entries& into);    // under lock_

    std::size_t const limit_;
    mutable std::mutex lock_;
    std::size_t cost_ = 0;
    entries kept_;    // most recent first
    std::unordered_map<std::string_view, entries::iterator> by_key_;    // keys lie in the entries
};

}  // namespace mailstead::maildir

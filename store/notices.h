// What happens to an account's mailboxes as a whole, told at once to every session of it in this process: names and
// subscriptions that change, for NOTIFY (RFC 5465). What happens inside a mailbox is mailbox::listen()'s. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::store {

struct notice {
    enum class kind { created, removed, renamed, subscribed, unsubscribed, metadata };
    kind what = kind::created;
    std::string name;                      // the mailbox, by its name after the event; empty: the server itself (metadata)
    std::string owner;                     // whose account it is in, by whose names it is called; empty: the one that hears of it
    char separator = '.';                  // of those names, where `owner` says whose
    std::string old_name;                  // of renamed
    std::vector<std::string> entries;      // of metadata: the names of the entries that changed
    std::string user;                      // who did it: private entries are his
    void const* by = nullptr;              // the session that did it; never dereferenced
};

// Told on whatever thread it happened: may only post to its own. Not called any more once unlisten() has returned.
class notice_listener {
public:
    virtual ~notice_listener() = default;
    virtual void happened(notice const& what) noexcept = 0;
};

// Those who want to hear of one account.
class notices {
public:
    void listen(notice_listener& who);
    void unlisten(notice_listener& who);
    void tell(notice const& what) const;

private:
    mutable std::mutex lock_;              // held while listeners are told: they may only post
    std::vector<notice_listener*> listeners_;
};

// The accounts of one store: everybody who asks for an account's notices gets the same ones.
class notice_board {
public:
    std::shared_ptr<notices> of(std::string_view account);

private:
    std::mutex lock_;
    std::map<std::string, std::weak_ptr<notices>, std::less<>> accounts_;
};

}  // namespace mailstead::store

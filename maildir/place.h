// Where the parts of the process that touch the same mailbox meet: sessions, the depositor and the watcher.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/recent_claim.h"

namespace mailstead::maildir {

class mailbox;

// A file that the depositor has just put into new/.
struct delivered_file {
    std::string base;
    std::uint64_t wire;
    std::int64_t date;
};

// One mailbox of one account.
class place {
public:
    // Held by whoever changes or scans the mailbox; may be held for long. Guards `box` and
    // `openings`.
    std::mutex state;
    std::weak_ptr<mailbox> box;
    std::uint64_t openings = 0;    // mailbox objects made here so far: only the newest knows the index as it is
    store::recent_claim recent;

    // The names below have a lock of their own, held for moments: a busy mailbox must not stop deliveries. Order:
    // state before names.

    // A delivery is about to appear in new/ under this base name; scans pass over it until forget().
    void expect(std::string_view base);
    void forget(std::string_view base);
    bool expects(std::string_view base) const;
    bool expects_any() const;
    // Deliveries that are durable now: sessions take them in with take_landed(), under `state`, which also forgets
    // them.
    void land(std::vector<delivered_file> files);
    std::vector<delivered_file> take_landed();

    // Our own step on the file `name` in new/ or cur/: the watcher shall not take it for somebody else's. Nothing is
    // noted while no watcher looks.
    void own(std::string_view name);
    // Many steps that will be taken in this order.
    void own_in_order(std::span<std::string_view const> names);
    // True, and forgotten, when the step was ours.
    bool was_own(std::string_view name);
    void disown_all();
    void watch(bool on);
    bool watched() const;
    bool has_news() const;  // deliveries that no session was told of, or foreign steps
    void note_foreign();    // the next refresh must look, whatever the time stamps say
    bool take_foreign();

private:
    mutable std::mutex names_;
    std::unordered_set<std::string> expected_;
    std::vector<delivered_file> landed_;
    std::unordered_multiset<std::size_t> own_;  // hashes of names
    std::deque<std::size_t> in_order_;          // the same, of steps that are heard of one after the other
    bool watched_ = false;
    bool foreign_ = false;
};

// Places by account and directory; a place lives as long as somebody holds it.
class registry {
public:
    std::shared_ptr<place> at(std::string_view account, std::string_view path);
    std::size_t size() const;

private:
    struct table {
        std::mutex lock;
        std::unordered_map<std::string, std::weak_ptr<place>> places;
    };
    std::shared_ptr<table> table_ = std::make_shared<table>();
};

}  // namespace mailstead::maildir

// One context looked at again after its mailbox changed, RFC 5267 §4.3: which messages match now and did not, or did and do not.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "imap/contexts.h"
#include "imap/order_walk.h"
#include "imap/search_run.h"

namespace mailstead::imap {

class context_run {
public:
    // `box` shows the new view; `uids`, ascending, are all that may match otherwise than before. The references must outlive
    // the run.
    context_run(books& known, selected const& box, context& what, std::vector<std::uint32_t> uids, std::int64_t now);

    bool needs_disk() const noexcept { return run_.needs_disk() || !what_.order.empty(); }
    bool done() const noexcept { return next_ == uids_.size(); }
    // Looks at messages for about `slice`; blocks where needs_disk() is true. A message that is gone does not match.
    store::result<void> go_on(std::chrono::milliseconds slice);

    // Once done: what is new, in the order of the mailbox; then the update itself, with which the results change.
    std::vector<picked> added() const;
    // Blocks where needs_disk() is true.
    store::result<void> write(std::string& out);

private:
    struct keyed { std::uint32_t uid; std::string key; };
    store::result<std::string> key_of(std::uint32_t uid) const;
    store::result<std::size_t> place_of(std::string const& key, std::uint32_t uid) const;
    store::result<std::vector<newcomer>> newcomers() const;

    books& known_;
    selected const& box_;
    context& what_;
    std::vector<std::uint32_t> const uids_;
    search_run run_;
    std::size_t next_ = 0;
    std::vector<std::uint32_t> there_;       // of uids_: results before
    std::vector<std::uint32_t> added_, removed_;
};

}  // namespace mailstead::imap

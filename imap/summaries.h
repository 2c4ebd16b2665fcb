// What messages of open mailboxes were last listed as, so that the next list of a large mailbox asks the store for nothing. One
// for the process, shared by all sessions; bounded: mailboxes that were not listed for the longest time go first, those that
// nobody has open or has listed for some minutes, too. Thread-safe; never blocks for long. Who shows something of it looks at
// the rights himself (store::mailbox::may_read()).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/clock.h"
#include "store/mailbox.h"

#include "imap/summary_page.h"

namespace mailstead::imap {

class summaries {
public:
    using page = std::shared_ptr<summary_page const>;
    static constexpr std::chrono::minutes kept{5};

    explicit summaries(std::size_t octets = 64 * 1024 * 1024, base::clock const& clock = base::system_clock()) : most_(octets), clock_(clock) {}

    // Null: nothing is known of these uids. `box` as store::innermost() gives it; `uidvalidity`: under which the uids were told.
    page find(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity, std::uint32_t number);
    // A mailbox that alone is too large is not kept whole.
    void keep(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity, std::uint32_t number, page what);
    // Lets go of what is closed or was not used lately; find() and keep() do so too, now and then.
    void sweep();
    std::size_t octets() const;

private:
    struct book {
        std::weak_ptr<store::mailbox> of;        // gone: another mailbox may lie at the same address
        std::unordered_map<std::uint32_t, page> pages;
        std::size_t octets = 0;
        std::uint32_t uidvalidity = 0;           // uids of another one are other messages
        std::chrono::steady_clock::time_point used;
    };
    // All under lock_.
    book* known(std::shared_ptr<store::mailbox> const& box, std::uint32_t uidvalidity);
    void look_around(std::chrono::steady_clock::time_point now);
    bool make_room(store::mailbox const* keep, std::size_t more);
    void erase(store::mailbox const* which);

    std::size_t const most_;
    base::clock const& clock_;
    mutable std::mutex lock_;
    std::unordered_map<store::mailbox const*, book> books_;
    std::size_t octets_ = 0;
    std::chrono::steady_clock::time_point looked_ = {};
};

}  // namespace mailstead::imap

// A mailbox at one moment: immutable, shared by every session that looks at it, so that an idle session costs a pointer.
// Rows lie in chunks of 512 by ascending uid; a change copies one chunk and the table of chunks, not the mailbox.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/message.h"

namespace mailstead::store {

class snapshot {
public:
    static constexpr std::size_t chunk_rows = 512;

    struct totals {                       // what belongs to the mailbox, not to a message
        std::uint32_t uidvalidity = 1;
        std::uint32_t uidnext = 1;
        std::uint64_t highest_modseq = 1;
        std::shared_ptr<std::vector<std::string> const> keywords;    // never null; names by bit, empty: bit not used
    };

    // An empty mailbox, or one made of rows with ascending uids.
    explicit snapshot(totals what, std::vector<message> rows = {});

    std::size_t size() const noexcept { return size_; }
    std::uint32_t uidvalidity() const noexcept { return totals_.uidvalidity; }
    std::uint32_t uidnext() const noexcept { return totals_.uidnext; }
    std::uint64_t highest_modseq() const noexcept { return totals_.highest_modseq; }
    std::vector<std::string> const& keywords() const noexcept { return *totals_.keywords; }
    totals const& all_totals() const noexcept { return totals_; }

    // By position, counted from 0; `index` < size().
    message const& operator[](std::size_t index) const noexcept;
    // The position of the first row with a uid of at least `uid`; size() when there is none.
    std::size_t lower_bound(std::uint32_t uid) const noexcept;
    // The row of that uid, or null.
    message const* find(std::uint32_t uid) const noexcept;
    // What changed from `older` to this, in uid order; chunks that both share are passed over.
    struct differences {
        std::vector<std::uint32_t> gone;
        std::vector<std::uint32_t> added;
        std::vector<std::uint32_t> changed;    // flags or keywords
    };
    differences since(snapshot const& older) const;

    // New snapshots made from this one; rows have ascending uids.
    std::shared_ptr<snapshot const> with_added(totals, std::span<message const> rows) const;      // uids above all here
    std::shared_ptr<snapshot const> with_changed(totals, std::span<message const> rows) const;    // same uids, new content
    std::shared_ptr<snapshot const> without(totals, std::span<std::uint32_t const> uids) const;

private:
    using chunk = std::vector<message>;
    snapshot() = default;
    void count();

    totals totals_;
    std::vector<std::shared_ptr<chunk const>> chunks_;    // none empty; all but those after removals are full
    std::vector<std::size_t> starts_;                     // position of each chunk's first row
    std::size_t size_ = 0;
};

using view = std::shared_ptr<snapshot const>;

}  // namespace mailstead::store

// Which messages sessions have been told of as \Recent. It lies where the objects of one mailbox meet, as it is ahead of the index: who
// opens the mailbox again before it was closed wholly must know it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>

namespace mailstead::store {

// Thread-safe.
class recent_claim {
public:
    // Uids below `from` have been told of. Returns the first that had not been before; of another UIDVALIDITY than last time, 1.
    std::uint32_t raise(std::uint32_t uidvalidity, std::uint32_t from) {
        std::lock_guard const hold(lock_);
        auto const before = uidvalidity == uidvalidity_ ? from_ : 1;
        from_ = std::max(before, from);
        uidvalidity_ = uidvalidity;
        return before;
    }
    // The first uid that nobody has been told of, as far as is known here.
    std::uint32_t of(std::uint32_t uidvalidity) const {
        std::lock_guard const hold(lock_);
        return uidvalidity == uidvalidity_ ? from_ : 1;
    }

private:
    mutable std::mutex lock_;
    std::uint32_t uidvalidity_ = 0, from_ = 1;
};

}  // namespace mailstead::store

// Which messages sessions have been told of as \Recent, between the claim and the index: a mailbox that is opened again before it
// was closed wholly must know it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>

namespace mailstead::store {

// Of one mailbox, wherever its objects meet. Thread-safe.
class recent_claim {
public:
    // Uids below `from` have been told of.
    void raise(std::uint32_t uidvalidity, std::uint32_t from) {
        std::lock_guard const hold(lock_);
        from_ = uidvalidity == uidvalidity_ ? std::max(from_, from) : from;
        uidvalidity_ = uidvalidity;
    }
    // The first uid that nobody has been told of, as far as claims say; 1: there are none for this UIDVALIDITY.
    std::uint32_t of(std::uint32_t uidvalidity) const {
        std::lock_guard const hold(lock_);
        return uidvalidity == uidvalidity_ ? from_ : 1;
    }

private:
    mutable std::mutex lock_;
    std::uint32_t uidvalidity_ = 0, from_ = 1;
};

}  // namespace mailstead::store

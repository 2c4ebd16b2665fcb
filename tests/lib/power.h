// The power of a machine that has more than one fault layer (fault_fs, fault_vfs): both count on it, and both lose it at the
// same operation.
#pragma once

#include <atomic>
#include <cstdint>

namespace mailstead::test {

// What becomes of bytes and names that were written and not synced when the power goes: all of them are lost, all are kept,
// or every second one is kept, as a disk may.
enum class unsynced { lost, kept, every_second };

// Any thread.
class power {
public:
    // It goes at the n-th operation from now on (1: the next): that one and all later ones fail. 0: it stays.
    void cut_at(std::uint64_t n) noexcept {
        operations_ = 0;
        at_ = n;
        off_ = false;
    }
    // A layer is about to change something. False: the power is off.
    bool goes_on() noexcept {
        if (off_) return false;
        if (operations_.fetch_add(1) + 1 == at_) off_ = true;
        return !off_;
    }
    bool is_off() const noexcept { return off_; }
    std::uint64_t operations() const noexcept { return operations_; }

private:
    std::atomic<std::uint64_t> operations_{0}, at_{0};
    std::atomic<bool> off_{false};
};

}  // namespace mailstead::test

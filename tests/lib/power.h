// The power of a machine that has more than one fault layer (fault_fs, fault_vfs): both count on it, and both lose it at the
// same operation.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

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
        error_ = 0;
        at_ = n;
        off_ = false;
    }
    // The n-th operation from now on fails with this errno, and the power stays.
    void fail_at(std::uint64_t n, int error) noexcept {
        cut_at(n);
        error_ = error;
    }
    // Called before each operation, on the thread that is about to do it, while the power is on. Empty: nobody watches. Not
    // to be changed while operations go on.
    void watch(std::function<void()> observer) { observer_ = std::move(observer); }

    // A layer is about to change something: 0: it may; off(): the power is off; else the errno that this operation fails with.
    static constexpr int off() noexcept { return -1; }
    int next() {
        if (off_) return off();
        if (observer_) observer_();
        if (operations_.fetch_add(1) + 1 != at_) return 0;
        if (int const error = error_) return failed_ = true, error;
        off_ = true;
        return off();
    }
    bool has_failed() const noexcept { return failed_; }
    bool is_off() const noexcept { return off_; }
    std::uint64_t operations() const noexcept { return operations_; }

private:
    std::atomic<std::uint64_t> operations_{0}, at_{0};
    std::atomic<int> error_{0};
    std::atomic<bool> off_{false}, failed_{false};
    std::function<void()> observer_;
};

}  // namespace mailstead::test

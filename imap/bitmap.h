// Places counted from 0, a bit each. A value.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mailstead::imap {

class bitmap {
public:
    bitmap() = default;
    explicit bitmap(std::size_t size, bool all = false) : words_((size + 63) / 64, all ? ~std::uint64_t{0} : 0), size_(size) {
        if (all && size % 64 != 0) words_.back() = (std::uint64_t{1} << size % 64) - 1;
    }

    std::size_t size() const noexcept { return size_; }
    void set(std::size_t at) noexcept { words_[at / 64] |= std::uint64_t{1} << at % 64; }
    bool test(std::size_t at) const noexcept { return (words_[at / 64] >> at % 64 & 1) != 0; }
    std::size_t count() const noexcept {
        std::size_t out = 0;
        for (auto const word : words_) out += static_cast<std::size_t>(std::popcount(word));
        return out;
    }
    bool none() const noexcept {
        for (auto const word : words_)
            if (word != 0) return false;
        return true;
    }

    // These take one of the same size.
    bitmap& operator&=(bitmap const& other) noexcept { return combine(other, [](auto a, auto b) { return a & b; }); }
    bitmap& operator|=(bitmap const& other) noexcept { return combine(other, [](auto a, auto b) { return a | b; }); }
    bitmap& operator-=(bitmap const& other) noexcept { return combine(other, [](auto a, auto b) { return a & ~b; }); }

    // Calls `take` with each place that is set, ascending.
    template <class Take>
    void each(Take&& take) const {
        for (std::size_t i = 0; i < words_.size(); ++i)
            for (auto word = words_[i]; word != 0; word &= word - 1) take(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }

private:
    template <class How>
    bitmap& combine(bitmap const& other, How how) noexcept {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] = how(words_[i], other.words_[i]);
        return *this;
    }

    std::vector<std::uint64_t> words_;
    std::size_t size_ = 0;
};

}  // namespace mailstead::imap

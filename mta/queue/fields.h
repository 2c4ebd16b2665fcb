// Fields of the queue's own binary forms: numbers as LEB128, texts as length and bytes. Private to mta/queue.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mailstead::mta::queue {

inline void put_number(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

inline void put_text(std::string& out, std::string_view text) {
    put_number(out, text.size());
    out += text;
}

// Takes fields off the front; after a mistake every further field is empty and ok() is false. Texts are views into `bytes`.
class field_reader {
public:
    explicit field_reader(std::string_view bytes) : left_(bytes) {}

    std::uint64_t number() noexcept {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (left_.empty()) break;
            auto const byte = static_cast<unsigned char>(left_.front());
            left_.remove_prefix(1);
            if (shift == 63 && byte > 1) break;
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        fail();
        return 0;
    }

    std::int64_t time() noexcept { return static_cast<std::int64_t>(number()); }

    std::uint64_t number_up_to(std::uint64_t most) noexcept {
        auto const value = number();
        if (value <= most) return value;
        fail();
        return 0;
    }

    std::string_view text() noexcept {
        auto const size = number();
        if (size > left_.size()) {
            fail();
            return {};
        }
        auto const out = left_.substr(0, size);
        left_.remove_prefix(size);
        return out;
    }

    bool ok() const noexcept { return ok_; }
    bool done() const noexcept { return ok_ && left_.empty(); }
    std::size_t left() const noexcept { return left_.size(); }

private:
    void fail() noexcept {
        ok_ = false;
        left_ = {};
    }
    std::string_view left_;
    bool ok_ = true;
};

}  // namespace mailstead::mta::queue

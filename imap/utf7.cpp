#include "imap/utf7.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

// RFC 3501 §5.1.3: base64 with "," for "/" and without padding, over UTF-16BE.
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

constexpr auto values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}();

constexpr bool is_direct(char c) noexcept { return c >= 0x20 && c <= 0x7e; }

void append_utf8(char32_t c, std::string& out) {
    auto const put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xc0 | (c >> 6));
    } else {
        if (c < 0x10000) {
            put(0xe0 | (c >> 12));
        } else {
            put(0xf0 | (c >> 18));
            put(0x80 | ((c >> 12) & 0x3f));
        }
        put(0x80 | ((c >> 6) & 0x3f));
    }
    put(0x80 | (c & 0x3f));
}

// Takes the UTF-16 units of one shifted run and gives UTF-8; false on a lone surrogate or a character that must stand
// for itself.
class unit_sink {
public:
    explicit unit_sink(std::string& out) : out_(out) {}

    bool put(char32_t unit) {
        if (high_ != 0) {
            if (unit < 0xdc00 || unit > 0xdfff) return false;
            append_utf8(0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00), out_);
            high_ = 0;
            return true;
        }
        if (unit >= 0xdc00 && unit <= 0xdfff) return false;
        if (unit >= 0xd800 && unit <= 0xdbff) {
            high_ = unit;
            return true;
        }
        if (unit == 0 || unit == '\r' || unit == '\n' || (unit >= 0x20 && unit <= 0x7e)) return false;
        append_utf8(unit, out_);
        return true;
    }
    bool whole() const noexcept { return high_ == 0; }

private:
    std::string& out_;
    char32_t high_ = 0;
};

// The bytes between "&" and "-", not empty.
bool decode_run(std::string_view run, std::string& out) {
    unit_sink sink(out);
    std::uint32_t bits = 0;
    unsigned have = 0;
    for (char c : run) {
        auto const value = values[static_cast<unsigned char>(c)];
        if (value < 0) return false;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 16) continue;
        have -= 16;
        if (!sink.put((bits >> have) & 0xffff)) return false;
        bits &= (1u << have) - 1;
    }
    return have < 6 && bits == 0 && sink.whole();    // padding is short and zero
}

// One character of UTF-8 at `at`, which moves behind it; U+FFFD for a malformed byte.
char32_t next_character(std::string_view text, std::size_t& at) {
    auto const lead = static_cast<unsigned char>(text[at]);
    std::size_t const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!base::is_utf8(text.substr(at, length))) {
        ++at;
        return 0xfffd;
    }
    char32_t c = length == 1 ? lead : lead & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3f);
    at += length;
    return c;
}

class run_writer {
public:
    explicit run_writer(std::string& out) : out_(out) {}

    void put(char32_t c) {
        if (!open_) out_ += '&';
        open_ = true;
        if (c >= 0x10000) {
            unit(0xd800 + ((c - 0x10000) >> 10));
            unit(0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            unit(c);
        }
    }
    void close() {
        if (!open_) return;
        if (have_ > 0) out_ += alphabet[(bits_ << (6 - have_)) & 0x3f];
        out_ += '-';
        open_ = false;
        bits_ = have_ = 0;
    }

private:
    void unit(char32_t value) {
        bits_ = (bits_ << 16) | static_cast<std::uint32_t>(value);
        have_ += 16;
        while (have_ >= 6) {
            have_ -= 6;
            out_ += alphabet[(bits_ >> have_) & 0x3f];
        }
        bits_ &= (1u << have_) - 1;
    }

    std::string& out_;
    bool open_ = false;
    std::uint32_t bits_ = 0;
    unsigned have_ = 0;
};

}  // namespace

std::optional<std::string> from_utf7(std::string_view wire) {
    std::string out;
    bool after_run = false;
    for (std::size_t at = 0; at < wire.size();) {
        if (wire[at] != '&') {
            if (!is_direct(wire[at])) return std::nullopt;
            out += wire[at++];
            after_run = false;
            continue;
        }
        auto const end = wire.find('-', at);
        if (end == wire.npos) return std::nullopt;
        auto const run = wire.substr(at + 1, end - at - 1);
        at = end + 1;
        if (run.empty()) {
            out += '&';
            after_run = false;
            continue;
        }
        if (after_run || !decode_run(run, out)) return std::nullopt;    // two runs side by side have a shorter form
        after_run = true;
    }
    return out;
}

std::optional<std::string> name_from_wire(std::string_view wire, mailbox_names how) {
    bool const has_8_bits = std::any_of(wire.begin(), wire.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (how == mailbox_names::utf7 && !has_8_bits) return from_utf7(wire);
    if (!base::is_utf8(wire) || wire.find_first_of(std::string_view("\0\r\n", 3)) != wire.npos) return std::nullopt;
    return std::string(wire);
}

std::string to_utf7(std::string_view utf8) {
    std::string out;
    run_writer run(out);
    for (std::size_t at = 0; at < utf8.size();) {
        if (!is_direct(utf8[at])) {
            run.put(next_character(utf8, at));
            continue;
        }
        run.close();
        out += utf8[at];
        if (utf8[at++] == '&') out += '-';
    }
    run.close();
    return out;
}

}  // namespace mailstead::imap

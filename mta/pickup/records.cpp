#include "mta/pickup/records.h"

#include <algorithm>
#include <stdexcept>

namespace mailstead::mta::pickup {
namespace {

constexpr std::string_view known = "SFVDBPT8GNRWOAXE";
constexpr std::size_t length_bytes = 3;  // enough for piece_limit

std::size_t limit_of(char kind) noexcept {
    if (kind == static_cast<char>(record::text)) return piece_limit;
    bool const bare = kind == static_cast<char>(record::end) || kind == static_cast<char>(record::utf8) ||
                      kind == static_cast<char>(record::remote);
    return bare ? 0 : value_limit;
}

}  // namespace

void put(std::string& out, record kind, std::string_view value) {
    if (value.size() > limit_of(static_cast<char>(kind))) throw std::length_error("record of a submission");
    out += static_cast<char>(kind);
    auto left = value.size();
    for (; left >= 0x80; left >>= 7) out += static_cast<char>(0x80 | (left & 0x7f));
    out += static_cast<char>(left);
    out += value;
}

void put_text(std::string& out, std::string_view text) {
    for (; !text.empty(); text.remove_prefix(std::min(piece_limit, text.size())))
        put(out, record::text, text.substr(0, piece_limit));
}

void reader::feed(std::string_view bytes) {
    held_.erase(0, at_);
    at_ = 0;
    held_ += bytes;
}

reader::item reader::bad(std::string_view why) noexcept {
    why_ = why;
    item out;
    out.state = state::bad;
    out.value = why;
    return out;
}

reader::item reader::need_more() noexcept { return {}; }

reader::item reader::next() noexcept {
    if (!why_.empty()) return bad(why_);
    auto rest = std::string_view(held_).substr(at_);
    if (!greeted_) {
        auto const seen = rest.substr(0, submit_greeting.size());
        if (!submit_greeting.starts_with(seen)) return bad("not a submission of a known version");
        if (seen.size() < submit_greeting.size()) return need_more();
        greeted_ = true;
        at_ += seen.size();
        rest.remove_prefix(seen.size());
    }
    if (rest.empty()) return need_more();
    if (ended_) return bad("something follows the end");
    if (known.find(rest[0]) == known.npos) return bad("unknown record type");

    std::size_t length = 0, used = 1;
    for (;; ++used) {
        if (used > length_bytes) return bad("record too long");
        if (used == rest.size()) return need_more();
        auto const byte = static_cast<unsigned char>(rest[used]);
        length |= std::size_t{byte & 0x7fu} << (7 * (used - 1));
        if (byte < 0x80) break;
    }
    ++used;
    if (length > limit_of(rest[0])) return bad("record too long");
    if (rest.size() - used < length) return need_more();
    item out;
    out.state = state::record;
    out.kind = static_cast<record>(rest[0]);
    out.value = rest.substr(used, length);
    ended_ = out.kind == record::end;
    at_ += used + length;
    return out;
}

}  // namespace mailstead::mta::pickup

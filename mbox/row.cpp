// Numbers between commas.
#include "mbox/row.h"

#include <charconv>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::mbox {
namespace {

std::optional<std::string> unhex(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        auto const byte = base::number<unsigned>(text.substr(i, 2), 16);
        if (!byte) return std::nullopt;
        out += static_cast<char>(*byte);
    }
    return out;
}

}  // namespace

position position_of(found_message const& from) {
    return {from.offset, from.length, from.body_length, from.from_length, from.head_length, from.key, {}};
}

std::string print(position const& p) {
    return fmt::format("{:x},{:x},{:x},{:x},{:x},{},{}", p.offset, p.length, p.from_length, p.head_length,
                       p.body_length, base::hex(p.key), p.delivery);
}

std::optional<position> parse_position(std::string_view name) {
    std::string_view parts[7];
    for (auto& part : parts) {
        auto const comma = name.find(',');
        part = name.substr(0, comma);
        name.remove_prefix(comma == name.npos ? name.size() : comma + 1);
    }
    auto const offset = base::number<std::uint64_t>(parts[0], 16), length = base::number<std::uint64_t>(parts[1], 16);
    auto const from = base::number<std::uint32_t>(parts[2], 16), head = base::number<std::uint32_t>(parts[3], 16);
    auto const body = base::number<std::uint64_t>(parts[4], 16);
    auto const key = unhex(parts[5]);
    if (!offset || !length || !from || !head || !body || !key || key->size() != 16) return std::nullopt;
    return position{*offset, *length, *body, *from, *head, *key, std::string(parts[6])};
}

stamp stamp_of(struct stat const& info) noexcept {
    stamp out;
    out.known = true;
    out.scanned = out.size = static_cast<std::uint64_t>(info.st_size);
    out.inode = info.st_ino;
    out.mtime = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
    out.ctime = info.st_ctim.tv_sec * 1'000'000'000 + info.st_ctim.tv_nsec;
    return out;
}

std::string print(stamp const& s) {
    return s.known ? fmt::format("{} {} {} {} {}", s.scanned, s.size, s.inode, s.mtime, s.ctime) : std::string();
}

stamp parse_stamp(std::string_view text) noexcept {
    auto const words = base::split(text, " ");
    if (words.size() != 5) return {};  // four: an older one, and the file is read once more
    auto const scanned = base::number<std::uint64_t>(words[0]), size = base::number<std::uint64_t>(words[1]);
    auto const inode = base::number<std::uint64_t>(words[2]);
    auto const mtime = base::number<std::int64_t>(words[3]), ctime = base::number<std::int64_t>(words[4]);
    if (!scanned || !size || !inode || !mtime || !ctime || *scanned > *size) return {};
    return {true, *scanned, *size, *inode, *mtime, *ctime};
}

store::fact_key fact_key_of(store::index_row const& row) {
    auto const at = parse_position(row.name);
    return store::make_fact_key(row.what.internal_date, 0, at ? at->key : row.name, row.what.size);
}

}  // namespace mailstead::mbox

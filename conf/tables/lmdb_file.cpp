// The layout is LMDB 0.9's: two meta pages, then pages of a B+ tree and runs of pages for long values.
#include "conf/tables/lmdb_file.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cstring>
#include <optional>
#include <vector>

#include "conf/tables/source.h"

namespace mailstead::conf {
namespace {

constexpr std::uint64_t page_header = 16;
constexpr std::uint64_t row_header = 8;
constexpr std::uint16_t branch_page = 0x01;
constexpr std::uint16_t leaf_page = 0x02;
constexpr std::uint16_t overflow_page = 0x04;
constexpr std::uint16_t long_value = 0x01;  // a row's flag: the value lies in pages of its own
constexpr std::uint64_t no_page = ~0ull;
constexpr unsigned deepest_tree = 32;  // LMDB's cursors go no further
constexpr std::uint32_t smallest_page = 512;
constexpr std::uint32_t largest_page = 32768;

// The front of a meta page.
struct meta_page {
    std::uint64_t page;
    std::uint64_t flags_and_bounds;
    std::uint32_t magic;
    std::uint32_t version;
    std::uint64_t address;
    std::uint64_t map_size;
    struct {
        std::uint32_t pad;  // of the first one: the page size
        std::uint16_t flags;
        std::uint16_t depth;
        std::uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
    } databases[2];  // free pages; rows
    std::uint64_t last_page;
    std::uint64_t transaction;
};
static_assert(sizeof(meta_page) == 152);

// `at` must lie within `bytes`, with room for the number.
template <class T>
T number_at(std::string_view bytes, std::uint64_t at) noexcept {
    T out;
    std::memcpy(&out, bytes.data() + at, sizeof out);
    return out;
}

bool is_page_size(std::uint32_t size) noexcept {
    return std::has_single_bit(size) && size >= smallest_page && size <= largest_page;
}

// The one that LMDB goes by; absent when they do not agree on what both must say.
std::optional<meta_page> newest(meta_page const& first, meta_page const& second) noexcept {
    auto const page_size = first.databases[0].pad;
    if (second.magic != lmdb_magic || second.databases[0].pad != page_size) return std::nullopt;
    auto const& out = first.transaction < second.transaction ? second : first;
    if (out.last_page < 1 || out.last_page > largest_lmdb * 1024 / page_size) return std::nullopt;
    return out;
}

std::uint64_t size_by(meta_page const& meta) noexcept { return (meta.last_page + 1) * meta.databases[0].pad; }

// How long the file has to be for all pages that its newest meta page knows; absent when it has no two sound ones.
std::optional<std::uint64_t> needed_size(int file) noexcept {
    auto const read = [file](std::uint64_t offset, meta_page& into) {
        return ::pread(file, &into, sizeof into, static_cast<off_t>(offset)) == sizeof into;
    };
    meta_page first{};
    meta_page second{};
    if (!read(0, first) || first.magic != lmdb_magic || !is_page_size(first.databases[0].pad)) return std::nullopt;
    if (!read(first.databases[0].pad, second)) return std::nullopt;
    auto const meta = newest(first, second);
    return meta ? std::optional(size_by(*meta)) : std::nullopt;
}

// One look through a tree, from its first key to its last.
class tree {
public:
    tree(std::string_view bytes, meta_page const& meta)
        : bytes_(bytes), page_size_(meta.databases[0].pad), pages_(meta.last_page + 1),
          rows_(meta.databases[1].entries), depth_(meta.databases[1].depth), seen_(pages_) {}

    bool is_sound(std::uint64_t root) {
        if (root == no_page) return rows_ == 0;
        if (depth_ == 0 || depth_ > deepest_tree) return false;
        return page(root, 1) && found_ == rows_;
    }

private:
    // Marks `count` pages as used; false when they are not there or in use already.
    bool take(std::uint64_t first, std::uint64_t count) {
        if (first < 2 || count == 0 || count > pages_ || first > pages_ - count) return false;
        for (auto one = first; one < first + count; ++one) {
            if (seen_[one]) return false;
            seen_[one] = true;
        }
        return true;
    }

    bool page(std::uint64_t number, unsigned depth) {
        if (!take(number, 1)) return false;
        bool const is_leaf = depth == depth_;
        auto const text = bytes_.substr(number * page_size_, page_size_);
        std::uint64_t const lower = number_at<std::uint16_t>(text, 12);
        std::uint64_t const upper = number_at<std::uint16_t>(text, 14);
        if (number_at<std::uint64_t>(text, 0) != number) return false;
        if (number_at<std::uint16_t>(text, 10) != (is_leaf ? leaf_page : branch_page)) return false;
        if (lower < page_header || lower % 2 != 0 || lower > upper || upper > page_size_) return false;
        auto const count = (lower - page_header) / 2;
        if (count < (is_leaf ? 1u : 2u)) return false;
        for (std::uint64_t i = 0; i < count; ++i) {
            std::uint64_t const place = number_at<std::uint16_t>(text, page_header + 2 * i);
            if (place < upper || place % 2 != 0 || place + row_header > page_size_) return false;
            auto const one = text.substr(place);
            if (!(is_leaf ? row(one) : child(one, i == 0, depth))) return false;
        }
        return true;
    }

    bool row(std::string_view text) {
        std::uint64_t const size = number_at<std::uint32_t>(text, 0);
        auto const flags = number_at<std::uint16_t>(text, 4);
        std::uint64_t const key_size = number_at<std::uint16_t>(text, 6);
        if (flags != 0 && flags != long_value) return false;  // not with several values, nor tables within
        auto const held = flags == long_value ? sizeof(std::uint64_t) : size;
        if (key_size == 0 || row_header + key_size + held > text.size()) return false;
        auto const key = text.substr(row_header, key_size);
        if (key <= last_ || key < least_) return false;
        last_ = key;
        ++found_;
        return flags != long_value || run(number_at<std::uint64_t>(text, row_header + key_size), size);
    }

    // The key of a branch parts what is left of it from what is right; the first one is never looked at.
    bool child(std::string_view text, bool is_first, unsigned depth) {
        std::uint64_t const key_size = number_at<std::uint16_t>(text, 6);
        if (row_header + key_size > text.size()) return false;
        auto const key = text.substr(row_header, key_size);
        if (!is_first && key <= last_) return false;
        if (!is_first) least_ = key;
        std::uint64_t const low = number_at<std::uint32_t>(text, 0);
        std::uint64_t const high = number_at<std::uint16_t>(text, 4);
        return page(low | high << 32, depth + 1);
    }

    // A value in pages of its own, the first of which begins with a header.
    bool run(std::uint64_t first, std::uint64_t size) {
        if (first < 2 || first >= pages_) return false;
        auto const text = bytes_.substr(first * page_size_, page_size_);
        std::uint64_t const count = number_at<std::uint32_t>(text, 12);
        return number_at<std::uint64_t>(text, 0) == first && number_at<std::uint16_t>(text, 10) == overflow_page &&
               page_header + size <= count * page_size_ && take(first, count);
    }

    std::string_view bytes_;
    std::uint64_t page_size_;
    std::uint64_t pages_;
    std::uint64_t rows_;
    unsigned depth_;
    std::vector<bool> seen_;
    std::uint64_t found_ = 0;
    std::string_view last_;   // the last key of a row
    std::string_view least_;  // what the next key may be at least
};

// The pages of a file that cannot change, as long as this lives.
class mapping {
public:
    mapping(int file, std::uint64_t size) noexcept
        : size_(size), at_(::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0)) {}
    ~mapping() {
        if (is_there()) ::munmap(at_, size_);
    }
    mapping(mapping const&) = delete;
    mapping& operator=(mapping const&) = delete;
    bool is_there() const noexcept { return at_ != MAP_FAILED; }
    std::string_view bytes() const noexcept { return {static_cast<char const*>(at_), size_}; }

private:
    std::uint64_t size_;
    void* at_;
};

}  // namespace

bool is_sound_lmdb(std::string_view bytes) noexcept {
    if (bytes.size() < sizeof(meta_page)) return false;
    auto const first = number_at<meta_page>(bytes, 0);
    auto const page_size = first.databases[0].pad;
    if (first.magic != lmdb_magic || !is_page_size(page_size) || bytes.size() < 2 * page_size) return false;
    auto const meta = newest(first, number_at<meta_page>(bytes, page_size));
    if (!meta || size_by(*meta) > bytes.size() || meta->databases[1].flags != 0) return false;
    return tree(bytes, *meta).is_sound(meta->databases[1].root);
}

result<lmdb_copy> copy_sound_lmdb(int file) {
    struct stat status {};
    if (::fstat(file, &status) != 0) return base::last_error();
    auto const needed = needed_size(file);
    if (!needed || *needed > static_cast<std::uint64_t>(status.st_size)) return errc::damaged_file;
    if (*needed > largest_lmdb) return base::from_errno(EFBIG);
    auto copy = memory_copy(file, *needed, *needed);
    if (!copy) return copy.error();
    mapping const held(copy->get(), *needed);
    if (!held.is_there()) return base::last_error();
    if (!is_sound_lmdb(held.bytes())) return errc::damaged_file;
    return lmdb_copy{std::move(*copy), *needed};
}

}  // namespace mailstead::conf

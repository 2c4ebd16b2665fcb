// Blocks in preallocated files.
#include "mta/queue/segments.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::mta::queue {
namespace {

std::string file_name(std::uint32_t number) { return fmt::format("{:08x}", number); }

base::error_code disk_error(int number) {
    if (number == ENOSPC || number == EDQUOT || number == EFBIG) return errc::no_space;
    return base::from_errno(number);
}

}  // namespace

std::uint64_t capacity(std::span<extent const> where) noexcept {
    std::uint64_t blocks = 0;
    for (auto const& run : where) blocks += run.count;
    return blocks * segments::block_size;
}

result<std::unique_ptr<segments>> segments::open(std::string const& directory, base::file_system& files) {
    if (auto made = files.make_dirs_synced(directory, 0700); !made) return made.error();
    auto fd = files.open(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY);
    if (!fd) return fd.error();
    std::unique_ptr<segments> out(new segments(std::move(*fd), files));
    if (auto loaded = out->load(); !loaded) return loaded.error();
    return out;
}

result<void> segments::load() {
    auto entries = files_.list(directory_.get(), ".");
    if (!entries) return entries.error();
    for (auto const& entry : *entries) {
        auto const number = base::number<std::uint32_t>(entry.name, 16);
        if (!number || entry.name != file_name(*number)) continue;
        auto fd = files_.open(directory_.get(), entry.name, O_RDWR);
        if (!fd) return fd.error();
        auto const info = files_.status(fd->get());
        if (!info) return info.error();
        // One that a crash cut short while it was made has no row: rows come after the sync.
        auto const blocks = std::min<std::uint64_t>(static_cast<std::uint64_t>(info->st_size) / block_size,
                                                    blocks_per_segment);
        segment one;
        one.fd = std::move(*fd);
        one.used.resize(static_cast<std::size_t>(blocks));
        one.free = static_cast<std::uint32_t>(blocks);
        segments_.emplace(*number, std::move(one));
        last_number_ = std::max(last_number_, *number);
    }
    return {};
}

bool segments::are_there(std::span<extent const> taken) const {
    for (auto const& run : taken) {
        auto const found = segments_.find(run.segment);
        if (found == segments_.end() || run.block + std::uint64_t{run.count} > found->second.used.size()) return false;
        auto const first = found->second.used.begin() + run.block;
        if (std::find(first, first + run.count, true) != first + run.count) return false;
    }
    return true;
}

bool segments::use(std::span<extent const> taken) {
    std::lock_guard const lock(mutex_);
    for (auto const& run : taken) last_number_ = std::max(last_number_, run.segment);
    if (!are_there(taken)) {
        disowned_.emplace_back(taken.begin(), taken.end());
        return false;
    }
    for (auto const& run : taken) {
        auto& one = segments_.at(run.segment);
        std::fill_n(one.used.begin() + run.block, run.count, true);
        one.free -= run.count;
    }
    return true;
}

result<std::vector<extent>> segments::allocate(std::uint64_t bytes) {
    auto blocks = (bytes + block_size - 1) / block_size;
    std::vector<extent> out;
    std::unique_lock lock(mutex_);
    for (;;) {
        for (auto& [number, one] : segments_) {
            if (blocks == 0) break;
            if (one.free > 0) look_at(number, one);
            if (one.free > 0 && !one.is_lost) take_from(number, one, blocks, out);
        }
        if (blocks == 0) return out;
        if (auto added = add_segment(); !added) {
            lock.unlock();
            release(out);
            return added.error();
        }
    }
}

// What is written into a file without a name is gone with this process; one that was cut short would grow again, with zeros
// where texts were.
void segments::look_at(std::uint32_t number, segment& one) {
    if (one.is_lost) return;
    auto const info = files_.status(one.fd.get());
    one.is_lost = info && (info->st_nlink == 0 || static_cast<std::uint64_t>(info->st_size) < one.used.size() * block_size);
    if (one.is_lost) base::log::error("qmgr", "segments/{}: removed or cut short: used no more", file_name(number));
}

void segments::take_from(std::uint32_t number, segment& from, std::uint64_t& blocks, std::vector<extent>& out) {
    for (std::uint32_t at = 0; at < from.used.size() && blocks > 0 && from.free > 0; ++at) {
        if (from.used[at]) continue;
        from.used[at] = true;
        --from.free;
        --blocks;
        bool const joins = !out.empty() && out.back().segment == number && out.back().block + out.back().count == at;
        if (joins) ++out.back().count;
        else out.push_back({number, at, 1});
    }
}

// Called with the lock held: two sessions that need a new file at once should share it.
result<void> segments::add_segment() {
    auto const number = last_number_ + 1;
    auto const name = file_name(number);
    auto fd = files_.open(directory_.get(), name, O_RDWR | O_CREAT | O_EXCL);
    if (!fd) return disk_error(fd.error().value());
    if (auto made = files_.allocate(fd->get(), block_size * blocks_per_segment); !made) {
        (void)files_.unlink(directory_.get(), name);
        return disk_error(made.error().value());
    }
    if (auto synced = files_.sync(fd->get()); !synced) return synced;
    if (auto synced = files_.sync(directory_.get()); !synced) return synced;
    segment one;
    one.fd = std::move(*fd);
    one.used.resize(blocks_per_segment);
    one.free = blocks_per_segment;
    segments_.emplace(number, std::move(one));
    last_number_ = number;
    return {};
}

void segments::release(std::span<extent const> unused) noexcept {
    std::lock_guard const lock(mutex_);
    for (auto const& refused : disowned_)
        if (std::ranges::equal(refused, unused)) return;
    if (holding_) held_.insert(held_.end(), unused.begin(), unused.end());
    else free_blocks(unused);
}

void segments::free_blocks(std::span<extent const> unused) noexcept {
    for (auto const& run : unused) {
        auto& one = segments_.at(run.segment);
        std::fill_n(one.used.begin() + run.block, run.count, false);
        one.free += run.count;
    }
}

bool segments::hold() {
    std::lock_guard const lock(mutex_);
    return !std::exchange(holding_, true);
}

void segments::let_go() noexcept {
    std::lock_guard const lock(mutex_);
    holding_ = false;
    free_blocks(held_);
    held_.clear();
}

int segments::fd_of(std::uint32_t number) const {
    std::lock_guard const lock(mutex_);
    auto const found = segments_.find(number);
    return found == segments_.end() ? -1 : found->second.fd.get();
}

result<void> segments::write(std::span<extent const> where, std::uint64_t offset, std::string_view bytes) {
    for (auto const& run : where) {
        auto const room = run.count * block_size;
        if (offset >= room) {
            offset -= room;
            continue;
        }
        if (bytes.empty()) break;
        auto const part = bytes.substr(0, room - offset);
        auto const wrote = files_.write_all_at(fd_of(run.segment), part, run.block * block_size + offset);
        if (!wrote) return disk_error(wrote.error().value());
        bytes.remove_prefix(part.size());
        offset = 0;
    }
    if (!bytes.empty()) return base::from_errno(EFBIG);
    return {};
}

result<std::vector<std::string>> segments::read(std::span<extent const> where, std::uint64_t size) {
    if (size > capacity(where)) return errc::damaged;
    std::vector<std::string> out;
    for (auto const& run : where) {
        std::string piece(std::min<std::uint64_t>(size, run.count * block_size), '\0');
        std::size_t have = 0;
        while (have < piece.size()) {
            auto const got = files_.read_at(fd_of(run.segment), std::span(piece).subspan(have),
                                            run.block * block_size + have);
            if (!got) return got.error();
            if (*got == 0) return errc::damaged;
            have += *got;
        }
        size -= piece.size();
        out.push_back(std::move(piece));
    }
    return out;
}

result<std::string> segments::read_part(std::span<extent const> where, std::uint64_t offset, std::size_t size) {
    for (auto const& run : where) {
        auto const room = run.count * block_size;
        if (offset >= room) {
            offset -= room;
            continue;
        }
        std::string piece(std::min<std::uint64_t>(size, room - offset), '\0');
        auto const got = files_.read_at(fd_of(run.segment), piece, run.block * block_size + offset);
        if (!got) return got.error();
        if (*got == 0 && size > 0) return errc::damaged;
        piece.resize(*got);
        return piece;
    }
    return errc::damaged;
}

result<void> segments::sync(std::set<std::uint32_t> const& touched) {
    for (auto const number : touched) {
        if (auto synced = files_.sync_data(fd_of(number)); !synced) return synced;
    }
    return {};
}

std::uint64_t segments::blocks_in_use() const {
    std::lock_guard const lock(mutex_);
    std::uint64_t used = 0;
    for (auto const& [number, one] : segments_) used += one.used.size() - one.free;
    return used;
}

std::size_t segments::files() const {
    std::lock_guard const lock(mutex_);
    return segments_.size();
}

}  // namespace mailstead::mta::queue

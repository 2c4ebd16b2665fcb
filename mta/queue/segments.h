// Texts too large for a row: blocks of preallocated files under queue/segments/ that are used again and again, so that
// no file is made and unlinked per message. docs/formats/queue-db.md describes them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "mta/queue/error.h"

namespace mailstead::mta::queue {

// A run of blocks in one segment file. Durable inside queue.db.
struct extent {
    std::uint32_t segment = 0;
    std::uint32_t block = 0;
    std::uint32_t count = 0;
    bool operator==(extent const&) const = default;
};

// Thread-safe; everything but release() and use() may block on the disk.
class segments {
public:
    static constexpr std::uint64_t block_size = 64 * 1024;
    static constexpr std::uint32_t blocks_per_segment = 256;    // 16 MB

    // Opens the files under `directory` (made when missing); all blocks are free.
    static result<std::unique_ptr<segments>> open(std::string const& directory, base::file_system& files);
    segments(segments const&) = delete;

    // Marks blocks as taken by a row. False: they do not exist or are taken twice (the row is damaged); release() of them
    // does nothing then, and no segment gets the number of one that they name.
    bool use(std::span<extent const> taken);
    // Room for `bytes` more, in as few runs as possible. Fails with errc::no_space. A file that was removed or cut short
    // behind our back is used no more, which is logged.
    result<std::vector<extent>> allocate(std::uint64_t bytes);
    // Only when no durable row names them any more, or none ever did.
    void release(std::span<extent const> unused) noexcept;
    // From now on what is released stays as it is, until let_go(). False: it is so already.
    bool hold();
    void let_go() noexcept;

    // `bytes` at `offset` of the text that lies in `where`; it has to fit.
    result<void> write(std::span<extent const> where, std::uint64_t offset, std::string_view bytes);
    // The `size` first bytes of the text, in pieces of at most one run.
    result<std::vector<std::string>> read(std::span<extent const> where, std::uint64_t size);
    // Bytes of that text from `offset` on: at most `size`, not beyond the end of a run. They must have been written.
    result<std::string> read_part(std::span<extent const> where, std::uint64_t offset, std::size_t size);
    // Makes what was written into these durable. A failure is final: the caller stops the queue.
    result<void> sync(std::set<std::uint32_t> const& touched);

    std::uint64_t blocks_in_use() const;
    std::size_t files() const;

private:
    struct segment {
        base::unique_fd fd;
        std::vector<bool> used;
        std::uint32_t free = 0;
        bool is_lost = false;    // its file is gone or cut short
    };

    segments(base::unique_fd directory, base::file_system& files) : directory_(std::move(directory)), files_(files) {}
    result<void> load();
    bool are_there(std::span<extent const> taken) const;
    void look_at(std::uint32_t number, segment& one);
    result<void> add_segment();
    void take_from(std::uint32_t number, segment& from, std::uint64_t& blocks, std::vector<extent>& out);
    int fd_of(std::uint32_t number) const;

    base::unique_fd directory_;
    base::file_system& files_;
    mutable std::mutex mutex_;
    std::map<std::uint32_t, segment> segments_;
    std::uint32_t last_number_ = 0;                        // of a file that is there, or that a row names
    std::vector<std::vector<extent>> disowned_;            // what use() has refused
    void free_blocks(std::span<extent const> unused) noexcept;
    bool holding_ = false;
    std::vector<extent> held_;                             // released meanwhile
};

// Bytes that `where` has room for.
std::uint64_t capacity(std::span<extent const> where) noexcept;

}  // namespace mailstead::mta::queue

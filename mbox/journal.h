// Rewriting the end of an mbox in place, so that the inode stays and every program's idea of the file with it. The new
// end goes to a journal first; a rewrite that a crash cut short is done again from there (docs/formats/mbox.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fs.h"
#include "mbox/lock.h"

namespace mailstead::mbox {

// The file from `from` on, made of parts of the old file and of new text.
class new_end {
public:
    explicit new_end(std::uint64_t from) : from_(from) {}
    void keep(std::uint64_t offset, std::uint64_t length);
    void put(std::string text);
    std::uint64_t from() const noexcept { return from_; }
    std::uint64_t length() const noexcept { return length_; }

    struct piece {
        std::uint64_t offset, length;  // in the old file, unless `text` is the piece
        std::string text;
    };
    std::vector<piece> const& pieces() const noexcept { return pieces_; }

private:
    std::uint64_t const from_;
    std::uint64_t length_ = 0;
    std::vector<piece> pieces_;
};

// All of these block. `path` is the journal's, in a directory of this process's own; `fd` the locked mbox.
class journal {
public:
    journal(base::file_system& files, std::string path) : files_(files), path_(std::move(path)) {}

    bool exists() const;
    // Durable when it returns; the mbox is untouched.
    result<void> write(int fd, struct stat const& mbox, new_end const& what);
    // In place, synced, cut; then the journal is gone. On failure it stays, for replay().
    result<void> carry_out(int fd, file_lock& lock);
    // Before anything else is done with the file: finishes what a crash interrupted, if the file is still the one the
    // journal speaks of; else the journal is set aside (`.stale`), and the log says so.
    result<void> replay(int fd, struct stat const& mbox, file_lock& lock);
    result<void> drop();  // success: it will not come back either

private:
    struct header;
    result<header> read_header(int fd);
    result<void> copy_in(header const& head, int from, int to, file_lock& lock);
    result<bool> holds_end(header const& head, int fd);
    result<void> finish(header const& head, int fd);
    void set_aside(char const* why);

    base::file_system& files_;
    std::string const path_;
};

}  // namespace mailstead::mbox

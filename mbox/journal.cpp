// `mailstead-mbox-journal 1`, numbers and hashes in 512 octets, then the new end.
#include "mbox/journal.h"

#include <fcntl.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/log.h"
#include "store/hash.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t head_size = 512;
constexpr std::size_t chunk = 1024 * 1024;
constexpr std::uint64_t prefix_span = 64 * 1024;
constexpr std::string_view magic = "mailstead-mbox-journal 1";

// SHA-256 over all pieces of a range, chained.
class running_hash {
public:
    void feed(std::string_view bytes) { value_ = store::sha256(value_ + std::string(bytes)); }
    std::string hex() const { return base::hex(value_); }

private:
    std::string value_;
};

// Calls take(bytes) for the range in chunks; a shorter file is refusal::changed.
template <class Take>
result<void> each_chunk(base::file_system& files, int fd, std::uint64_t at, std::uint64_t length, Take take) {
    std::string buffer(std::min<std::uint64_t>(chunk, length), '\0');
    while (length > 0) {
        auto const want = std::min<std::uint64_t>(buffer.size(), length);
        std::size_t have = 0;
        while (have < want) {
            auto const got = files.read_at(fd, std::span(buffer).subspan(have, want - have), at + have);
            if (!got) return got.error();
            if (*got == 0) return failure(refusal::changed);
            have += *got;
        }
        if (auto const done = take(std::string_view(buffer).substr(0, want)); !done) return done;
        at += want;
        length -= want;
    }
    return {};
}

result<std::string> hash_range(base::file_system& files, int fd, std::uint64_t at, std::uint64_t length) {
    running_hash out;
    auto const done = each_chunk(files, fd, at, length, [&](std::string_view bytes) -> result<void> {
        out.feed(bytes);
        return {};
    });
    if (!done) return done.error();
    return out.hex();
}

result<void> sync_directory_of(base::file_system& files, std::string const& path) {
    auto const dir = files.open(AT_FDCWD, path.substr(0, path.rfind('/')), O_RDONLY | O_DIRECTORY);
    if (!dir) return dir.error();
    return files.sync(dir->get());
}

}  // namespace

// Durable: do not change.
struct journal::header {
    std::uint64_t inode = 0, from = 0, length = 0, old_size = 0;
    std::string prefix;    // hash of up to 64 KiB before `from`
    std::string end;       // hash of the new end
    std::string leftover;  // hash of what is to be cut off: the old file from `from + length` on

    std::uint64_t new_size() const noexcept { return from + length; }
    std::uint64_t prefix_start() const noexcept { return from - std::min(from, prefix_span); }
    std::string text() const {
        auto out = fmt::format("{}\n{} {} {} {}\n{}\n{}\n{}\n", magic, inode, from, length, old_size, prefix,
                               end.empty() ? "-" : end, leftover.empty() ? "-" : leftover);
        out.resize(head_size, '\n');
        return out;
    }
};

void new_end::keep(std::uint64_t offset, std::uint64_t length) {
    if (length == 0) return;
    length_ += length;
    if (!pieces_.empty() && pieces_.back().text.empty() && pieces_.back().offset + pieces_.back().length == offset)
        pieces_.back().length += length;
    else
        pieces_.push_back({offset, length, {}});
}

void new_end::put(std::string text) {
    if (text.empty()) return;
    length_ += text.size();
    pieces_.push_back({0, text.size(), std::move(text)});
}

bool journal::exists() const { return static_cast<bool>(files_.status(AT_FDCWD, path_)); }

result<void> journal::write(int fd, struct stat const& mbox, new_end const& what) {
    header head;
    head.inode = mbox.st_ino;
    head.from = what.from();
    head.length = what.length();
    head.old_size = static_cast<std::uint64_t>(mbox.st_size);
    auto const prefix = hash_range(files_, fd, head.prefix_start(), head.from - head.prefix_start());
    if (!prefix) return prefix.error();
    head.prefix = *prefix + "-";
    if (head.old_size > head.new_size()) {
        auto const left = hash_range(files_, fd, head.new_size(), head.old_size - head.new_size());
        if (!left) return left.error();
        head.leftover = *left;
    }
    auto const temporary = path_ + ".tmp";
    {
        auto to = files_.open(AT_FDCWD, temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
        if (!to) return to.error();
        if (auto const done = files_.write_all(to->get(), std::string(head_size, '\0')); !done) return done;
        auto const copy = [&](std::string_view bytes) { return files_.write_all(to->get(), bytes); };
        for (auto const& piece : what.pieces()) {
            auto const done = piece.text.empty() ? each_chunk(files_, fd, piece.offset, piece.length, copy)
                                                 : files_.write_all(to->get(), piece.text);
            if (!done) return done;
        }
        auto const end = hash_range(files_, to->get(), head_size, head.length);
        if (!end) return end.error();
        head.end = *end;
        if (auto const done = files_.write_all_at(to->get(), head.text(), 0); !done) return done;
        if (auto const synced = files_.sync(to->get()); !synced) return synced;
    }
    if (auto const moved = files_.rename(AT_FDCWD, temporary, AT_FDCWD, path_, base::on_existing::replace); !moved)
        return moved;
    return sync_directory_of(files_, path_);
}

result<journal::header> journal::read_header(int fd) {
    std::string text(head_size, '\0');
    auto const got = files_.read_at(fd, text, 0);
    if (!got) return got.error();
    auto const lines = base::split(text, "\n");
    if (*got != head_size || lines.size() != 5 || lines[0] != magic) return failure(refusal::changed);
    auto const numbers = base::split(lines[1], " ");
    header out;
    std::uint64_t* const into[] = {&out.inode, &out.from, &out.length, &out.old_size};
    if (numbers.size() != std::size(into)) return failure(refusal::changed);
    for (std::size_t i = 0; i < std::size(into); ++i) {
        auto const value = base::number<std::uint64_t>(numbers[i]);
        if (!value) return failure(refusal::changed);
        *into[i] = *value;
    }
    out.prefix = lines[2];
    out.end = lines[3] == "-" ? std::string() : std::string(lines[3]);
    out.leftover = lines[4] == "-" ? std::string() : std::string(lines[4]);
    return out;
}

result<void> journal::copy_in(header const& head, int from, int to, file_lock& lock) {
    allow_rewriting(to);
    auto at = head.from;
    return each_chunk(files_, from, head_size, head.length, [&](std::string_view bytes) {
        lock.touch();
        auto const done = files_.write_all_at(to, bytes, at);
        at += bytes.size();
        return done;
    });
}

// The new end is in place: it is made durable before anything is cut off.
result<void> journal::finish(header const& head, int fd) {
    if (auto const synced = files_.sync(fd); !synced) return synced;
    if (auto const cut = files_.truncate(fd, head.new_size()); !cut) return cut;
    if (auto const synced = files_.sync(fd); !synced) return synced;
    (void)drop();
    return {};
}

result<void> journal::carry_out(int fd, file_lock& lock) {
    auto from = files_.open(AT_FDCWD, path_, O_RDONLY | O_NOFOLLOW);
    if (!from) return from.error();
    auto const head = read_header(from->get());
    if (!head) return head.error();
    if (auto const copied = copy_in(*head, from->get(), fd, lock); !copied) return copied;
    return finish(*head, fd);
}

result<void> journal::drop() {
    if (auto const gone = files_.unlink(AT_FDCWD, path_); !gone && gone.error() != base::from_errno(ENOENT)) return gone;
    return sync_directory_of(files_, path_);
}

void journal::set_aside(char const* why) {
    base::log::error("mbox", "{}: not replayed: {}; kept as {}.stale", path_, why, path_);
    (void)files_.rename(AT_FDCWD, path_, AT_FDCWD, path_ + ".stale", base::on_existing::replace);
}

result<bool> journal::holds_end(header const& head, int fd) {
    auto const end = hash_range(files_, fd, head.from, head.length);
    if (!end && is(end.error(), refusal::changed)) return false;
    if (!end) return {boost::system::in_place_error, end.error()};
    return *end == head.end;
}

result<void> journal::replay(int fd, struct stat const& mbox, file_lock& lock) {
    auto from = files_.open(AT_FDCWD, path_, O_RDONLY | O_NOFOLLOW);
    if (!from && from.error() == base::from_errno(ENOENT)) return {};
    if (!from) return from.error();
    auto const head = read_header(from->get());
    if (!head) return set_aside("it cannot be understood"), result<void>();
    auto const size = static_cast<std::uint64_t>(mbox.st_size);
    auto const prefix = hash_range(files_, fd, head->prefix_start(), head->from - head->prefix_start());
    if (!prefix && !is(prefix.error(), refusal::changed)) return prefix.error();
    if (head->inode != mbox.st_ino || !prefix || *prefix + "-" != head->prefix)
        return set_aside("the file is another one now"), result<void>();

    auto const there = holds_end(*head, fd);
    if (!there) return there.error();
    if (*there) {
        // Done but for the cut, or all done and perhaps appended to since.
        if (size != head->old_size || size <= head->new_size()) return drop();
        auto const left = hash_range(files_, fd, head->new_size(), size - head->new_size());
        if (!left) return left.error();
        if (*left != head->leftover) return drop();
        return finish(*head, fd);
    }
    bool const interrupted = size >= head->old_size && size <= std::max(head->old_size, head->new_size());
    if (!interrupted) return set_aside("the file has changed since"), result<void>();
    base::log::warning("mbox", "{}: finishing a rewrite that was interrupted", path_);
    if (auto const copied = copy_in(*head, from->get(), fd, lock); !copied) return copied;
    return finish(*head, fd);
}

}  // namespace mailstead::mbox

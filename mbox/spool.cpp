// O_TMPFILE: nothing is left behind, whatever happens.
#include "mbox/spool.h"

#include <fcntl.h>

#include <algorithm>

namespace mailstead::mbox {
namespace {

constexpr std::size_t memory_limit = 1024 * 1024;

}  // namespace

store::result<void> spool::append(std::string_view bytes) {
    if (!file_ && memory_.size() + bytes.size() > memory_limit) {
        auto made = files_.open(AT_FDCWD, directory_, O_TMPFILE | O_RDWR, 0600);
        if (!made) return made.error();
        file_ = std::move(*made);
        if (auto const done = files_.write_all(file_.get(), memory_); !done) return done;
        memory_ = {};
    }
    size_ += bytes.size();
    if (file_) return files_.write_all(file_.get(), bytes);
    memory_ += bytes;
    return {};
}

store::result<std::size_t> spool::read_at(std::span<char> into, std::uint64_t offset) {
    if (file_) return files_.read_at(file_.get(), into, offset);
    if (offset >= memory_.size()) return std::size_t{0};
    auto const n = std::min<std::size_t>(into.size(), memory_.size() - offset);
    std::copy_n(memory_.data() + offset, n, into.data());
    return n;
}

}  // namespace mailstead::mbox

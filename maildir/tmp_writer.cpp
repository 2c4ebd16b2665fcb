// O_EXCL in tmp/, 64 KiB at a time.
#include "maildir/tmp_writer.h"

#include <fcntl.h>

#include "store/identity.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t buffer_size = 64 * 1024;

}  // namespace

store::result<std::unique_ptr<tmp_writer>> tmp_writer::make(base::file_system& files, store::owner const& who,
                                                            std::string const& path, std::string name) {
    std::unique_ptr<tmp_writer> out(new tmp_writer(files, who, path + "/tmp/", std::move(name)));
    auto const as_owner = store::identity::assume(who);
    if (!as_owner) return as_owner.error();
    auto fd = files.open(AT_FDCWD, out->dir_ + out->name_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (!fd) return fd.error();
    out->fd_ = std::move(*fd);
    return out;
}

tmp_writer::~tmp_writer() {
    if (kept_ || !fd_) return;
    auto const as_owner = store::identity::assume(who_);
    if (as_owner) (void)files_.unlink(AT_FDCWD, dir_ + name_);
}

store::result<void> tmp_writer::flush() {
    if (buffer_.empty()) return {};
    auto const done = files_.write_all(fd_.get(), buffer_);
    buffer_.clear();
    return done;
}

store::result<void> tmp_writer::append(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const piece = bytes.substr(0, buffer_size);
        bytes.remove_prefix(piece.size());
        lines_.feed(piece, buffer_);
        if (buffer_.size() < buffer_size) continue;
        if (auto const done = flush(); !done) return done;
    }
    return {};
}

store::result<void> tmp_writer::finish(std::int64_t date) {
    if (auto const done = finish_unsynced(date); !done) return done;
    return files_.sync(fd_.get());
}

store::result<void> tmp_writer::finish_unsynced(std::int64_t date) {
    lines_.finish(buffer_);
    if (auto const done = flush(); !done) return done;
    auto const as_owner = store::identity::assume(who_);    // the time of a file is its owner's to set
    if (!as_owner) return as_owner.error();
    return files_.set_time(fd_.get(), date);
}

}  // namespace mailstead::maildir

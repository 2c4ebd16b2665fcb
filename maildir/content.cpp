// A descriptor and a size: the text stays readable when the name goes.
#include "maildir/content.h"

#include <fcntl.h>

namespace mailstead::maildir {
namespace {

class file_content final : public store::content {
public:
    file_content(base::file_system& files, base::unique_fd fd, std::uint64_t size)
        : files_(files), fd_(std::move(fd)), size_(size) {}
    std::uint64_t size() const noexcept override { return size_; }
    store::result<std::size_t> read_at(std::span<char> into, std::uint64_t offset) override {
        return files_.read_at(fd_.get(), into, offset);
    }

private:
    base::file_system& files_;
    base::unique_fd fd_;
    std::uint64_t size_;
};

}  // namespace

store::result<std::unique_ptr<store::content>> open_content(base::file_system& files, std::string const& path) {
    auto fd = files.open(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW);
    if (!fd) return fd.error();
    auto const info = files.status(fd->get());
    if (!info) return info.error();
    auto const size = static_cast<std::uint64_t>(info->st_size);
    return std::unique_ptr<store::content>(std::make_unique<file_content>(files, std::move(*fd), size));
}

}  // namespace mailstead::maildir

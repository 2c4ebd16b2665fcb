// One buffer, widened as messages need it.
#include "maildir/reading.h"

#include <algorithm>
#include <utility>

#include "mime/header.h"

namespace mailstead::maildir {
namespace {

constexpr std::size_t longest = 1024 * 1024;

}  // namespace

base::result<void> reading::more(base::file_system& files, int fd) {
    if (size_ == room_) {
        std::unique_ptr<char[]> wider(new char[room_ * 4]);
        std::copy_n(bytes_.get(), size_, wider.get());
        bytes_ = std::move(wider);
        room_ *= 4;
    }
    auto const got = files.read_at(fd, std::span(bytes_.get() + size_, room_ - size_), size_);
    if (!got) return got.error();
    size_ += *got;
    whole_ = size_ < room_;
    return {};
}

base::result<bool> reading::read(base::file_system& files, int fd, store::facts_part wanted) {
    size_ = 0;
    whole_ = false;
    while (!whole_) {
        if (auto const done = more(files, fd); !done) return {boost::system::in_place_error, done.error()};
        if (whole_) break;
        if (wanted != store::facts_part::all && mime::header_length(text()) < size_) break;
        if (size_ >= longest) return false;
    }
    return true;
}

}  // namespace mailstead::maildir

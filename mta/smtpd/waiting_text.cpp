#include "mta/smtpd/waiting_text.h"

#include <fcntl.h>

#include <algorithm>

namespace mailstead::mta::smtpd {
namespace {

constexpr std::size_t piece_size = 64 * 1024;

}  // namespace

net::task<net::result<void>> waiting_text::append(std::string_view bytes) {
    auto const fits = std::min(bytes.size(), piece_size - head_.size());
    head_ += bytes.substr(0, fits);
    tail_ += bytes.substr(fits);
    if (tail_.size() < piece_size) co_return net::result<void>();
    auto const work = [this] { return spill(); };
    co_return co_await net::blocking(pool_, work);
}

net::result<void> waiting_text::spill() {
    auto& files = base::system_files();
    if (!file_) {
        auto opened = files.open(AT_FDCWD, directory_, O_TMPFILE | O_RDWR);
        if (!opened) return opened.error();
        file_ = std::move(*opened);
    }
    auto const done = files.write_all(file_.get(), tail_);
    if (!done) return done.error();
    written_ += tail_.size();
    tail_.clear();
    return {};
}

net::task<net::result<std::string>> waiting_text::piece(std::uint64_t offset) {
    if (offset < head_.size()) co_return head_.substr(offset, piece_size);
    offset -= head_.size();
    if (offset >= written_) co_return tail_.substr(std::min<std::uint64_t>(offset - written_, tail_.size()), piece_size);
    auto const work = [this, offset] { return read(offset); };
    co_return co_await net::blocking(pool_, work);
}

net::result<std::string> waiting_text::read(std::uint64_t offset) {
    std::string out(std::min<std::uint64_t>(piece_size, written_ - offset), '\0');
    auto const got = base::system_files().read_at(file_.get(), out, offset);
    if (!got) return got.error();
    if (*got == 0) return net::make_error_code(net::errc::closed);    // somebody has cut it
    out.resize(*got);
    return out;
}

}  // namespace mailstead::mta::smtpd

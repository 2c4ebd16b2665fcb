// Encoding and writing go together, 256 KiB at a time; what fails is cut off again.
#include "mbox/append.h"

#include <cerrno>

#include "base/log.h"
#include "mbox/from_line.h"

namespace mailstead::mbox {
namespace {

constexpr std::size_t write_span = 256 * 1024;

}  // namespace

result<appender> appender::open(base::file_system& files, std::string path, append_settings const& how) {
    appender out(files, std::move(path), how);
    auto file = open_locked(files, out.path_, how.lock, {open_rules::missing::create, how.owner});
    if (!file) return file.error();
    out.file_ = std::move(*file);
    out.size_ = out.first_size_ = static_cast<std::uint64_t>(out.file_.info.st_size);
    if (auto const found = out.find_gap(); !found) return found.error();
    return out;
}

// Another program may have left a last line without end, or no empty line.
result<void> appender::find_gap() {
    gap_.clear();
    if (size_ == 0) return {};
    char tail[3] = {};
    auto const want = std::min<std::uint64_t>(size_, sizeof tail);
    auto const got = files_->read_at(file_.fd.get(), std::span(tail, want), size_ - want);
    if (!got) return failure(stage::open, got.error());
    std::string_view const end(tail, *got);
    if (!end.ends_with('\n'))
        gap_ = "\n\n";
    else if (!end.ends_with("\n\n") && !end.ends_with("\n\r\n"))
        gap_ = "\n";
    return {};
}

void appender::cut(std::uint64_t length) {
    auto const done = files_->truncate(file_.fd.get(), length);
    if (done) {
        size_ = length;
        // Best effort: a torn message must not come back after a crash either.
        (void)files_->sync(file_.fd.get());
        return;
    }
    base::log::error("mbox", "{}: cannot cut off a message that was not written whole: {}", path_,
                     done.error().message());
}

result<void> appender::flush(std::string& buffer) {
    if (how_.size_limit != 0 && size_ + buffer.size() > how_.size_limit) return failure(stage::write, EFBIG);
    auto const done = files_->write_all(file_.fd.get(), buffer);
    if (!done) return failure(stage::write, done.error());
    size_ += buffer.size();
    buffer.clear();
    return {};
}

result<appender::extent> appender::add(appending const& what) {
    auto const before = size_;
    auto const offset = next_offset();
    std::string buffer = gap_ + from_line(what.sender, what.now);
    encoder lines(how_.format);
    lines.feed(what.headers, buffer);
    result<void> done;
    for (auto const& piece : *what.text) {
        lines.feed(piece, buffer);
        if (buffer.size() >= write_span) done = flush(buffer);
        if (!done) break;
    }
    if (done) {
        lines.finish(buffer);
        done = flush(buffer);
    }
    if (!done) {
        cut(before);
        return done.error();
    }
    gap_.clear();
    return extent{offset, size_ - offset};
}

result<void> appender::finish() {
    if (size_ == first_size_) return {};
    auto const done = files_->sync(file_.fd.get());
    if (done) return {};
    cut(first_size_);
    return failure(stage::write, done.error());
}

result<void> append(base::file_system& files, appending const& what, append_settings const& how) {
    if (is_null_device(files, what.path)) return {};
    auto to = appender::open(files, what.path, how);
    if (!to) return to.error();
    if (auto const added = to->add(what); !added) return added.error();
    return to->finish();
}

}  // namespace mailstead::mbox

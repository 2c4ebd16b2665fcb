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
    auto file = open_locked(files, path, how.lock, {open_rules::missing::create, how.owner});
    if (!file) return file.error();
    return on(files, std::move(path), how, std::move(*file));
}

result<appender> appender::on(base::file_system& files, std::string path, append_settings const& how,
                              locked_file file) {
    appender out(files, std::move(path), how);
    out.file_ = std::move(file);
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

result<void> appender::shorten(std::uint64_t length) {
    if (auto const done = files_->truncate(file_.fd.get(), length); !done) return failure(stage::write, done.error());
    size_ = first_size_ = length;
    return find_gap();
}

result<void> appender::flush(std::string& buffer) {
    if (how_.size_limit != 0 && size_ + buffer.size() > how_.size_limit) return failure(stage::write, EFBIG);
    auto const done = files_->write_all_at(file_.fd.get(), buffer, size_);
    if (!done) return failure(stage::write, done.error());
    size_ += buffer.size();
    buffer.clear();
    return {};
}

result<found_message> appender::write_whole(source const& next, std::uint64_t offset) {
    auto buffer = gap_;
    for (bool more = true; more;) {
        auto const got = next(buffer);
        if (!got) return got.error();
        more = *got;
        if (more && buffer.size() < write_span) continue;
        if (auto const done = flush(buffer); !done) return done.error();
    }
    auto found = scan_file(*files_, file_.fd.get(), offset, size_);
    if (!found) return failure(stage::write, found.error());
    if (found->messages.size() != 1) return failure(refusal::not_mbox);
    return std::move(found->messages.front());
}

result<found_message> appender::write(source const& next) {
    auto const before = size_;
    auto done = write_whole(next, next_offset());
    if (done)
        gap_.clear();
    else
        cut(before);
    return done;
}

result<found_message> appender::add_stored(std::string_view stored) {
    return write([&](std::string& out) -> result<bool> {
        auto const part = stored.substr(0, write_span);
        out += part;
        stored.remove_prefix(part.size());
        return !stored.empty();
    });
}

// Behind a line or in a head that is too long for the scanner marks would be text.
result<found_message> appender::add_content(std::string_view from, store::content& text, marks const& said) {
    bool const marked = said.flags != 0 || !said.keywords.empty();
    auto const before = size_;
    auto const gap = gap_;
    auto found = write_content(from, text, marked ? mark_lines(said) : std::string());
    if (!found || !marked || same(found->said, said)) return found;
    cut(before);
    if (size_ != before) return failure(stage::write, EIO);
    gap_ = gap;
    all_marked_ = false;
    return write_content(from, text, {});
}

result<found_message> appender::write_content(std::string_view from, store::content& text, std::string lines_of_ours) {
    encoder lines(how_.format, std::move(lines_of_ours));
    std::string piece(write_span, '\0');
    std::uint64_t at = 0;
    return write([&](std::string& out) -> result<bool> {
        if (at == 0) out += from;
        auto const got = text.read_at(piece, at);
        if (!got) return {boost::system::in_place_error, got.error()};
        at += *got;
        lines.feed(std::string_view(piece).substr(0, *got), out);
        if (*got != 0) return true;
        lines.finish(out);
        return false;
    });
}

result<void> appender::finish() {
    if (size_ == first_size_) return {};
    auto const done = files_->sync(file_.fd.get());
    if (done) return {};
    cut(first_size_);
    return failure(stage::write, done.error());
}

std::string stored_form(appending const& what, quoting format) {
    auto out = from_line(what.sender, what.now);
    encoder lines(format);
    lines.feed(what.headers, out);
    for (auto const& piece : *what.text) lines.feed(piece, out);
    lines.finish(out);
    return out;
}

}  // namespace mailstead::mbox

// Reading tables' files: see source.h.
#include "conf/tables/source.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

constexpr std::size_t piece = 1 << 20;

bool is_null_device(struct stat const& status) noexcept {
    return S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3);
}

// The next bytes of `file`, none at its end.
result<std::size_t> next(int file, char* into, std::size_t room) {
    while (true) {
        auto const got = ::read(file, into, room);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return base::last_error();
    }
}

std::string_view take_line(std::string_view& text) noexcept {
    auto const newline = text.find('\n');
    auto const line = text.substr(0, newline);
    text.remove_prefix(newline == text.npos ? text.size() : newline + 1);
    return line;
}

}  // namespace

result<base::unique_fd> open_regular(std::string const& path) {
    // Without O_NONBLOCK the open of a FIFO would wait for a writer.
    base::unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        if (errno == ENXIO) return errc::not_a_file;  // a socket, a device without a driver
        return base::last_error();
    }
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return base::last_error();
    if (!S_ISREG(status.st_mode) && !is_null_device(status)) return errc::not_a_file;
    return fd;
}

result<std::string> read_regular(std::string const& path, std::uint64_t limit) {
    auto const file = open_regular(path);
    if (!file) return file.error();
    std::string out;
    while (true) {
        auto const had = out.size();
        out.resize(had + piece);
        auto const got = next(file->get(), out.data() + had, piece);
        if (!got) return got.error();
        out.resize(had + *got);
        if (*got == 0) return out;
        if (out.size() > limit) return base::from_errno(EFBIG);
    }
}

result<base::unique_fd> memory_copy(int file, std::uint64_t least, std::uint64_t most) {
    base::unique_fd copy(::memfd_create("table", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!copy) return base::last_error();
    std::string buffer(std::min<std::uint64_t>(piece, most), '\0');
    std::uint64_t size = 0;
    if (::lseek(file, 0, SEEK_SET) < 0) return base::last_error();
    while (size < most) {
        auto const got = next(file, buffer.data(), std::min<std::uint64_t>(buffer.size(), most - size));
        if (!got) return got.error();
        if (*got == 0) break;
        iovec const part{buffer.data(), *got};
        if (auto const done = base::system_files().write_all(copy.get(), std::span(&part, 1)); !done)
            return done.error();
        size += *got;
    }
    if (size < least && ::ftruncate(copy.get(), static_cast<off_t>(least)) != 0) return base::last_error();
    (void)::fcntl(copy.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    return copy;
}

result<std::vector<logical_line>> table_lines(std::string_view text, std::string const& file, report const& report) {
    if (auto const nul = text.find('\0'); nul != text.npos) {
        auto const line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(nul), '\n'));
        report({file, line, severity::error, "NUL byte: this is not a text file"});
        return errc::damaged_file;
    }
    int skipped = 0;
    for (auto rest = text; !rest.empty(); ++skipped) {
        auto const line = take_line(rest);
        auto const words = base::trimmed(line);
        bool const is_content = !words.empty() && words.front() != '#';
        if (is_content && !base::is_space(line.front())) break;
        if (is_content)
            report({file, skipped + 1, severity::warning,
                    fmt::format("logical line must not start with whitespace: \"{:.100}\"", line)});
        text = rest;
    }
    auto out = logical_lines(text);
    for (auto& line : out) line.line += skipped;
    return out;
}

}  // namespace mailstead::conf

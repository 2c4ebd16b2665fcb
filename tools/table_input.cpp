// Files and standard input of the table commands.
#include "tools/table_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"

namespace mailstead::tools {
namespace {

constexpr std::size_t input_limit = 256 << 20;
constexpr std::size_t line_limit = 1 << 20;
constexpr std::size_t chunk = 64 * 1024;

// A read into the end of `text`; 0 at the end, negative on failure.
ssize_t read_more(int fd, std::string& text) {
    auto const old = text.size();
    text.resize(old + chunk);
    ssize_t got = 0;
    do got = ::read(fd, text.data() + old, chunk);
    while (got < 0 && errno == EINTR);
    text.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return got;
}

// Everything from `fd`, or the reason why not.
std::string read_to_end(int fd, std::string& text) {
    while (true) {
        auto const got = read_more(fd, text);
        if (got < 0) return std::strerror(errno);
        if (got == 0) return {};
        if (text.size() > input_limit) return fmt::format("larger than {} bytes", input_limit);
    }
}

// The file, or the reason why not.
std::string read_file(std::string const& file, table_input& out) {
    base::unique_fd const fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd || ::fstat(fd.get(), &out.status) != 0) return std::strerror(errno);
    if (!S_ISREG(out.status.st_mode)) return "Not a regular file";
    return read_to_end(fd.get(), out.text);
}

}  // namespace

table_input read_source_file(std::string const& file) {
    table_input out;
    auto const why = read_file(file, out);
    if (!why.empty()) throw table_fatal(fmt::format("open {}: {}", file, why));
    return out;
}

table_input read_standard_input() {
    table_input out;
    auto const why = ::fstat(STDIN_FILENO, &out.status) != 0 ? std::string(std::strerror(errno))
                                                             : read_to_end(STDIN_FILENO, out.text);
    if (!why.empty()) throw table_fatal(fmt::format("read stdin: {}", why));
    return out;
}

bool input_lines::fill() {
    have_.erase(0, taken_);
    taken_ = 0;
    if (have_.size() > line_limit) throw table_fatal(fmt::format("stdin: a line is longer than {} bytes", line_limit));
    auto const got = read_more(STDIN_FILENO, have_);
    if (got < 0) throw table_fatal(fmt::format("read stdin: {}", std::strerror(errno)));
    ended_ = got == 0;
    return !ended_;
}

std::optional<std::string> input_lines::next() {
    std::size_t end = have_.find('\n', taken_);
    while (end == have_.npos && !ended_) {
        auto const seen = have_.size() - taken_;
        (void)fill();
        end = have_.find('\n', seen);
    }
    if (end == have_.npos) {
        if (taken_ == have_.size()) return std::nullopt;
        end = have_.size();
    }
    auto out = have_.substr(taken_, end - taken_);
    taken_ = std::min(end + 1, have_.size());
    return out;
}

std::optional<std::string> read_file_list(std::string const& list, std::string& why) {
    std::optional<std::string> out;
    for (auto const name : base::split(list, ", \t\r\n")) {
        table_input one;
        auto const failed = read_file(std::string(name), one);
        if (!failed.empty()) {
            why = fmt::format("open {}: {}", name, failed);
            return std::nullopt;
        }
        if (out) *out += '\n';
        out = out.value_or("") + one.text;
        if (out->size() > input_limit) {
            why = fmt::format("{}: together larger than {} bytes", list, input_limit);
            return std::nullopt;
        }
    }
    if (!out) why = fmt::format("empty pathname list: >>{}<<'", list);
    return out;
}

}  // namespace mailstead::tools

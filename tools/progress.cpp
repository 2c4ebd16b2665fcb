// One line, written over and over.
#include "tools/progress.h"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::tools {

progress::progress(std::string what, std::uint64_t all)
    : what_(std::move(what)), all_(all), shown_(::isatty(STDERR_FILENO) == 1) {}

progress::~progress() {
    if (wrote_) std::fputs("\r\033[K", stderr);
}

void progress::at(std::uint64_t done, std::string_view where) {
    if (!shown_) return;
    auto const now = std::chrono::steady_clock::now();
    if (wrote_ && now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    wrote_ = true;
    auto line = all_ != 0 ? fmt::format("\r\033[K{} of {} {}", done, all_, what_) : fmt::format("\r\033[K{} {}", done, what_);
    if (!where.empty()) line += fmt::format(" ({})", base::printable(where, 40));
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace mailstead::tools

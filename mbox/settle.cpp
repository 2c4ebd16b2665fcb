#include "mbox/settle.h"

#include <sys/stat.h>

#include <ctime>

namespace mailstead::mbox {
namespace {

constexpr std::int64_t second = 1'000'000'000, slowest_tick = 2 * second;
constexpr std::int64_t less_than_a_tick = 999'983;    // ns

std::int64_t wall_clock() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * second + now.tv_nsec;
}

}  // namespace

result<stamp> settled(base::file_system& files, int fd) {
    auto const info = files.status(fd);
    if (!info) return info.error();
    auto const seen = stamp_of(*info);
    auto const now = wall_clock();
    if (now - seen.ctime > slowest_tick) return seen;
    auto const next = seen.mtime + 1 + now % less_than_a_tick;
    timespec const times[2] = {{0, UTIME_OMIT}, {next / second, next % second}};
    if (::futimens(fd, times) != 0) return seen;
    auto const after = files.status(fd);
    if (!after) return after.error();
    return stamp_of(*after);
}

}  // namespace mailstead::mbox

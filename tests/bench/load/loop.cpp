#include "tests/bench/load/loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace mailstead::load {
namespace {

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

loop::loop() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (fd_ < 0) fail("epoll_create1");
}

loop::~loop() { ::close(fd_); }

void loop::watch(int fd, std::uint32_t events, waiter& whom) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &whom;
    if (::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

void loop::change(int fd, std::uint32_t events, waiter& whom) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &whom;
    if (::epoll_ctl(fd_, EPOLL_CTL_MOD, fd, &event) != 0) fail("epoll_ctl");
}

void loop::forget(int fd) { ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr); }

bool loop::run(clock::time_point until) {
    epoll_event events[64];
    while (!stopped_) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now()).count();
        if (left <= 0) return false;
        int const count = ::epoll_wait(fd_, events, 64, static_cast<int>(std::min<long long>(left, 1000)));
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < count; ++i) static_cast<waiter*>(events[i].data.ptr)->ready(events[i].events);
    }
    stopped_ = false;
    return true;
}

}  // namespace mailstead::load

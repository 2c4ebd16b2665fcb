// Everything that allocates happens before the fork: in a process with threads the child may only make system calls.
#include "server/child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>

namespace mailstead::server {
namespace {

enum class step : int { descriptors, chroot, groups, gid, uid, regain, directory, parent, exec };

struct failure {
    step where;
    int error;
};

// What the child needs, as the system calls want it.
struct plan {
    std::vector<char*> argv, environment;
    std::vector<std::string> candidates;    // paths to try in turn
    launch const* what = nullptr;
    int input = -1, output = -1, trouble = -1;
    pid_t parent = 0;
};

std::vector<char*> pointers(std::vector<std::string> const& words) {
    std::vector<char*> out;
    for (auto const& one : words) out.push_back(const_cast<char*>(one.c_str()));
    out.push_back(nullptr);
    return out;
}

plan make_plan(launch const& what, int output) {
    plan out;
    out.argv = pointers(what.argv);
    out.environment = pointers(what.environment);
    auto const& name = what.argv.front();
    if (name.find('/') != name.npos) out.candidates = {name};
    else out.candidates = {"/usr/bin/" + name, "/bin/" + name};
    out.what = &what;
    out.input = what.input.get();
    out.output = output;
    out.parent = ::getpid();
    return out;
}

[[noreturn]] void give_up(plan const& with, step where) noexcept {
    failure const why{where, errno};
    auto const written = ::write(with.trouble, &why, sizeof why);
    static_cast<void>(written);
    ::_exit(75);
}

void default_signals() noexcept {
    // The kernel's own call and form, all zero (SIG_DFL): the library's refuses the signals that it keeps for threads, and
    // whoever started us may have had those ignored.
    alignas(long) char const usual[64] = {};
    for (int one = 1; one < NSIG; ++one) ::syscall(SYS_rt_sigaction, one, usual, nullptr, std::size_t{NSIG / 8});
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// 0, 1 and 2; all others are closed by exec.
void plumb(plan const& with) noexcept {
    int const in = ::fcntl(with.input, F_DUPFD_CLOEXEC, 10);
    int const out = ::fcntl(with.output, F_DUPFD_CLOEXEC, 10);
    if (in < 0 || out < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0) give_up(with, step::descriptors);
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);    // a kernel without it: ours are marked when they are made
}

// The raw system calls: the library's would tell threads that are not here.
void drop(plan const& with) noexcept {
    auto const& as = *with.what->as;
    gid_t const only[1] = {as.gid};
    if (::syscall(SYS_setgroups, 1, only) != 0) give_up(with, step::groups);
    if (::syscall(SYS_setresgid, as.gid, as.gid, as.gid) != 0) give_up(with, step::gid);
    if (::syscall(SYS_setresuid, as.uid, as.uid, as.uid) != 0) give_up(with, step::uid);
    if (::syscall(SYS_setresuid, -1, 0, -1) == 0) give_up(with, step::regain);
}

[[noreturn]] void become_program(plan const& with) noexcept {
    auto const& what = *with.what;
    default_signals();
    ::setsid();
    ::umask(077);
    plumb(with);
    if (!what.chroot.empty() && (::chroot(what.chroot.c_str()) != 0 || ::chdir("/") != 0)) give_up(with, step::chroot);
    if (what.chroot.empty() && ::chdir(what.start_directory.c_str()) != 0 && ::chdir("/") != 0) give_up(with, step::directory);
    if (what.as) drop(with);
    if (!what.directory.empty() && ::chdir(what.directory.c_str()) != 0) give_up(with, step::directory);
    // After the change of user, which would take it back; we may have gone in between.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (::getppid() != with.parent) give_up(with, step::parent);
    int told = ENOENT;
    for (auto const& path : with.candidates) {
        ::execve(path.c_str(), with.argv.data(), with.environment.data());
        if (errno != ENOENT) told = errno;
    }
    errno = told;
    give_up(with, step::exec);
}

std::string words_for(failure const& why, launch const& what) {
    auto const reason = std::strerror(why.error);
    switch (why.where) {
    case step::descriptors: return fmt::format("cannot connect standard input and output: {}", reason);
    case step::chroot: return fmt::format("chroot({}): {}", what.chroot, reason);
    case step::groups: return fmt::format("setgroups: {}", reason);
    case step::gid: return fmt::format("setgid({}): {}", what.as ? what.as->gid : 0, reason);
    case step::uid: return fmt::format("setuid({}): {}", what.as ? what.as->uid : 0, reason);
    case step::regain: return "root could be regained";
    case step::directory:
        return fmt::format("cannot change directory to \"{}\" for uid={} gid={}: {}", what.directory.empty() ? what.start_directory : what.directory,
                           what.as ? what.as->uid : ::geteuid(), what.as ? what.as->gid : ::getegid(), reason);
    case step::parent: return "the mail system has ended";
    case step::exec: return fmt::format("execvp {}: {}", what.argv.front(), reason);
    }
    return reason;
}

// A pipe whose ends are above the standard descriptors, whatever was closed when we were started.
bool make_pipe(base::unique_fd& read, base::unique_fd& write) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    base::unique_fd const first(ends[0]), second(ends[1]);
    read.reset(::fcntl(first.get(), F_DUPFD_CLOEXEC, 3));
    write.reset(::fcntl(second.get(), F_DUPFD_CLOEXEC, 3));
    return read && write;
}

}  // namespace

started_child start_child(launch const& what, int output) {
    started_child out;
    base::unique_fd trouble;
    if (!make_pipe(out.trouble, trouble) || ::fcntl(out.trouble.get(), F_SETFL, O_NONBLOCK) != 0) {
        out.why = std::strerror(errno);
        return out;
    }
    auto with = make_plan(what, output);
    with.trouble = trouble.get();
    out.pid = ::fork();
    if (out.pid == 0) become_program(with);
    if (out.pid < 0) {
        out.why = fmt::format("fork: {}", std::strerror(errno));
        return out;
    }
    out.process.reset(static_cast<int>(::syscall(SYS_pidfd_open, out.pid, 0)));
    if (!out.process) {
        out.why = fmt::format("pidfd_open: {}", std::strerror(errno));
        ::kill(out.pid, SIGKILL);
        while (::waitpid(out.pid, nullptr, 0) < 0 && errno == EINTR) {}
        out.pid = -1;
    }
    return out;
}

std::string trouble_of(started_child const& which, launch const& what) {
    failure why{};
    if (::read(which.trouble.get(), &why, sizeof why) != static_cast<ssize_t>(sizeof why)) return {};
    return words_for(why, what);
}

}  // namespace mailstead::server

// start, stop, reload, status and the like: signals to the master named in pid/master.pid, questions to its sockets.
#include "tools/control.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/load.h"
#include "tools/ask.h"
#include "tools/user.h"

namespace mailstead::tools {
namespace {

using arguments = std::vector<std::string>;
constexpr int exit_usage = 64, exit_config = 78;

struct server {
    conf::configuration config;
    pid_t pid = 0;    // 0: none runs
};

// The process that holds the lock on the pid file; a file left behind by a dead one counts for nothing.
pid_t master_of(conf::settings const& values) {
    auto const path = values.text("queue_directory") + "/pid/master.pid";
    base::unique_fd const fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || ::flock(fd.get(), LOCK_SH | LOCK_NB) == 0) return 0;
    auto const text = base::system_files().read_all(AT_FDCWD, path, 100);
    return text ? base::number<pid_t>(base::trimmed(*text)).value_or(0) : 0;
}

server find(std::string const& directory) {
    server out{conf::load(directory), 0};
    if (out.config.values) out.pid = master_of(*out.config.values);
    return out;
}

bool usable(conf::configuration const& config) {
    for (auto const& problem : config.problems)
        if (problem.severity == conf::severity::error) std::fprintf(stderr, "mailstead: fatal: %s\n", problem.message().c_str());
    return config.usable();
}

int say(int status, std::string const& text) {
    std::fprintf(stderr, "mailstead: %s\n", text.c_str());
    return status;
}

bool wait_for_end(conf::settings const& values, int tenths) {
    for (int i = 0; i < tenths; ++i) {
        if (master_of(values) == 0) return true;
        ::usleep(100'000);
    }
    return false;
}

int stop_with(int signal, std::string const& directory) {
    auto const found = find(directory);
    if (!found.config.values) return usable(found.config), exit_config;
    if (found.pid == 0) return say(1, "fatal: the mail system is not running");
    // abort: the whole group, so that nothing of it is left waiting.
    if (::kill(found.pid, signal) != 0) return say(1, fmt::format("fatal: cannot signal {}: {}", found.pid, std::strerror(errno)));
    return wait_for_end(*found.config.values, 120) ? 0 : say(1, "fatal: the mail system did not stop");
}

// Runs `mailstead run` detached, with the pipe as its standard error, and relays what it says until it is ready.
int relay_start(int said) {
    std::string heard;
    char piece[512];
    for (ssize_t n; (n = ::read(said, piece, sizeof piece)) > 0;) {
        heard.append(piece, static_cast<std::size_t>(n));
        if (heard.find("mailstead ready:") != heard.npos) return 0;
    }
    std::fputs(heard.c_str(), stderr);
    return 1;
}

[[noreturn]] void become_server(std::string const& directory, int out) {
    ::setsid();
    int const null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(null, 0);
    ::dup2(null, 1);
    ::dup2(out, 2);
    ::execl("/proc/self/exe", "mailstead", "-c", directory.c_str(), "run", static_cast<char*>(nullptr));
    ::_exit(71);
}

int make_user(std::string const& name, std::string const& home) {
    if (::getpwnam(name.c_str())) return 0;
    pid_t const pid = ::fork();
    if (pid == 0) {
        ::execlp("useradd", "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", home.c_str(), "--shell",
                 "/usr/sbin/nologin", name.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (status != 0) return say(1, "cannot make user " + name);
    std::printf("made user %s\n", name.c_str());
    return 0;
}

// The account database and its journal belong to auth_owner, if that user exists and we may give files away.
int give_accounts(conf::settings const& values) {
    bool const single = values.text("process_model") == "single";    // then one user has everything
    auto const* const keeper = ::getpwnam(values.text(single ? "mail_owner" : "auth_owner").c_str());
    if (!keeper || ::geteuid() != 0) return 0;
    for (auto const* suffix : {"", "-journal"}) {
        auto const path = values.text("account_database") + suffix;
        if (::lchown(path.c_str(), keeper->pw_uid, keeper->pw_gid) != 0 && errno != ENOENT)
            return say(1, fmt::format("cannot give {} to {}: {}", path, keeper->pw_name, std::strerror(errno)));
    }
    return 0;
}

}  // namespace

int start(arguments, std::string directory) {
    auto const found = find(directory);
    if (!usable(found.config)) return exit_config;
    if (found.pid != 0) return say(1, "fatal: the mail system is already running");
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return say(71, std::strerror(errno));
    pid_t const pid = ::fork();
    if (pid < 0) return say(71, std::strerror(errno));
    if (pid == 0) become_server(directory, ends[1]);
    ::close(ends[1]);
    return relay_start(ends[0]);
}

int stop(arguments, std::string directory) { return stop_with(SIGTERM, directory); }

int abort_server(arguments, std::string directory) { return stop_with(SIGINT, directory); }

int reload(arguments, std::string directory) {
    auto const found = find(directory);
    if (!usable(found.config)) return exit_config;
    if (found.pid == 0) return say(1, "fatal: the mail system is not running");
    return ::kill(found.pid, SIGHUP) == 0 ? 0 : say(1, std::strerror(errno));
}

int status(arguments words, std::string directory) {
    bool const json = !words.empty() && words[0] == "--json";
    if (words.size() > (json ? 1u : 0u)) return say(exit_usage, "status takes --json only");
    auto const found = find(directory);
    if (!found.config.values) return usable(found.config), exit_config;
    if (found.pid == 0) return json ? (std::puts("{\"running\":false}"), 1) : say(1, "the mail system is not running");
    if (!json) return say(0, fmt::format("the mail system is running: PID: {}", found.pid));
    auto const answer = ask(found.config.values->text("queue_directory") + "/private/control", "status");
    if (!answer) return say(75, "the server does not answer: " + answer.error().message());
    std::fputs(answer->c_str(), stdout);
    return 0;
}

int flush(arguments, std::string directory) {
    auto const found = find(directory);
    if (!usable(found.config)) return exit_config;
    auto const answer = ask(found.config.values->text("queue_directory") + "/private/control", "flush");
    return answer ? 0 : say(75, "the mail system is not running: " + answer.error().message());
}

int set_permissions(arguments, std::string directory) {
    auto const config = conf::load(directory);
    if (!usable(config)) return exit_config;
    if (::geteuid() != 0) return say(77, "set-permissions needs root");
    auto const& values = *config.values;
    for (auto const* parameter : {"mail_owner", "store_owner", "auth_owner"})
        if (int const failed = make_user(values.text(parameter), values.text("data_directory"))) return failed;
    return give_accounts(values);
}

int user_as_root(arguments words, std::string directory, quota_usage_of usage, forget_account forget) {
    int const status = user(std::move(words), directory, std::move(usage), std::move(forget));
    if (::geteuid() != 0) return status;
    auto const config = conf::load(directory);
    if (!config.values || status != 0) return status;
    return give_accounts(*config.values);
}

}  // namespace mailstead::tools

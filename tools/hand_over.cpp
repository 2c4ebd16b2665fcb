#include "tools/hand_over.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "mta/pickup/drop.h"

namespace mailstead::tools {
namespace {

namespace pickup = mta::pickup;

constexpr int patience = 120;  // seconds without progress
constexpr std::size_t piece_size = 64 * 1024;

pickup::outcome failure(int status, std::string text) {
    pickup::outcome out;
    out.status = status;
    out.text = std::move(text);
    return out;
}

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        auto const sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// Gives each piece of the file to `take`, until that says no. False: the file cannot be read, or it said no.
template <class Take>
bool each_piece(int stream, Take take) {
    std::string piece(piece_size, '\0');
    for (std::uint64_t at = 0;;) {
        auto const got = base::system_files().read_at(stream, piece, at);
        if (!got) return false;
        if (*got == 0) return true;
        if (!take(std::string_view(piece).substr(0, *got))) return false;
        at += *got;
    }
}

// "STATUS TEXT\n"; absent when the server went away without a word.
std::optional<pickup::outcome> answer_of(int from, bool& timed_out) {
    std::string line;
    std::array<char, 512> piece;
    while (line.size() < 4096) {
        auto const got = ::recv(from, piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        timed_out = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (got <= 0) break;
        line.append(piece.data(), static_cast<std::size_t>(got));
    }
    if (!line.ends_with('\n')) return std::nullopt;
    auto const space = line.find(' ');
    auto const status = base::number<int>(std::string_view(line).substr(0, space));
    if (space == line.npos || !status || *status < 0 || *status > 255) return std::nullopt;
    return failure(*status, base::printable(base::trimmed(std::string_view(line).substr(space)), 1000));
}

// Absent: nobody is there, or he went away before he answered.
std::optional<pickup::outcome> to_server(std::string const& queue_directory, int stream) {
    auto const wire = connect_local(queue_directory + "/public/pickup", patience);
    if (!wire) return std::nullopt;
    // A server that refuses answers before it has read everything: what it says counts, not that it stopped reading.
    static_cast<void>(each_piece(stream, [&](std::string_view bytes) { return send_all(wire->get(), bytes); }));
    ::shutdown(wire->get(), SHUT_WR);
    bool timed_out = false;
    auto answer = answer_of(wire->get(), timed_out);
    // Who is silent may yet take the message: a second copy in maildrop/ would be delivered, too.
    if (!answer && timed_out) return failure(EX_TEMPFAIL, "the mail system does not answer");
    return answer;
}

// The set-gid program: beside our own, or where the commands are installed.
std::string postdrop_of(places const& where) {
    std::string own(4096, '\0');
    auto const size = ::readlink("/proc/self/exe", own.data(), own.size());
    own.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    auto const slash = own.rfind('/');
    for (auto const& directory : {own.substr(0, slash == own.npos ? 0 : slash), where.command_directory}) {
        auto path = directory + "/postdrop";
        if (!directory.empty() && ::access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

// Runs the set-gid program with the stream as its standard input. What is wrong it says itself.
pickup::outcome by_postdrop(std::string const& program, places const& where, int stream) {
    if (::lseek(stream, 0, SEEK_SET) != 0) return failure(EX_OSERR, "cannot read the message again");
    pid_t const child = ::fork();
    if (child == 0) {
        ::dup2(stream, 0);
        int const nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        ::dup2(nowhere, 1);  // it prints the file's name, which our caller has not asked for
        bool const named = !where.config_directory.empty();
        ::execl(program.c_str(), "postdrop", named ? "-c" : nullptr, where.config_directory.c_str(),
                static_cast<char*>(nullptr));
        ::_exit(EX_OSERR);
    }
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (child < 0 || !WIFEXITED(status)) return failure(EX_TEMPFAIL, program + " did not end well");
    if (WEXITSTATUS(status) == 0) return failure(EX_OK, "maildrop");
    // Another mail system's postdrop does not understand us, and says so with a status of its own.
    bool const is_ours = WEXITSTATUS(status) >= EX__BASE && WEXITSTATUS(status) <= EX__MAX;
    return failure(is_ours ? WEXITSTATUS(status) : EX_TEMPFAIL, program + " could not keep the message");
}

pickup::outcome to_maildrop(places const& where, int stream) {
    auto const directory = where.queue_directory + "/maildrop";
    auto const cannot = [&](base::error_code const& why) {
        return failure(EX_TEMPFAIL,
                       fmt::format("the mail system is down, and {} cannot be written: {}", directory, why.message()));
    };
    auto file = pickup::drop_file::create(directory);
    if (!file) {
        auto const program = postdrop_of(where);
        bool const forbidden = file.error() == base::from_errno(EACCES) || file.error() == base::from_errno(EPERM);
        if (forbidden && !program.empty()) return by_postdrop(program, where, stream);
        return cannot(file.error());
    }
    base::result<void> wrote;
    bool const whole = each_piece(stream, [&](std::string_view bytes) {
        wrote = file->write(bytes);
        return wrote.has_value();
    });
    if (wrote) wrote = whole ? file->finish() : base::result<void>(base::from_errno(EIO));
    if (!wrote) return cannot(wrote.error());
    poke_pickup(where.queue_directory);
    return failure(EX_OK, file->name());
}

}  // namespace

base::result<base::unique_fd> connect_local(std::string const& path, int patience_seconds) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path) return base::from_errno(ENAMETOOLONG);
    std::memcpy(name.sun_path, path.data(), path.size());
    base::unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    timeval const limit{patience_seconds, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(fd.get(), reinterpret_cast<sockaddr const*>(&name), sizeof name) != 0) return base::last_error();
    return fd;
}

void poke_pickup(std::string const& queue_directory) {
    auto const wire = connect_local(queue_directory + "/public/pickup", 1);
    if (wire) static_cast<void>(send_all(wire->get(), pickup::scan_request));
}

pickup::outcome hand_over(places const& where, int stream) {
    auto answer = to_server(where.queue_directory, stream);
    return answer ? std::move(*answer) : to_maildrop(where, stream);
}

}  // namespace mailstead::tools

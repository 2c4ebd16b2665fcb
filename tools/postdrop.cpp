#include "tools/postdrop.h"

#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/load.h"
#include "mta/pickup/drop.h"
#include "mta/pickup/records.h"
#include "mta/pickup/session.h"
#include "tools/hand_over.h"

namespace mailstead::tools {
namespace {

namespace pickup = mta::pickup;

int fatal(int status, std::string_view text) {
    fmt::print(stderr, "postdrop: fatal: {}\n", text);
    return status;
}

// Who wrote the environment is not who gave us our rights.
void forget_environment() {
    ::clearenv();
    ::setenv("PATH", "/usr/bin:/bin", 1);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);  // a low limit of the caller's is an error of write(), not our end
}

bool is_named(std::string const& directory, conf::settings const& values) {
    for (auto const* name : {"alternate_config_directories", "multi_instance_directories"}) {
        auto const listed = values.list(name);
        if (std::find(listed.begin(), listed.end(), directory) != listed.end()) return true;
    }
    return false;
}

// The configuration to work with; absent when it must not or cannot be used.
std::optional<conf::settings> settings_of(std::string const& wanted, std::string const& own) {
    bool const alien = is_privileged_for_another() && ::getuid() != 0 && wanted != own;
    if (alien) {
        auto const main = conf::load(own);
        if (!main.values || !is_named(wanted, *main.values)) {
            fatal(EX_CONFIG, fmt::format("{} is not among the alternate_config_directories of {}/main.cf",
                                         base::printable(wanted), own));
            return std::nullopt;
        }
    }
    auto config = conf::load(wanted);
    if (!config.values)
        fatal(EX_CONFIG, fmt::format("the configuration in {} cannot be used", base::printable(wanted)));
    return config.values;
}

// Copies standard input into the file and looks whether it is one submission within the limits. The status.
int copy(pickup::drop_file& into, std::uint64_t limit) {
    pickup::reader records;
    std::array<char, 65536> piece;
    std::uint64_t text = 0, others = 0;
    bool ended = false;
    for (;;) {
        auto const got = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fatal(EX_IOERR, fmt::format("cannot read: {}", std::strerror(errno)));
        if (got == 0) break;
        std::string_view const bytes(piece.data(), static_cast<std::size_t>(got));
        records.feed(bytes);
        auto item = records.next();
        for (; item.state == pickup::reader::state::record; item = records.next()) {
            (item.kind == pickup::record::text ? text : others) += item.value.size() + 1;
            ended |= item.kind == pickup::record::end;
        }
        if (item.state == pickup::reader::state::bad) return fatal(EX_DATAERR, item.value);
        if ((limit > 0 && text > limit + limit / 8) || others > 64 * 1024 * 1024)
            return fatal(EX_UNAVAILABLE, "message file too big");
        if (auto ok = into.write(bytes); !ok)
            return fatal(EX_TEMPFAIL, fmt::format("cannot write: {}", ok.error().message()));
    }
    return ended ? EX_OK : fatal(EX_DATAERR, "the submission has no end");
}

int drop(conf::settings const& values) {
    auto const queue = values.text("queue_directory");
    auto const authorized = conf::match_list::open("authorized_submit_users", values);
    auto const allowed = pickup::may_submit(authorized, ::getuid());
    if (!allowed) return fatal(EX_TEMPFAIL, fmt::format("authorized_submit_users: {}", allowed.error().message()));
    if (*allowed == pickup::permission::denied)
        return fatal(EX_NOPERM, fmt::format("User of uid {} is not allowed to submit mail", ::getuid()));
    auto file = pickup::drop_file::create(queue + "/maildrop");
    if (!file)
        return fatal(EX_TEMPFAIL, fmt::format("cannot write into {}/maildrop: {}", queue, file.error().message()));
    if (int const status = copy(*file, static_cast<std::uint64_t>(values.number("message_size_limit")));
        status != EX_OK)
        return status;
    if (auto ok = file->finish(); !ok)
        return fatal(EX_TEMPFAIL, fmt::format("cannot keep the message: {}", ok.error().message()));
    fmt::print("{}\n", file->name());
    std::fflush(stdout);
    poke_pickup(queue);
    return EX_OK;
}

}  // namespace

bool is_privileged_for_another() noexcept { return ::getegid() != ::getgid() || ::geteuid() != ::getuid(); }

int postdrop(std::vector<std::string> args, std::string config_dir) {
    if (is_privileged_for_another()) {
        forget_environment();
        config_dir = conf::default_directory();
    }
    auto wanted = config_dir;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i] == "-c" && i + 1 < args.size())
            wanted = args[++i];
        else if (args[i] != "-r" && args[i] != "-v")
            return fatal(EX_USAGE, "usage: postdrop [-c config_dir] [-v]");
    }
    auto const values = settings_of(wanted, config_dir);
    return values ? drop(*values) : EX_CONFIG;
}

}  // namespace mailstead::tools

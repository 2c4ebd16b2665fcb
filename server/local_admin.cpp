// The lock of the master, the account looked up with the command's own rights, then a child that serves one connection.
#include "server/local_admin.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

#include "auth/backends.h"
#include "base/log.h"
#include "mda/local.h"
#include "server/auth_backends.h"
#include "server/board.h"
#include "server/identity.h"
#include "server/owners.h"
#include "server/prepare.h"
#include "server/settings_local.h"
#include "server/store_admin.h"

namespace mailstead::server {
namespace {

using found_owner = base::result<std::optional<store::owner>>;

base::result<std::optional<auth::user>> find_in_backends(conf::settings const& values, std::string const& account) {
    auth::accounts database(values.text("account_database"), auth::accounts::mode::read);
    try {
        return make_backends(values, {database, database, nullptr, -1})->find_user(account);
    } catch (std::runtime_error const& why) {
        base::log::error("master", "{}", why.what());
        return base::from_errno(EINVAL);
    }
}

// As the role store finds it: virtual_mailbox_maps, the account database, system users.
found_owner find_owner(conf::settings const& values, identity const& store_user, std::string const& account) {
    mailbox_rules rules(values);
    rules.own_uid = store_user.uid;
    rules.own_gid = store_user.gid;
    auto const in_tables = rules.in_tables(account);
    if (!in_tables || *in_tables) return in_tables;
    auto const user = find_in_backends(values, account);
    if (!user) return user.error();
    if (*user && !(*user)->system_user.empty()) return system_mailbox_of(local_settings(values), rules, (*user)->system_user);
    if (!*user) return system_mailbox_of(local_settings(values), rules, account);
    auto owner = rules.of_account(**user);
    if (!owner) return owner.error();
    return std::optional<store::owner>(std::move(*owner));
}

[[noreturn]] void be_store(base::unique_fd connection, conf::settings const& values, std::optional<role_users> const& users,
                           found_owner const& found) {
    int status = 1;
    try {
        std::signal(SIGINT, SIG_IGN);    // the command ends, and then the connection does
        ::umask(077);
        if (users) become(users->store, {users->mta.gid}, capabilities::change_identity);
        std::atomic<bool> const never{false};
        board figures{};
        {
            stores all(values, figures);
            serve_store_admin(std::move(connection), {all, [&](std::string const&) { return found; }, never});
            all.finish();
        }
        status = 0;
    } catch (std::exception const& error) {
        std::fprintf(stderr, "mailstead: fatal: %s\n", error.what());
    }
    base::log::flush();
    std::_Exit(status);
}

// Ends when the command has closed its end.
struct child_end {
    pid_t pid;
    base::unique_fd lock;
    ~child_end() {
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {}
    }
};

tools::local_connection trouble(std::string why) { return {{}, {}, std::move(why)}; }

}  // namespace

base::result<std::optional<store::owner>> find_owner(conf::settings const& values, std::string const& account) {
    identity store_user{"", ::geteuid(), ::getegid()};
    if (::geteuid() == 0) store_user = users_of(values).store;
    return find_owner(values, store_user, account);
}

// Shared: other commands may hold it too, and a starting master may not.
base::unique_fd hold_off_server(conf::settings const& values) {
    auto const path = values.text("queue_directory") + "/pid/master.pid";
    base::unique_fd fd(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0) fd.reset();
    return fd;
}

tools::local_connection open_local_store(conf::configuration const& files, std::string const& account) {
    auto const& values = *files.values;
    std::optional<role_users> users;
    if (::geteuid() == 0) {
        users = users_of(values);
        if (!users->trouble.empty()) return trouble(users->trouble);
    }
    try {
        make_directories(values, users ? &*users : nullptr);
    } catch (std::exception const& error) {
        return trouble(error.what());
    }
    auto lock = hold_off_server(values);
    if (!lock) return trouble("the mail system is running and does not answer");
    auto const store_user = users ? users->store : identity{"", ::geteuid(), ::getegid()};
    auto const found = find_owner(values, store_user, account);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return trouble(std::strerror(errno));
    base::unique_fd mine(ends[0]), theirs(ends[1]);
    pid_t const pid = ::fork();
    if (pid < 0) return trouble(std::strerror(errno));
    if (pid == 0) {
        mine.reset();
        lock.reset();
        be_store(std::move(theirs), values, users, found);
    }
    return {std::move(mine), std::shared_ptr<void>(new child_end{pid, std::move(lock)}, [](void* p) { delete static_cast<child_end*>(p); }), {}};
}

}  // namespace mailstead::server

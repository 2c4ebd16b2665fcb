// Directories, lock and secrets.
#include "server/prepare.h"
#include "server/certificates.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "base/log.h"
#include "server/settings_postscreen.h"
#include "server/settings_verify.h"
#include "server/sockets.h"

namespace mailstead::server {
namespace {

struct directory {
    std::string path;
    mode_t mode;
    identity const* owner;
    gid_t group;
};

void make(directory const& wanted) {
    auto& files = base::system_files();
    if (auto made = files.make_dirs_synced(wanted.path, 0755); !made)
        throw std::runtime_error(fmt::format("cannot make {}: {}", wanted.path, made.error().message()));
    if (::geteuid() == 0 && wanted.owner && ::chown(wanted.path.c_str(), wanted.owner->uid, wanted.group) != 0)
        throw std::runtime_error(fmt::format("cannot give {} to {}: {}", wanted.path, wanted.owner->name, std::strerror(errno)));
    if (::chmod(wanted.path.c_str(), wanted.mode) != 0 && errno != EPERM)
        throw std::runtime_error(fmt::format("cannot set the mode of {}: {}", wanted.path, std::strerror(errno)));
}

std::optional<gid_t> group_of(std::string const& name) {
    group entry{};
    group* found = nullptr;
    std::string names(16384, '\0');
    if (::getgrnam_r(name.c_str(), &entry, names.data(), names.size(), &found) != 0 || !found) return std::nullopt;
    return entry.gr_gid;
}

}  // namespace

void report(conf::configuration const& files) {
    for (auto const& problem : files.problems)
        std::fprintf(stderr, "mailstead: %s: %s\n", problem.severity == conf::severity::error ? "fatal" : "warning",
                     problem.message().c_str());
}

void make_directories(conf::settings const& values, role_users const* users) {
    auto const queue = values.text("queue_directory");
    auto const data = values.text("data_directory");
    identity const* const mta = users ? &users->mta : nullptr;
    identity const* const store = users ? &users->store : nullptr;
    gid_t const shared = users ? users->mta.gid : ::getegid();
    make({queue, 0755, nullptr, shared});
    make({queue + "/pid", 0755, nullptr, shared});
    make({queue + "/private", static_cast<mode_t>(users ? 0710 : 0700), nullptr, shared});
    make({queue + "/public", 0755, nullptr, shared});
    make({queue + "/queue", 0700, mta, shared});
    // Only a program of that group may put files there, and only the role mta may see which there are.
    make({queue + "/maildrop", 02730, mta, group_of(values.text("setgid_group")).value_or(shared)});
    make({data, 0755, nullptr, shared});
    make({values.text("index_directory"), 0700, store, store ? store->gid : shared});
    // The administrator's own directory stays as it is; a missing one is made where mail will lie.
    auto const configured = values.text("virtual_mailbox_base");
    auto const mail = configured.empty() ? data + "/mail" : configured;
    if (::access(mail.c_str(), F_OK) != 0) make({mail, 0700, store, store ? store->gid : shared});
    if (::geteuid() == 0 && users && ::chown((queue + "/private").c_str(), 0, shared) != 0)
        throw std::runtime_error(fmt::format("cannot share {}/private: {}", queue, std::strerror(errno)));
}

void make_caches(conf::configuration const& files, role_users const* users) {
    // SQLite writes beside its files: they need a directory of the role's. One that is there belongs to whoever made it.
    auto const& values = *files.values;
    for (auto const& path : {values.text("smtp_tls_mta_sts_database"), values.text("smtp_tlsrpt_database"), verify_settings(values).path}) {
        auto const directory = path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/'));
        if (!directory.empty() && ::access(directory.c_str(), F_OK) != 0)
            make({directory, 0700, users ? &users->mta : nullptr, users ? users->mta.gid : ::getegid()});
    }
    for (auto const& service : sockets_of(files)) {
        if (service.command != "postscreen") continue;
        auto const directory = postscreen_cache_directory(service.values);
        if (!directory.empty()) make({directory, 0700, users ? &users->mta : nullptr, users ? users->mta.gid : ::getegid()});
    }
}

void prepare_log(conf::settings const& values, role_users const& users) {
    auto const path = values.text("maillog_file");
    if (path.empty() || ::geteuid() != 0) return;
    base::unique_fd const fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0660));
    if (!fd || ::fchown(fd.get(), 0, users.mta.gid) != 0 || ::fchmod(fd.get(), 0660) != 0)
        std::fprintf(stderr, "mailstead: warning: cannot prepare %s: %s\n", path.c_str(), std::strerror(errno));
}

base::unique_fd lock_master(conf::settings const& values, std::string& trouble) {
    auto const path = values.text("queue_directory") + "/pid/master.pid";
    base::unique_fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!fd) {
        trouble = fmt::format("cannot open {}: {}", path, std::strerror(errno));
        return {};
    }
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        trouble = fmt::format("the mail system is already running ({} is locked)", path);
        return {};
    }
    auto const text = fmt::format("{:>10}\n", ::getpid());
    if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        trouble = fmt::format("cannot write {}: {}", path, std::strerror(errno));
    return fd;
}

secrets read_secrets(conf::configuration const& files) {
    secrets out;
    auto const take = [&](std::string const& path) {
        if (path.empty() || path == "none" || out.contains(path)) return;
        auto text = base::system_files().read_all(AT_FDCWD, path, 1 << 20);
        if (text) out.emplace(path, std::move(*text));
        else base::log::warning("master", "cannot read {}: {}", path, text.error().message());
    };
    for (auto const& service : sockets_of(files)) {
        if (service.command == "postscreen") {    // and who is behind it
            auto const behind = service_behind(files, service);
            if (behind)
                for (auto const& path : certificate_files("smtpd", behind->values)) take(path);
        }
        auto const prefix = service.command == "smtpd" || service.command == "postscreen" ? "smtpd" : service.command == "imapd" ? "imapd"
                            : service.command == "pop3d" ? "pop3d" : service.command == "lmtpd" ? "lmtpd" : "";
        if (!*prefix) continue;
        for (auto const& path : certificate_files(prefix, service.values)) take(path);
    }
    take(files.values->text("auth_oauth2_introspection_credentials"));
    for (auto const* client : {"smtp", "lmtp"})
        for (auto const& path : certificate_files(client, *files.values)) take(path);
    for (auto const& line : files.services.services) {
        if (line.type != conf::service_type::unix_stream || (line.command != "smtp" && line.command != "lmtp")) continue;
        for (auto const& path : certificate_files(line.command, files.values_for(line))) take(path);
    }
    return out;
}

}  // namespace mailstead::server

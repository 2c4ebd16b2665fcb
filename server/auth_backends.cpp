// auth_backends, read and made.
#include "server/auth_backends.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "auth/account_backend.h"
#include "auth/pam_backend.h"
#include "auth/passwd_file.h"
#include "auth/saslauthd.h"
#include "auth/sasldb.h"
#include "auth/sql_backend.h"
#include "base/ascii.h"
#include "base/log.h"
#include "conf/tables/sqlite.h"

namespace mailstead::server {
namespace {

enum class argument { none, optional, required };
struct word {
    std::string_view name;
    backend_kind kind;
    argument path;
};
constexpr std::array words{
    word{"accounts", backend_kind::accounts, argument::none},       word{"pam", backend_kind::pam, argument::none},
    word{"passwd-file", backend_kind::passwd_file, argument::required}, word{"saslauthd", backend_kind::saslauthd, argument::optional},
    word{"sasldb", backend_kind::sasldb, argument::optional},       word{"sqlite", backend_kind::sqlite, argument::required},
};

backend_spec spec_of(std::string const& text) {
    auto const colon = text.find(':');
    auto const name = std::string_view(text).substr(0, colon);
    auto const at = std::find_if(words.begin(), words.end(), [&](word const& w) { return w.name == name; });
    if (at == words.end())
        throw std::runtime_error(fmt::format("in parameter auth_backends: {}: no such back end; there are accounts, pam, passwd-file:FILE, saslauthd, sasldb, sqlite:FILE", text));
    backend_spec out{at->kind, colon == text.npos ? std::string() : text.substr(colon + 1)};
    if (at->path == argument::none && colon != text.npos) throw std::runtime_error(fmt::format("in parameter auth_backends: {} takes no file", at->name));
    if (at->path == argument::required && !out.path.starts_with('/'))
        throw std::runtime_error(fmt::format("in parameter auth_backends: {}: {}:FILE takes a path that begins with /", text, at->name));
    if (colon != text.npos && !out.path.starts_with('/')) throw std::runtime_error(fmt::format("in parameter auth_backends: {}: the path must begin with /", text));
    return out;
}

auth::entry_defaults defaults_of(conf::settings const& values) {
    return {values.text("smtpd_sasl_local_domain"), static_cast<uid_t>(values.number("first_valid_uid")), static_cast<gid_t>(values.number("first_valid_gid"))};
}

std::unique_ptr<auth::backend> make_accounts(conf::settings const& values, backend_parts const& with) {
    auth::account_backend::settings out;
    out.default_domain = values.text("smtpd_sasl_local_domain");
    out.cache_ttl = values.duration("auth_cache_ttl");
    out.upgrades = &with.upgrades;
    return std::make_unique<auth::account_backend>(with.accounts, out);
}

std::unique_ptr<auth::backend> make_pam(conf::settings const& values, int door) {
    auth::pam_backend::settings out;
    out.door = door;
    out.service = values.text("auth_pam_service_name");
    out.patience = values.duration("auth_backend_timeout");
    out.at_once = static_cast<std::size_t>(values.number("auth_backend_concurrency_limit"));
    return std::make_unique<auth::pam_backend>(out, defaults_of(values));
}

std::unique_ptr<auth::backend> make_saslauthd(conf::settings const& values, std::string const& path) {
    auth::saslauthd::settings out;
    if (!path.empty()) out.path = path;
    out.patience = values.duration("auth_backend_timeout");
    out.at_once = static_cast<std::size_t>(values.number("auth_backend_concurrency_limit"));
    return std::make_unique<auth::saslauthd>(out, defaults_of(values));
}

std::unique_ptr<auth::backend> make_sasldb(conf::settings const& values, std::string const& path) {
    auth::sasldb::settings out;
    if (!path.empty()) out.path = path;
    auto const domain = values.text("smtpd_sasl_local_domain");
    out.realm = domain.empty() ? values.text("myhostname") : domain;
    return std::make_unique<auth::sasldb>(out, defaults_of(values));
}

std::unique_ptr<auth::backend> make_sqlite(conf::settings const& values, std::string const& path) {
    // The report outlives this call: the query keeps it.
    auto const report = [](conf::problem const& problem) { base::log::error("auth", "{}", problem.message()); };
    auto const rows = conf::open_sqlite_rows(path, values, report);
    if (!rows) throw std::runtime_error(fmt::format("in parameter auth_backends: sqlite:{} cannot be used; the log says why", path));
    auto const scheme = rows->parameter("password_scheme");
    auth::sql_backend::settings how{"sqlite:" + path, scheme.empty() ? "CRYPT" : scheme};
    auto query = [rows](std::string_view key) { return base::result<std::optional<auth::sql_row>>(rows->find(key)); };
    return std::make_unique<auth::sql_backend>(std::move(how), std::move(query), defaults_of(values), values.duration("auth_cache_ttl"));
}

std::unique_ptr<auth::backend> make_one(backend_spec const& spec, conf::settings const& values, backend_parts const& with) {
    switch (spec.kind) {
    case backend_kind::accounts: return make_accounts(values, with);
    case backend_kind::pam: return make_pam(values, with.pam_door);
    case backend_kind::passwd_file: return std::make_unique<auth::passwd_file>(spec.path, defaults_of(values), values.duration("auth_cache_ttl"));
    case backend_kind::saslauthd: return make_saslauthd(values, spec.path);
    case backend_kind::sasldb: return make_sasldb(values, spec.path);
    case backend_kind::sqlite: return make_sqlite(values, spec.path);
    }
    throw std::logic_error("no such back end");
}

std::optional<gid_t> shadow_group() {
    struct stat status {};
    if (::stat("/etc/shadow", &status) != 0 || status.st_gid == 0) return std::nullopt;
    return status.st_gid;
}

[[noreturn]] void be_pam(int door, conf::settings const& values, identity const* who) {
    int status = 1;
    try {
        for (int const one : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) std::signal(one, SIG_DFL);
        std::signal(SIGINT, SIG_IGN);
        std::signal(SIGHUP, SIG_IGN);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        // Nothing of the server's but the door and the standard descriptors.
        ::dup2(door, 3);
        ::syscall(SYS_close_range, 4U, ~0U, 0);
        if (who) {
            std::vector<gid_t> more;
            if (auto const group = shadow_group()) more.push_back(*group);
            become(*who, groups_of(*who, std::move(more)), capabilities::none);
        }
        auth::pam_limits limits;
        limits.at_once = 2 * static_cast<std::size_t>(values.number("auth_backend_concurrency_limit"));
        limits.patience = values.duration("auth_backend_timeout");
        auth::serve_pam(3, limits);
        status = 0;
    } catch (std::exception const& error) {
        std::fprintf(stderr, "mailstead: pam: %s\n", error.what());
    }
    std::_Exit(status);
}

}  // namespace

std::vector<backend_spec> backend_specs(conf::settings const& values) {
    std::vector<backend_spec> out;
    for (auto const& one : values.list("auth_backends")) {
        auto spec = spec_of(one);
        if (std::find(out.begin(), out.end(), spec) != out.end()) throw std::runtime_error(fmt::format("in parameter auth_backends: {} stands there twice", one));
        out.push_back(std::move(spec));
    }
    if (out.empty()) throw std::runtime_error("in parameter auth_backends: nobody could log in");
    return out;
}

bool wants_pam(conf::settings const& values) {
    auto const all = backend_specs(values);
    return std::any_of(all.begin(), all.end(), [](auto const& one) { return one.kind == backend_kind::pam; });
}

bool has_slow_backend(conf::settings const& values) {
    auto const all = backend_specs(values);
    return std::any_of(all.begin(), all.end(), [](auto const& one) { return one.kind == backend_kind::pam || one.kind == backend_kind::saslauthd; });
}

std::unique_ptr<auth::backends> make_backends(conf::settings const& values, backend_parts const& with) {
    std::vector<std::unique_ptr<auth::backend>> parts;
    for (auto const& spec : backend_specs(values)) parts.push_back(make_one(spec, values, with));
    return std::make_unique<auth::backends>(std::move(parts), with.logins);
}

base::unique_fd start_pam(conf::settings const& values, identity const* who) {
    if (!wants_pam(values)) return {};
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) throw std::system_error(errno, std::generic_category(), "socketpair");
    base::unique_fd mine(ends[0]);
    base::unique_fd const theirs(ends[1]);
    pid_t const pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) be_pam(theirs.get(), values, who);
    return mine;
}

std::vector<gid_t> groups_of(identity const& who, std::vector<gid_t> more) {
    std::vector<gid_t> all(64);
    int count = static_cast<int>(all.size());
    if (::getgrouplist(who.name.c_str(), who.gid, all.data(), &count) < 0) {
        all.resize(static_cast<std::size_t>(std::max(count, 1)));
        count = static_cast<int>(all.size());
        if (::getgrouplist(who.name.c_str(), who.gid, all.data(), &count) < 0) count = 0;
    }
    all.resize(static_cast<std::size_t>(count));
    for (auto const one : more)
        if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    std::erase(all, gid_t(0));    // never root's
    return all;
}

}  // namespace mailstead::server

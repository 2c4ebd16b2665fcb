// The master's life: start, wait for signals, restart, reload, stop.
#include "server/master.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/log.h"
#include "net/openssl_start.h"
#include "net/ticket_keys.h"
#include "server/auth_backends.h"
#include "server/examine.h"
#include "server/identity.h"
#include "server/prepare.h"
#include "server/sealed.h"
#include "server/tls_files.h"
#include "server/process.h"
#include "server/sockets.h"
#include "server/without_effect.h"

namespace mailstead::server {
namespace {

using steady = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int exit_config = 78, exit_later = 75, exit_os = 71;    // sysexits.h
constexpr seconds longest_backoff{30};

class master {
public:
    explicit master(configuration_ptr config) : config_(std::move(config)), board_(make_board()) {}

    int run();

private:
    struct child {
        role_name role;
        pid_t pid = 0;                 // 0: to be started at `again`
        std::unique_ptr<channel> line;
        bool ready = false;
        steady::time_point since, again;
        milliseconds backoff{0};
    };

    void open_sockets();
    void start();
    void start_child(child&);
    [[noreturn]] void be_child(child&, channel line);
    void take_identity(role_name role) const;
    void wait_until_ready();
    void say_ready();
    int serve();
    // One turn of the loop; the exit status when it is over.
    std::optional<int> turn();
    std::optional<int> obey(int signal);
    void reap();
    void reload();
    void watch_certificates();
    void look_at_certificates();
    milliseconds until_next_look() const;
    void renew_certificates();
    void hand_over(std::vector<service_socket> const& all, std::vector<std::string> const& added);
    void stop();
    void stop_children();
    milliseconds until_next_start() const;
    socket_map copies_for(std::optional<role_name> which, std::vector<std::string> const* only) const;

    configuration_ptr config_;
    board& board_;
    process_model model_ = process_model::single;
    std::optional<role_users> users_;
    base::unique_fd lock_;
    base::unique_fd signals_;
    socket_map sockets_;                       // every listening socket, so that a role can be restarted
    std::unique_ptr<process> single_;
    std::vector<child> children_;
    bool stopping_ = false;
    std::vector<std::string> watched_;         // files of certificates and keys
    std::vector<base::file_stamp> certificates_, changed_;    // how they were when they were read, and at the last look
    steady::time_point next_look_;
};

// Who speaks TLS.
bool needs_keys(role_name role) noexcept { return role == role_name::mta || role == role_name::store; }

configuration_ptr without_keys(configuration const& what) {
    auto out = std::make_shared<configuration>(what);
    out->secrets.clear();
    out->tickets.reset();
    return out;
}

// The same, with the process that asks PAM where one is wanted.
configuration_ptr with_pam(configuration const& what, identity const* who) {
    auto out = std::make_shared<configuration>(what);
    out->pam_door = std::make_shared<base::unique_fd const>(start_pam(what.values(), who));
    return out;
}

base::unique_fd watch_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t wanted;
    sigemptyset(&wanted);
    for (int const one : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&wanted, one);
    sigprocmask(SIG_BLOCK, &wanted, nullptr);
    return base::unique_fd(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
}

int master::run() {
    auto const& values = config_->values();
    model_ = model_of(values, ::geteuid());
    bool const root = ::geteuid() == 0;
    if (root) users_ = users_of(values);
    if (users_ && model_ == process_model::separated && !users_->trouble.empty()) {
        std::fprintf(stderr, "mailstead: fatal: %s\n", users_->trouble.c_str());
        return exit_config;
    }
    bool const owners = users_ && users_->trouble.empty();
    make_directories(values, owners ? &*users_ : nullptr);
    make_caches(config_->files, owners ? &*users_ : nullptr);
    if (owners) prepare_log(values, *users_);
    std::string trouble;
    lock_ = lock_master(values, trouble);
    if (!trouble.empty()) {
        std::fprintf(stderr, "mailstead: fatal: %s\n", trouble.c_str());
        return 1;
    }
    signals_ = watch_signals();
    open_sockets();
    board_.started = base::unix_seconds(std::chrono::system_clock::now());
    board_.master = ::getpid();
    watch_certificates();
    next_look_ = steady::now() + config_->values().duration("tls_certificate_check_interval");
    start();
    say_ready();
    return serve();
}

void master::open_sockets() {
    for (auto const& service : sockets_of(config_->files)) {
        if (sockets_.contains(service.key)) continue;
        auto made = open_socket(service);
        if (!made.trouble.empty()) throw std::runtime_error(made.trouble);
        if (users_ && !service.path.empty() && ::chown(service.path.c_str(), 0, users_->mta.gid) != 0)
            throw std::runtime_error(fmt::format("{}: {}", service.path, std::strerror(errno)));
        sockets_.emplace(service.key, std::move(made.fd));
    }
}

// Descriptors of the role's sockets (of all roles: nullopt) for this process's own use; the master keeps its copies.
socket_map master::copies_for(std::optional<role_name> which, std::vector<std::string> const* only) const {
    socket_map out;
    for (auto const& service : sockets_of(config_->files)) {
        if (which && service.role != *which) continue;
        if (only && std::find(only->begin(), only->end(), service.key) == only->end()) continue;
        auto const at = sockets_.find(service.key);
        if (at != sockets_.end()) out.emplace(service.key, base::unique_fd(::fcntl(at->second.get(), F_DUPFD_CLOEXEC, 3)));
    }
    return out;
}

void master::start() {
    if (model_ == process_model::single) {
        // One process cannot be several users: root serves as mail_owner alone.
        config_ = with_pam(*config_, users_ && ::geteuid() == 0 ? &users_->mta : nullptr);
        if (users_ && ::geteuid() == 0) become(users_->mta, {}, capabilities::none);
        open_log(config_->values());
        single_ = std::make_unique<process>(std::vector(std::begin(all_roles), std::end(all_roles)), config_,
                                            copies_for(std::nullopt, nullptr), board_);
        return;
    }
    for (auto const role : all_roles) {
        auto& made = children_.emplace_back();
        made.role = role;
        start_child(made);
    }
    wait_until_ready();
    open_log(config_->values(), base::log::settings::patience::at_once);    // only now: what is forked shall make its own
}

void master::start_child(child& one) {
    base::log::flush();
    auto [mine, theirs] = channel::pair();
    pid_t const pid = ::fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) {
        mine = channel(base::unique_fd());
        be_child(one, std::move(theirs));
    }
    one.pid = pid;
    one.line = std::make_unique<channel>(std::move(mine));
    one.ready = false;
    one.since = steady::now();
}

void master::take_identity(role_name role) const {
    auto const& who = users_->of(role);
    std::vector<gid_t> groups{users_->mta.gid};
    if (role == role_name::auth) groups = groups_of(who, std::move(groups));
    become(who, groups, role == role_name::store ? capabilities::change_identity : capabilities::none);
}

void master::be_child(child& one, channel line) {
    auto const role = one.role;
    int status = 1;
    try {
        auto sockets = copies_for(role, nullptr);
        sockets_.clear();
        lock_.reset();
        signals_.reset();
        children_.clear();
        std::signal(SIGINT, SIG_IGN);
        std::signal(SIGHUP, SIG_IGN);
        auto own = config_;
        config_.reset();
        if (!needs_keys(role)) own = without_keys(*own);
        if (role == role_name::auth) own = with_pam(*own, users_ ? &users_->auth : nullptr);
        if (users_ && role != role_name::exec) take_identity(role);
        status = serve_role(role, std::move(own), std::move(sockets), board_, std::move(line));
    } catch (std::exception const& error) {
        std::fprintf(stderr, "mailstead: %s: %s\n", to_string(role), error.what());
    }
    base::log::flush();
    std::_Exit(status);
}

void master::wait_until_ready() {
    for (auto& one : children_) {
        auto const word = one.line->receive();
        if (word && word->kind == 'Q') throw unusable_queue(word->payload);
        if (!word || word->kind != 'K')
            throw std::runtime_error(fmt::format("{}: {}", to_string(one.role), word ? word->payload : "ended while starting"));
        one.ready = true;
    }
}

void master::say_ready() {
    auto const services = describe(sockets_of(config_->files));
    std::fprintf(stderr, "mailstead ready: %s\n", services.c_str());
    base::log::info("master", "daemon started -- mailstead, configuration {}", config_->files.directory);
}

int master::serve() {
    for (;;)
        if (auto const status = turn()) return *status;
}

milliseconds master::until_next_start() const {
    milliseconds least{60'000};
    for (auto const& one : children_)
        if (one.pid == 0) least = std::min(least, std::chrono::duration_cast<milliseconds>(one.again - steady::now()));
    return std::max(least, milliseconds(0));
}

std::optional<int> master::turn() {
    pollfd ear{signals_.get(), POLLIN, 0};
    ::poll(&ear, 1, static_cast<int>(std::min(until_next_start(), until_next_look()).count()) + 1);
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info))
        if (auto const status = obey(static_cast<int>(info.ssi_signo))) return status;
    for (auto& one : children_)
        if (one.pid == 0 && steady::now() >= one.again) start_child(one);
    if (config_->tickets) config_->tickets->advance(seconds(base::unix_seconds(std::chrono::system_clock::now())));
    look_at_certificates();
    return std::nullopt;
}

milliseconds master::until_next_look() const {
    if (config_->values().duration("tls_certificate_check_interval") <= seconds(0)) return milliseconds{60'000};
    return std::max(std::chrono::duration_cast<milliseconds>(next_look_ - steady::now()), milliseconds(0));
}

void master::watch_certificates() {
    watched_ = watched_files(config_->files, config_->secrets);
    certificates_ = changed_ = stamps_of(watched_);
}

// A certificate and its key are written one after the other: what has changed counts once it has stayed for an interval.
void master::look_at_certificates() {
    auto const interval = config_->values().duration("tls_certificate_check_interval");
    if (interval <= seconds(0) || steady::now() < next_look_) return;
    next_look_ = steady::now() + interval;
    auto seen = stamps_of(watched_);
    bool const is_settled = seen == changed_;
    changed_ = std::move(seen);
    if (is_settled && changed_ != certificates_) renew_certificates();
}

void master::renew_certificates() {
    base::log::info("master", "certificates or keys have changed: they are read again");
    auto next = std::make_shared<configuration>(*config_);
    auto const known = watched_;
    auto const seen = changed_;
    next->secrets = read_secrets(next->files, config_->secrets);
    config_ = next;
    watch_certificates();
    if (watched_ == known) certificates_ = seen;    // what changes while it is being read is another change
    if (single_) {
        single_->renew(config_->secrets);
        return;
    }
    auto const sealed = seal(print(reload_payload{config_->secrets, {}}));
    for (auto& one : children_)
        if (one.line && needs_keys(one.role)) one.line->send('C', "", {sealed.get()});
}

std::optional<int> master::obey(int signal) {
    if (signal == SIGHUP) reload();
    if (signal == SIGCHLD) reap();
    if (signal != SIGTERM && signal != SIGINT) return std::nullopt;
    base::log::info("master", "terminating on signal {}", signal);
    stop();
    return 0;
}

// A role that died starts again: at once the first time, later and later while it keeps dying young.
void master::reap() {
    if (single_) return;    // the only children are the programs of the role exec, which waits for them itself
    int status = 0;
    for (pid_t pid; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        auto const at = std::find_if(children_.begin(), children_.end(), [&](child const& c) { return c.pid == pid; });
        if (at == children_.end()) continue;
        base::log::warning("master", "process {} ({}) {} {}", to_string(at->role), pid,
                           WIFSIGNALED(status) ? "was killed by signal" : "exited with status",
                           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        bool const young = steady::now() - at->since < seconds(10);
        at->backoff = young ? std::clamp<milliseconds>(at->backoff * 2, milliseconds(50), longest_backoff) : milliseconds(0);
        at->pid = 0;
        at->line.reset();
        at->again = steady::now() + at->backoff;
        ++board_.roles[static_cast<std::size_t>(at->role)].restarts;
    }
}

void master::reload() {
    auto next = std::make_shared<configuration>();
    next->files = conf::load(config_->files.directory);
    if (!next->files.usable()) {
        for (auto const& problem : next->files.problems) base::log::error("master", "{}", problem.message());
        return base::log::error("master", "reload refused: the settings in force stay");
    }
    if (auto const refused = refusals(next->files); !refused.empty()) {
        for (auto const& why : refused) base::log::error("master", "{}", why);
        return base::log::error("master", "reload refused: the settings in force stay");
    }
    base::log::info("master", "reload -- configuration {}", next->files.directory);
    next->secrets = read_secrets(next->files, config_->secrets);
    next->tickets = config_->tickets;
    next->pam_door = config_->pam_door;
    if (users_ && users_->trouble.empty()) prepare_log(next->values(), *users_);
    try {
        make_caches(next->files, users_ && users_->trouble.empty() ? &*users_ : nullptr);
    } catch (std::exception const& why) {
        base::log::error("master", "{}", why.what());
        return base::log::error("master", "reload refused: the settings in force stay");
    }
    auto const all = sockets_of(next->files);
    std::vector<std::string> added;
    for (auto const& service : all) {
        if (sockets_.contains(service.key)) continue;
        auto made = open_socket(service);
        if (!made.trouble.empty()) {
            base::log::error("master", "{}", made.trouble);
            continue;
        }
        sockets_.emplace(service.key, std::move(made.fd));
        added.push_back(service.key);
    }
    config_ = std::move(next);
    watch_certificates();
    hand_over(all, added);
    auto const gone = [&](auto const& one) {
        return std::none_of(all.begin(), all.end(), [&](service_socket const& s) { return s.key == one.first; });
    };
    std::erase_if(sockets_, gone);
}

void master::hand_over(std::vector<service_socket> const& all, std::vector<std::string> const& added) {
    if (single_) return single_->reload(config_, copies_for(std::nullopt, &added));
    for (auto& one : children_) {
        if (!one.line) continue;    // it will start with the new settings
        reload_payload what{needs_keys(one.role) ? config_->secrets : secrets(), {}};
        std::vector<int> descriptors(1);
        for (auto const& service : all) {
            if (service.role != one.role || std::find(added.begin(), added.end(), service.key) == added.end()) continue;
            what.keys.push_back(service.key);
            descriptors.push_back(sockets_.at(service.key).get());
        }
        auto const sealed = seal(print(what));
        descriptors.front() = sealed.get();
        one.line->send('R', "", descriptors);
    }
    open_log(config_->values(), base::log::settings::patience::at_once);
}

void master::stop() {
    stopping_ = true;
    sockets_.clear();
    if (single_) {
        bool const all = single_->stop();
        if (all) single_.reset();
        else single_.release();    // what has not ended still refers to it; the process ends in a moment
    }
    stop_children();
    base::log::info("master", "stopped");
    base::log::flush();
}

// In the order of the way of a message, so that what is in flight finds the next hop; all within shutdown_grace.
void master::stop_children() {
    auto const end = steady::now() + config_->values().duration("shutdown_grace") + milliseconds(500);
    for (auto at = children_.rbegin(); at != children_.rend(); ++at) {
        if (at->pid == 0) continue;
        at->line->send('S', "");
        while (::waitpid(at->pid, nullptr, WNOHANG) == 0) {
            if (steady::now() > end) ::kill(at->pid, SIGKILL);
            ::usleep(2000);
        }
        at->pid = 0;
    }
}

}  // namespace

namespace {

// It names a certificate, so somebody means to have TLS there.
bool wants_certificate(service_socket const& service) {
    auto const prefix = service.command;
    if (service.internal || (prefix != "smtpd" && prefix != "imapd" && prefix != "pop3d")) return false;
    bool const named = !service.values.text(prefix + "_tls_cert_file").empty() || !service.values.list(prefix + "_tls_chain_files").empty();
    return named && service.values.text(prefix + "_tls_security_level") != "none";
}

bool has_certificate(service_socket const& service, secrets const& read) {
    auto const sources = identity_sources(service.command, service.values);
    std::string why;
    return std::any_of(sources.begin(), sources.end(), [&](identity_source const& one) { return !read_identities(one, read, why).empty(); });
}

}  // namespace

int run(std::string const& config_directory) {
    auto config = std::make_shared<configuration>();
    config->files = conf::load(config_directory);
    report(config->files);
    if (!config->files.usable()) return exit_config;
    if (auto const refused = refusals(config->files); !refused.empty()) {
        for (auto const& why : refused) std::fprintf(stderr, "mailstead: fatal: %s\n", why.c_str());
        return exit_config;
    }
    for (auto const& idle : without_effect(config->files))
        std::fprintf(stderr, "mailstead: warning: %s\n", idle.message().c_str());
    std::string trouble;
    if (!net::start_openssl(config->values().text("tls_config_file"), config->values().text("tls_config_name"), trouble)) {
        std::fprintf(stderr, "mailstead: fatal: tls_config_file: %s\n", trouble.c_str());
        return exit_config;
    }
    config->secrets = read_secrets(config->files);
    config->tickets = std::make_shared<net::ticket_keys>(config->values().duration("smtpd_tls_session_cache_timeout"),
                                                         seconds(base::unix_seconds(std::chrono::system_clock::now())));
    for (auto const& service : sockets_of(config->files))
        if (wants_certificate(service) && !has_certificate(service, config->secrets))
            std::fprintf(stderr, "mailstead: warning: %s: no certificate can be read, TLS is not offered\n", service.label.c_str());
    try {
        return master(config).run();
    } catch (std::exception const& error) {
        std::fprintf(stderr, "mailstead: fatal: %s\n", error.what());
        base::log::flush();
        return dynamic_cast<unusable_queue const*>(&error) ? exit_later : exit_os;
    }
}

}  // namespace mailstead::server

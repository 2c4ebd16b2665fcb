// One of the four parts of the server (design: processes). A role lives in a process of its own or shares one; it never
// knows which.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/fs.h"
#include "conf/load.h"
#include "net/ticket_keys.h"
#include "server/worker.h"

namespace mailstead::server {

enum class role_name { mta, store, auth, exec };
inline constexpr role_name all_roles[] = {role_name::auth, role_name::exec, role_name::store, role_name::mta};    // in order of start
char const* to_string(role_name) noexcept;

// The queue cannot be used as it is: `run` ends with EX_TEMPFAIL, so that who started it may try again.
class unusable_queue : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// What only root may read, read by the master: path -> content. Handed on at start and at every reload.
using secrets = std::map<std::string, std::string>;

// One configuration in force, shared by all that runs with it. Sessions keep the one they began with.
struct configuration {
    conf::configuration files;
    server::secrets secrets;
    std::shared_ptr<net::ticket_keys> tickets;    // the same in all processes: they go on by the clock
    std::shared_ptr<base::unique_fd const> pam_door{};    // to the process that asks PAM (auth_backends.h); null: there is none

    conf::settings const& values() const { return *files.values; }
};
using configuration_ptr = std::shared_ptr<configuration const>;

// A listening socket that a role serves: which service of master.cf (or an internal one) and its settings.
struct service_socket {
    std::string key;             // "inet:127.0.0.1:2525", "unix:private/auth": what a reload compares
    std::string command;         // smtpd, imapd, pop3d, lmtpd, auth, showq, control, pickup, smtp-local
    std::string label;           // for "mailstead ready:"
    role_name role;
    std::string host;            // inet
    std::uint16_t port = 0;
    std::string path;            // unix: absolute
    conf::settings values;       // with the service's -o overrides
    bool internal = false;       // not from master.cf
    std::string line{};          // "smtp inet", the line of master.cf: its sockets share the limit
    std::string origin{};        // "master.cf:7", for complaints; empty: internal
    std::size_t most = 0;        // sessions at once on all sockets of the line (maxproc); 0: no limit
};

class role {
public:
    virtual ~role() = default;
    // Begins to serve; throws std::runtime_error with the reason when it cannot. `sockets` in the order of `services`;
    // a descriptor is taken over.
    virtual void start(runtime& where, configuration_ptr what, std::vector<service_socket> services,
                       std::map<std::string, base::unique_fd> sockets) = 0;
    // New sessions get `what`; those in progress keep theirs. `sockets` holds only what is new.
    virtual void reload(configuration_ptr what, std::vector<service_socket> services,
                        std::map<std::string, base::unique_fd> sockets) = 0;
    // Says goodbye to the clients, finishes or gives back what is in flight. Returns within about `grace`. False: some
    // coroutine has not ended, and the role must not be destroyed before the process ends.
    virtual bool stop(std::chrono::milliseconds grace) = 0;
};

struct board;    // server/board.h: where a role counts

std::unique_ptr<role> make_mta_role(board&);
std::unique_ptr<role> make_store_role(board&);
std::unique_ptr<role> make_auth_role(board&);
std::unique_ptr<role> make_exec_role(board&);
std::unique_ptr<role> make_role(role_name which, board&);

}  // namespace mailstead::server

// The roles of one process: its threads, its log, its commands from the master.
#pragma once

#include <memory>
#include <vector>

#include "base/log.h"
#include "server/board.h"
#include "server/channel.h"
#include "server/role.h"

namespace mailstead::server {

using socket_map = std::map<std::string, base::unique_fd>;

// Roles running in this process.
class process {
public:
    // Starts the roles in the order given; throws std::runtime_error when one cannot.
    process(std::vector<role_name> which, configuration_ptr what, socket_map sockets, board& figures);
    ~process();    // after stop()

    void reload(configuration_ptr what, socket_map added);
    // New sessions get the new certificates; all other settings stay.
    configuration_ptr renew(secrets read);
    // Within shutdown_grace. False: something has not ended; leave without destroying anything.
    bool stop();

private:
    configuration_ptr config_;
    runtime runtime_;
    std::vector<std::pair<role_name, std::unique_ptr<role>>> roles_;
};

// The services among `all` that belong to `which`.
std::vector<service_socket> services_for(role_name which, std::vector<service_socket> const& all);

void open_log(conf::settings const& values, base::log::settings::patience flush = base::log::settings::patience::soon);

// What a role's own process does from fork to exit; obeys the master's channel and ends when the master is gone.
// Returns the exit status.
int serve_role(role_name which, configuration_ptr what, socket_map sockets, board& figures, channel master);

}  // namespace mailstead::server

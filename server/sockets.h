// Which sockets a configuration asks for, and opening them: the master's part of every service.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/role.h"

namespace mailstead::server {

// The services of master.cf that we serve, and the internal sockets that exist whatever it says.
std::vector<service_socket> sockets_of(conf::configuration const& files);

// The smtpd that gets the clients which `screen`, a postscreen, lets through: the row of type pass that smtpd_service_name
// names. It has no socket of its own. Absent: there is no such row.
std::optional<service_socket> service_behind(conf::configuration const& files, service_socket const& screen);

// Binds and listens. The error's text names row, address and reason: "master.cf:7: 127.0.0.1:25: Address already
// in use".
struct opened {
    base::unique_fd fd;
    std::string trouble;    // empty: fd is good
};
opened open_socket(service_socket const& wanted);

// The words of `mailstead ready:`.
std::string describe(std::vector<service_socket> const& services);

}  // namespace mailstead::server

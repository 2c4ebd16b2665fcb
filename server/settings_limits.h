// imapd_, pop3d_ and lmtpd_client_..._limit of one service.
#pragma once

#include <memory>
#include <string_view>

#include "conf/settings.h"
#include "net/client_limits.h"
#include "server/role.h"

namespace mailstead::server {

// `program` is the name in log lines. Blocking: opens the tables of the list of exceptions.
std::shared_ptr<net::client_limits const> client_limits_of(service_socket const& service, std::string_view program,
                                                           std::shared_ptr<net::client_counts> counts);

}  // namespace mailstead::server

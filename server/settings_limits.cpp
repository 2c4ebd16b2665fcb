#include "server/settings_limits.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/log.h"
#include "conf/lookup.h"

namespace mailstead::server {
namespace {

struct parameters {
    std::string_view command, connections, connection_rate, auth_rate, exceptions;
};
constexpr std::array all{
    parameters{"imapd", "imapd_client_connection_count_limit", "imapd_client_connection_rate_limit", "imapd_client_auth_rate_limit",
               "imapd_client_event_limit_exceptions"},
    parameters{"pop3d", "pop3d_client_connection_count_limit", "pop3d_client_connection_rate_limit", "pop3d_client_auth_rate_limit",
               "pop3d_client_event_limit_exceptions"},
    parameters{"lmtpd", "lmtpd_client_connection_count_limit", "lmtpd_client_connection_rate_limit", "lmtpd_client_auth_rate_limit",
               "lmtpd_client_event_limit_exceptions"},
};

parameters const& parameters_of(std::string_view command) {
    for (auto const& each : all)
        if (each.command == command) return each;
    throw std::logic_error("no limits of clients for " + std::string(command));
}

}  // namespace

std::shared_ptr<net::client_limits const> client_limits_of(service_socket const& service, std::string_view program,
                                                           std::shared_ptr<net::client_counts> counts) {
    auto const& values = service.values;
    auto const& named = parameters_of(service.command);
    auto const count = [&values](std::string_view name) { return static_cast<unsigned>(std::max<std::int64_t>(0, values.number(name))); };
    net::client_limits::settings out;
    out.program = program;
    out.service = service.line.empty() ? service.key : service.line.substr(0, service.line.find(' '));
    out.most.connections = count(named.connections);
    out.most.connection_rate = count(named.connection_rate);
    out.most.auth_rate = count(named.auth_rate);
    out.most.unit = std::max(std::chrono::seconds(1), values.duration("anvil_rate_time_unit"));
    auto const report = [](conf::problem const& problem) { base::log::warning("master", "{}", problem.message()); };
    auto const excepted = std::make_shared<conf::match_list const>(conf::match_list::open(named.exceptions, values, report));
    out.is_excepted = [excepted](std::string const& address) { return excepted->matches_client("unknown", address); };
    return std::make_shared<net::client_limits const>(std::move(out), std::move(counts));
}

}  // namespace mailstead::server

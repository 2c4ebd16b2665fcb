#include "server/settings_limits.h"

#include <algorithm>

#include "base/log.h"
#include "conf/lookup.h"

namespace mailstead::server {

std::shared_ptr<net::client_limits const> client_limits_of(service_socket const& service, std::string_view program,
                                                           std::shared_ptr<net::client_counts> counts) {
    auto const& values = service.values;
    auto const name = [&service](std::string_view rest) { return service.command + "_client_" + std::string(rest); };
    auto const count = [&](std::string_view rest) { return static_cast<unsigned>(std::max<std::int64_t>(0, values.number(name(rest)))); };
    net::client_limits::settings out;
    out.program = program;
    out.service = service.line.empty() ? service.key : service.line.substr(0, service.line.find(' '));
    out.most.connections = count("connection_count_limit");
    out.most.connection_rate = count("connection_rate_limit");
    out.most.auth_rate = count("auth_rate_limit");
    out.most.unit = std::max(std::chrono::seconds(1), values.duration("anvil_rate_time_unit"));
    auto const report = [](conf::problem const& problem) { base::log::warning("master", "{}", problem.message()); };
    auto const excepted = std::make_shared<conf::match_list const>(conf::match_list::open(name("event_limit_exceptions"), values, report));
    out.is_excepted = [excepted](std::string const& address) { return excepted->matches_client("unknown", address); };
    return std::make_shared<net::client_limits const>(std::move(out), std::move(counts));
}

}  // namespace mailstead::server

// One list of the values that are texts serves both directions.
#include "mta/pipe/request.h"

#include <algorithm>

#include "base/ascii.h"

namespace mailstead::mta::pipe {
namespace {

struct value {
    std::string_view name;
    std::string facts::*where;
};
constexpr value values[] = {{"sender", &facts::sender},
                            {"nexthop", &facts::nexthop},
                            {"queue_id", &facts::queue_id},
                            {"client_address", &facts::client_address},
                            {"client_hostname", &facts::client_hostname},
                            {"client_helo", &facts::client_helo},
                            {"client_port", &facts::client_port},
                            {"client_protocol", &facts::client_protocol},
                            {"sasl_method", &facts::sasl_method},
                            {"sasl_username", &facts::sasl_username},
                            {"sasl_sender", &facts::sasl_sender}};

}  // namespace

net::exec_request request_for(std::string service, facts const& what) {
    net::exec_request out;
    out.kind = "pipe";
    out.service = std::move(service);
    for (auto const& one : values) out.values.emplace_back(one.name, what.*one.where);
    out.values.emplace_back("size", std::to_string(what.size));
    for (auto const& one : what.recipients) out.recipients.emplace_back(one.address, one.original);
    return out;
}

std::optional<facts> facts_of(net::exec_request const& request) {
    facts out;
    bool sized = false;
    for (auto const& [name, text] : request.values) {
        auto const same = [&name](value const& one) { return one.name == name; };
        auto const found = std::find_if(std::begin(values), std::end(values), same);
        if (found != std::end(values)) {
            out.*found->where = text;
            continue;
        }
        auto const number = name == "size" ? base::number<std::uint64_t>(text) : std::nullopt;
        if (!number) return std::nullopt;
        out.size = *number;
        sized = true;
    }
    for (auto const& [address, original] : request.recipients) out.recipients.push_back({address, original});
    if (!sized || out.recipients.empty()) return std::nullopt;
    return out;
}

}  // namespace mailstead::mta::pipe

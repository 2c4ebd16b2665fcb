// What is known of a message, as a request to the role exec and back. Pure.
#pragma once

#include <optional>

#include "mta/pipe/macros.h"
#include "net/exec_wire.h"

namespace mailstead::mta::pipe {

net::exec_request request_for(std::string service, facts const& what);
// Absent: a value is missing or strange, or there is no recipient.
std::optional<facts> facts_of(net::exec_request const& request);

}  // namespace mailstead::mta::pipe

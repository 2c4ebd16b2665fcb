// The server_name extension of a client's hello (RFC 6066 §3). Pure.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::net {

// The host name of the extension's bytes, in lower case; empty: there is none that could be the name of a host.
std::string host_name_in(std::string_view extension);

}  // namespace mailstead::net

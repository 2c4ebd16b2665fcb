// Who is at the ends of a connected descriptor.
#pragma once

#include "net/stream.h"

struct sockaddr;

namespace mailstead::net {

endpoint peer_of(int fd);
endpoint local_of(int fd);
// An IPv4 address mapped into IPv6 is given as IPv4.
endpoint endpoint_of(sockaddr const* name);

}  // namespace mailstead::net

// What the client asks of DNS and of the system's own name service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/disk.h"
#include "net/resolver.h"
#include "net/task.h"

namespace mailstead::mta::smtp_client {

class names {
public:
    virtual ~names() = default;
    // net::errc::not_found is a definite 'there is none'; any other error is no answer. Bounded in time. One thread.
    virtual net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) = 0;
    // smtp_host_lookup = native: the addresses of a host by getaddrinfo(). The same errors.
    virtual net::task<net::result<std::vector<std::string>>> system_addresses(std::string host) = 0;
};

// Both outlive it.
std::unique_ptr<names> make_names(net::resolver& dns, net::disk_pool& lookups);

}  // namespace mailstead::mta::smtp_client

// What the client asks of DNS and of the system's own name service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "conf/lookup.h"
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

// smtp_dns_reply_filter: records that the table says IGNORE of are not there, which is no answer when none is left. All outlive it.
class filtered_names final : public names {
public:
    filtered_names(names& behind, conf::maps const& filter, net::disk_pool& lookups) : behind_(behind), filter_(filter), lookups_(lookups) {}
    net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) override;
    net::task<net::result<std::vector<std::string>>> system_addresses(std::string host) override {
        return behind_.system_addresses(std::move(host));
    }

private:
    names& behind_;
    conf::maps const& filter_;
    net::disk_pool& lookups_;
};

// Both outlive it.
std::unique_ptr<names> make_names(net::resolver& dns, net::disk_pool& lookups);

}  // namespace mailstead::mta::smtp_client

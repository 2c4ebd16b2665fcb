// The DNS as smtpd's checks ask it.
#pragma once

#include "mta/smtpd/names.h"
#include "net/resolver.h"

namespace mailstead::server {

class dns_names final : public mta::smtpd::names {
public:
    // `dns` outlives it.
    explicit dns_names(net::resolver& dns) : dns_(dns) {}
    net::task<mta::smtpd::client_names> name_of(std::string address) override { return dns_.names_of_peer(std::move(address)); }
    net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) override {
        return dns_.lookup(std::move(name), type);
    }

private:
    net::resolver& dns_;
};

}  // namespace mailstead::server

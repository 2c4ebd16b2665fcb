// What DNS says: of a client, and to the restrictions that ask it.
#pragma once

#include <string>

#include "net/resolver.h"
#include "net/task.h"

namespace mailstead::mta::smtpd {

using client_names = net::peer_names;

class names {
public:
    virtual ~names() = default;
    // The names of a client; never an error, bounded in time. One thread.
    virtual net::task<client_names> name_of(std::string address) = 0;
    // net::errc::not_found is a definite 'there is none'; any other error is no answer. Bounded in time. One thread.
    virtual net::task<net::result<net::dns_answer>> lookup(std::string name, net::record_type type) = 0;
};

}  // namespace mailstead::mta::smtpd

// Is this an address of ours, and does it exist: the seam between an SMTP session and tables, domains and accounts.
#pragma once

#include <string>

#include "conf/domains.h"
#include "net/task.h"

namespace mailstead::mta::smtpd {

using net::result;
using net::task;

struct verdict {
    conf::address_class domain = conf::address_class::other;
    bool known = true;        // false only when every table said no
    int code = 550;           // of the refusal when it is not
    std::string table;        // "virtual mailbox table", for that refusal's text
    std::string closed;       // what the transport error says of such mail; "": it goes elsewhere
    std::string closed_status;    // with a status of its own: "5.1.2"
    std::string moved_to;     // where relocated_maps says that somebody who is not known went; "": it says nothing

    bool is_ours() const noexcept { return domain != conf::address_class::other; }
};

class recipients {
public:
    virtual ~recipients() = default;
    // `address` is canonical (smtp/path.h) with a domain. An error: somebody could not answer, which is temporary.
    // `sender` is the envelope's, who may have ways of his own (sender_dependent_default_transport_maps); empty: the null sender,
    // or nobody yet. One thread; may wait.
    virtual task<result<verdict>> check(std::string address, std::string sender) = 0;
};

}  // namespace mailstead::mta::smtpd

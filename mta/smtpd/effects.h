// What access tables and policy services want done with a message beside taking or refusing it (access(5)).
#pragma once

#include <string>
#include <vector>

namespace mailstead::mta::smtpd {

struct effects {
    bool hold = false;
    bool discard = false;
    std::string redirect;               // the only recipient from now on; the last one that was named
    std::vector<std::string> bcc;
    std::string filter;                 // transport:nexthop, the last one that was named
    std::string prepend;                // header lines, each with CR LF
};

}  // namespace mailstead::mta::smtpd

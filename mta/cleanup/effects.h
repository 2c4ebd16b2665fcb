// What access maps, policy services and content checks want done with a message beside taking or refusing it (access(5),
// header_checks(5)).
#pragma once

#include <string>
#include <vector>

namespace mailstead::mta::cleanup {

struct effects {
    bool hold = false;                     // HOLD: into the queue, but not delivered until it is released
    bool discard = false;                  // DISCARD: acknowledged and thrown away
    std::string redirect;                  // REDIRECT user@domain: instead of all recipients; the last one counts
    std::string filter;                    // FILTER transport:nexthop; the last one counts
    std::vector<std::string> bcc;          // BCC user@domain: recipients that nobody is told of
    std::vector<std::string> prepend;      // PREPEND: whole header fields without line end, above our Received

    bool operator==(effects const&) const = default;
};

}  // namespace mailstead::mta::cleanup

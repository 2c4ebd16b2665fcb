// The name of a client, as far as DNS vouches for it.
#pragma once

#include <string>

#include "net/task.h"

namespace mailstead::mta::smtpd {

class names {
public:
    virtual ~names() = default;
    // A host name that leads back to `address`, or "unknown"; never an error, bounded in time. One thread.
    virtual net::task<std::string> name_of(std::string address) = 0;
};

}  // namespace mailstead::mta::smtpd

// A server that main.cf names beside us: a policy service, a before-queue filter.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mta/smtpd/names.h"
#include "net/stream.h"

namespace mailstead::mta::smtpd {

struct place {
    std::string name;             // as written, for the log
    std::string path;             // of a local socket; or
    std::string host;             // a name or an address, and
    std::uint16_t port = 0;

    // "inet:host:port", "host:port" or "unix:path" (relative to `directory`); a port may be a name of services(5). Absent:
    // it is none of these.
    static std::optional<place> parse(std::string const& text, std::string const& directory);
};

// `dns` outlives the call. net::errc::not_found: the host has no address.
net::task<net::result<std::unique_ptr<net::stream>>> connect_to(place where, net::executor home, names& dns,
                                                                net::stream::patience limit_of_wait);

}  // namespace mailstead::mta::smtpd

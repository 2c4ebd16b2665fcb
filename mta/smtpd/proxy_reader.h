// Reads the header that a proxy in front of us sends before anything else.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "mta/smtpd/proxy_header.h"
#include "net/stream.h"

namespace mailstead::mta::smtpd {

struct proxy_answer {
    std::optional<proxied> found;    // absent: there is no header, or a damaged one
    std::string_view why;            // static text
};
// Takes the header and nothing behind it. At most `limit` altogether.
net::task<proxy_answer> read_proxy_header(net::stream& wire, base::clock const& clock, std::chrono::seconds limit);

// Who is at the ends then; a proxy that speaks for itself changes nothing.
void put_on(proxied const& found, net::endpoint& peer, net::endpoint& local);
bool is_loopback(std::string_view address) noexcept;

}  // namespace mailstead::mta::smtpd

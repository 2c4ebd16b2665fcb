// A probe: the address goes through what a message's recipient would go through, up to the reply to RCPT.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "mta/cleanup/rules.h"
#include "mta/queue/carrier.h"
#include "mta/route/route.h"
#include "mta/verify/verifier.h"

namespace mailstead::mta::verify {

struct probe_parts {
    std::shared_ptr<cleanup::rules const> how;    // aliases are followed as cleanup does
    std::shared_ptr<route::resolver> routes;      // address_verify_*_transport and its kin
    std::string sender;                           // address_verify_sender, completed; empty: the null sender
    std::chrono::seconds sender_ttl{0};           // address_verify_sender_ttl: its local part changes so often; 0: never
};

// The sender of a probe at `now`, seconds since 1970: the number of the present stretch of time stands behind the local part,
// as Postfix writes it.
std::string sender_at(std::string const& sender, std::chrono::seconds ttl, std::int64_t now);


// `now` gives the newest configuration's parts. The carriers and `lookups` outlive it.
std::unique_ptr<prober> make_prober(std::function<probe_parts()> now, queue::carrier_source& carriers, net::disk_pool& lookups,
                                    base::clock const& clock);

}  // namespace mailstead::mta::verify

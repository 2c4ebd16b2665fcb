// All that an SMTP session leans on. Everything referred to outlives the session and belongs to its thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "mta/cleanup/rules.h"
#include "mta/notice/notice.h"
#include "mta/queue/intake.h"
#include "mta/smtpd/names.h"
#include "mta/smtpd/policy.h"
#include "mta/smtpd/recipients.h"
#include "mta/smtpd/settings.h"
#include "net/authenticator.h"
#include "net/client_counts.h"
#include "net/disk.h"
#include "net/stream.h"

namespace mailstead::mta::smtpd {

struct context {
    std::shared_ptr<smtpd::settings const> settings;
    queue::intake& intake;
    net::authenticator& accounts;
    smtpd::recipients& recipients;
    smtpd::names& names;
    base::clock const& clock;
    std::shared_ptr<net::tls_context const> tls;    // null: no certificate could be loaded
    std::shared_ptr<cleanup::rules const> cleanup;
    net::disk_pool* lookups;                        // where tables that may wait are asked
    policy_client* policy = nullptr;                // null: policy services do not answer
    std::shared_ptr<client_counts> counts = nullptr;    // null: nobody is counted
    verify::verifier* verifier = nullptr;           // null: no address is probed
    std::function<bool(std::string)> flush_site = nullptr;    // begins, and says that it has; null: nobody may ask for it
    notice::teller tell_postmaster = nullptr;       // null: nobody is told of sessions
};

}  // namespace mailstead::mta::smtpd

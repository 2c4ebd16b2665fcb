// Mail that the server itself makes (reports, notices) on its way through cleanup: addresses are completed, mapped and
// expanded; header and body checks and non_smtpd_milters look at it only where internal_mail_filter_classes says so.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "mta/cleanup/passage.h"
#include "mta/milter/client.h"
#include "mta/milter/service.h"
#include "mta/queue/internal_mail.h"
#include "net/disk.h"

namespace mailstead::mta::pickup {

// One thread.
class internal_mail final : public queue::internal_passage {
public:
    struct settings {
        std::shared_ptr<cleanup::rules const> cleanup;       // never null
        std::shared_ptr<milter::setup const> milters;        // non_smtpd_milters; null: none
        bool filters_bounces = false, filters_notices = false;    // internal_mail_filter_classes
    };

    // All outlive it. `with`: the thread milters are asked on, and who knows the names of their hosts.
    internal_mail(net::disk_pool& lookups, base::clock const& clock, milter::parts with) : lookups_(lookups), clock_(clock), with_(std::move(with)) {}
    // Before the first pass(), and whenever the configuration has changed.
    void use(settings next) { now_ = std::move(next); }

    net::task<net::result<end>> pass(queue::message& made, queue::internal_class what) override;

private:
    net::disk_pool& lookups_;
    base::clock const& clock_;
    milter::parts with_;
    settings now_;
};

}  // namespace mailstead::mta::pickup

// lmtpd_client_restrictions: the words of smtpd_client_restrictions, decided by the same checks.
#pragma once

#include <memory>

#include "conf/settings.h"
#include "lmtp/client_rules.h"
#include "mta/smtpd/names.h"
#include "mta/smtpd/policy.h"
#include "mta/smtpd/settings.h"
#include "net/disk.h"

namespace mailstead::server {

// What the checks are to know of one lmtpd service; null where has_simple_rules(). Blocking: opens tables. Throws
// std::runtime_error for people: a word that is unknown, or that asks about recipients, whom lmtpd does not ask about.
std::shared_ptr<mta::smtpd::settings const> lmtp_client_settings(conf::settings const& values, conf::report const& report = {});

// One worker's. What the constructor takes by reference outlives it.
class lmtp_clients final : public lmtp::client_rules {
public:
    lmtp_clients(std::shared_ptr<mta::smtpd::settings const> how, mta::smtpd::names& dns, net::disk_pool& lookups, mta::smtpd::policy_client& policy)
        : how_(std::move(how)), dns_(dns), lookups_(lookups), policy_(policy) {}

    net::task<std::optional<smtp::reply>> judge(lmtp::client_facts about) override;

private:
    std::shared_ptr<mta::smtpd::settings const> const how_;
    mta::smtpd::names& dns_;
    net::disk_pool& lookups_;
    mta::smtpd::policy_client& policy_;
};

}  // namespace mailstead::server

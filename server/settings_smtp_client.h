// From main.cf and the lines of master.cf that run `smtp` or `lmtp` to what the SMTP client wants to know.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "conf/load.h"
#include "mta/smtp_client/settings.h"
#include "mta/smtp_client/sts.h"
#include "server/role.h"

namespace mailstead::server {

// `values` has the options of the transport's line on top; `read`: certificates and keys. Blocking: opens tables. What is wrong is reported and keeps its default;
// a table that cannot be opened makes the searches that reach it fail.
std::shared_ptr<mta::smtp_client::settings const> smtp_client_settings(conf::settings const& values, std::string transport,
                                                                       secrets const& read = {}, conf::report const& report = {},
                                                                       mta::smtp_client::dialect speaks = mta::smtp_client::dialect::smtp);

// MTA-STS: one for all transports, for as long as the process lives.
mta::smtp_client::sts_settings sts_settings(conf::settings const& values);

// The settings of every transport of one configuration. Reading is for one thread.
class smtp_transports {
public:
    // Blocking.
    explicit smtp_transports(conf::configuration const& files, secrets const& read = {}, conf::report const& report = {});
    // A name that master.cf has not got is main.cf's smtp; lmtp is there in any case.
    std::shared_ptr<mta::smtp_client::settings const> of(std::string const& transport) const;

private:
    std::map<std::string, std::shared_ptr<mta::smtp_client::settings const>> all_;
    std::shared_ptr<mta::smtp_client::settings const> usual_;
};

}  // namespace mailstead::server

// From main.cf and the pickup line of master.cf to what pickup wants to know.
#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "conf/load.h"
#include "mta/pickup/internal_mail.h"
#include "mta/pickup/settings.h"
#include "server/settings_cleanup.h"

namespace mailstead::server {

// The pickup line's -o overrides and its wakeup column count; without such a line the defaults do. Blocking: opens
// tables.
std::shared_ptr<mta::pickup::settings const> pickup_settings(conf::configuration const& files, cleanup_services& cleanup,
                                                             conf::report const& report = {});

// The list of users that parameter `name` holds; null where it is everybody's, which is the default. Blocking.
std::shared_ptr<conf::match_list const> users_listed(std::string_view name, conf::settings const& values,
                                                     conf::report const& report = {});

// Who may send mail on at private/forward: the role store's user, and we ourselves. Blocking (NSS).
std::vector<uid_t> delivery_agents(conf::settings const& values);

// The settings of the SMTP service behind `sendmail -bs`: a user of this machine, whom only the kernel has to vouch
// for, may send anywhere.
conf::settings local_smtp_values(conf::configuration const& files);

// internal_mail_filter_classes, non_smtpd_milters and the cleanup service of pickup's line.
mta::pickup::internal_mail::settings internal_mail_settings(conf::configuration const& files, cleanup_services& cleanup,
                                                            conf::report const& report = {});

}  // namespace mailstead::server

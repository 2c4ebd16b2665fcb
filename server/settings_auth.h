// auth_* parameters, and what Cyrus' own configuration says, to the settings of the SASL server.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "auth/sasl_server.h"
#include "conf/settings.h"

namespace mailstead::server {

auth::sasl_server::settings sasl_settings(conf::settings const& values);

// "name: value" lines of an application's configuration of Cyrus SASL; # begins a comment. Names in lower case.
std::map<std::string, std::string> parse_sasl_options(std::string_view text);
// Those of the application that smtpd_sasl_path names, from the first file "<path>.conf" in the directories of
// cyrus_sasl_config_path, or, where that is empty, in $config_directory/sasl, Debian's place for Postfix's. Blocking.
std::map<std::string, std::string> sasl_options(conf::settings const& values);

}  // namespace mailstead::server

// OpenSSL's own configuration, chosen before anything uses OpenSSL.
#pragma once

#include <string>

namespace mailstead::net {

// `file`: "default" for the system's, "none", or a path; `application`: the section to take in it, "" for the usual one
// (tls_config_file and tls_config_name). Once per process, first of all. False: it cannot be used as it is; `why`.
bool start_openssl(std::string const& file, std::string const& application, std::string& why);

}  // namespace mailstead::net

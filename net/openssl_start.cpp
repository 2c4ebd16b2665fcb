#include "net/openssl_start.h"

#include <memory>

#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include "net/tls_parts.h"

namespace mailstead::net {

bool start_openssl(std::string const& file, std::string const& application, std::string& why) {
    if (file == "none") return OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1;
    if (file == "default" && application.empty()) return OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, nullptr) == 1;
    std::unique_ptr<OPENSSL_INIT_SETTINGS, decltype(&OPENSSL_INIT_free)> const wanted(OPENSSL_INIT_new(), OPENSSL_INIT_free);
    if (file != "default") OPENSSL_INIT_set_config_filename(wanted.get(), file.c_str());
    if (!application.empty()) OPENSSL_INIT_set_config_appname(wanted.get(), application.c_str());
    // A file that is missing is a mistake where somebody has named it; the system's may be missing.
    unsigned long const strict = file == "default" ? CONF_MFLAGS_IGNORE_MISSING_FILE : 0;
    OPENSSL_INIT_set_config_file_flags(wanted.get(), strict | CONF_MFLAGS_DEFAULT_SECTION);
    if (OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, wanted.get()) == 1) return true;
    why = tls_parts::last_openssl_error();
    return false;
}

}  // namespace mailstead::net

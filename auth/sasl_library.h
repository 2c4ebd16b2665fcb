// Cyrus SASL's global part: started once per process, ended with the last user of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "auth/wire.h"

namespace mailstead::auth {

class sasl_library {
public:
    // The running library, or a new start of it. Throws std::runtime_error. Thread-safe. `keytab`: of the GSSAPI plugin,
    // which reads the name of it at its start alone; empty: that of the Kerberos library.
    static std::shared_ptr<sasl_library> get(std::string const& keytab = {});
    ~sasl_library();
    sasl_library(sasl_library const&) = delete;
    sasl_library& operator=(sasl_library const&) = delete;

    // The installed one among all plugins of that name, with the properties it states; absent if not installed.
    std::vector<mechanism> installed(std::vector<std::string> const& names) const;

private:
    sasl_library();
};

// Connections run on several threads: the library's global tables get guards. Before its first start, client's or server's.
void use_own_mutexes();

// A level of the library's as ours; false: must not be logged (it may hold passwords).
bool log_level(int sasl_level, int& ours) noexcept;

}  // namespace mailstead::auth

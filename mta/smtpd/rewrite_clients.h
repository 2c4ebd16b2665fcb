// local_header_rewrite_clients: the clients whose headers are completed and rewritten as those of this machine's own mail.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conf/lookup.h"
#include "conf/settings.h"

namespace mailstead::mta::smtpd {

// A client that has not said who it is.
struct rewrite_client {
    std::string_view name, address;     // verified, "unknown" if not; no brackets
    bool loopback = false;
};

class rewrite_clients {
public:
    rewrite_clients() = default;        // nobody
    // Reads the list: permit_inet_interfaces, permit_mynetworks, check_address_map type:table, type:table. A word without
    // meaning here is reported. Blocking.
    static rewrite_clients open(conf::settings const& values, conf::report const& report = {});

    // `ours` when a word of the list names the client. Fails where a table does before that. Blocking where a table is.
    enum class kin { strangers, ours };
    conf::result<kin> kin_of(rewrite_client const& who) const;
    bool is_blocking() const noexcept;

private:
    struct step {
        enum class kind { own_addresses, networks, table } what = kind::own_addresses;
        std::size_t table = 0;
    };
    std::vector<step> steps_;
    std::vector<conf::maps> tables_;
    std::vector<std::string> own_;
    conf::match_list networks_;
};

}  // namespace mailstead::mta::smtpd

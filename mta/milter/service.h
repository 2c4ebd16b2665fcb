// What main.cf says of milters: where each is, how patient we are with it, what it is told.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conf/lookup.h"
#include "conf/settings.h"
#include "mta/milter/wire.h"

namespace mailstead::mta::milter {

// What is done with mail while a milter cannot be asked (milter_default_action).
enum class fallback : std::uint8_t { accept, reject, tempfail, quarantine, hang_up, unknown };

struct service {
    std::string name;                        // as written, for the log: "inet:localhost:8891"
    std::string path;                        // of a local socket; or
    std::string host;                        // a name or an address, and
    std::uint16_t port = 0;
    std::chrono::seconds connect_timeout{30}, command_timeout{30}, content_timeout{300};
    milter::fallback otherwise = fallback::tempfail;
    std::string default_action = "tempfail";    // as written
    std::uint32_t version = 6;
    std::uint32_t protocol = 0;              // SMFIP_* that exist in that version
    std::string trouble;                     // why it cannot be used as it is written, for the log; empty: it can
    std::string protocol_trouble;            // likewise, about milter_protocol
};
using service_ptr = std::shared_ptr<service const>;

// All milters of one kind of mail. Shared by all threads.
struct setup {
    // `names`: smtpd_milters or non_smtpd_milters. Mistakes in a milter are reported and make it one that always fails,
    // as in Postfix: mail does not pass unseen. Blocking: opens the tables.
    setup(conf::settings const& values, std::string_view names, conf::report const& report = {});

    std::vector<service_ptr> services;
    std::array<std::vector<std::string>, stages> macros;       // milter_*_macros
    std::map<std::string, std::string> defaults;               // milter_macro_defaults, by "{name}"
    std::string hostname, daemon_name, version;                // macros j, {daemon_name}, v
    // Transports, for {mail_mailer} and {rcpt_mailer}: "smtp", "lmtp:unix:private/x".
    std::string local_transport, virtual_transport, relay_transport, default_transport;
    bool any() const noexcept { return !services.empty() || !by_client.empty(); }

    conf::maps by_client;                                      // smtpd_milter_maps; only for smtpd_milters
    // The milters for a client of this address: what the table says (DISABLE: none), else all. Fails where the table does.
    // Blocking where the table is.
    base::result<std::vector<service_ptr>> for_client(std::string const& address) const;

private:
    std::vector<service_ptr> parse(std::string_view list, conf::report const& report) const;
    service usual_;
    std::string queue_directory_;
    conf::settings::place_of_setting place_;
    std::string parameter_;
};

// "{client_name}" for client_name and {client_name}.
std::string canonical_macro(std::string_view name);

}  // namespace mailstead::mta::milter

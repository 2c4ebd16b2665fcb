// master.cf: the services that the server offers and the transports that mail may take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conf/problem.h"
#include "conf/settings.h"

namespace mailstead::conf {

enum class service_type { inet, unix_stream, unix_dgram, fifo, pass };

// Where an inet service listens.
struct endpoint {
    std::string host;        // "" = every address in inet_interfaces; no brackets
    std::uint16_t port = 0;  // 0 = any free port
};

// What became of a row: it counts, or a later one of its name and type does, or a mistake is among its options (the
// columns are good), or in its columns.
enum class standing_of_row { counts, overridden, bad_options, bad_columns };

struct service {
    std::string name;  // first column as written
    service_type type = service_type::unix_stream;
    std::optional<bool> private_;  // absent: '-', the default
    std::optional<bool> unprivileged;
    std::optional<bool> chroot;
    std::optional<int> wakeup;      // seconds; 0 = never
    bool wakeup_when_used = false;  // the '?' of "1000?"
    std::optional<int> maxproc;     // 0 = no limit; absent: $default_process_limit
    std::string command;
    std::vector<std::string> arguments;      // without -o, -v, -D; { } groups unwrapped
    settings::pairs overrides;               // -o name=value and -o { name = value }, in order
    int verbose = 0;                         // how many -v
    bool debug = false;                      // -D
    std::optional<conf::endpoint> endpoint;  // of inet
    std::vector<std::string> words;          // every column as written, { } groups with their braces
    standing_of_row standing = standing_of_row::counts;
    std::string file;
    int line = 0;

    bool is_private() const noexcept { return private_.value_or(true); }
    // "private/NAME" or "public/NAME" under the queue directory, for types that live there.
    std::string socket_path() const;
};

struct master_cf {
    std::string file;
    std::vector<service> services;  // in the file's order; of equal name and type the last one
    // Rows that do not count, for who shows or judges the file; `problems` tells of each.
    std::vector<service> others;
    std::vector<problem> problems;

    service const* find(std::string_view name, service_type type) const noexcept;
    // Both kinds of rows in the file's order, without those whose columns cannot be told.
    std::vector<service> shown() const;
    // The service that mail for transport `name` goes to; absent when there is no such unix service.
    service const* transport(std::string_view name) const noexcept;
};

// Pure but for getservbyname() on service names. `file` is for the reports only.
master_cf parse_master_cf(std::string_view text, std::string file);
// Reads and parses. Blocking. Without such a file: the built-in services, with file "built-in master.cf".
master_cf read_master_cf(std::string const& file);

// The text served when no master.cf exists: ports 25, 465, 587, 143, 993, 110, 995, lmtp-in, auth and the transports.
std::string_view built_in_master_cf() noexcept;

// "host:port", "[v6]:port", "port" or a service name. `known_ports` is the value of known_tcp_ports. Absent: malformed
// or unknown service.
std::optional<endpoint> parse_endpoint(std::string_view name, std::string_view known_ports = {});

// The word in the second column: inet, unix, unix-dgram, fifo, pass.
std::string_view type_name(service_type) noexcept;

// True for the commands that a service of ours can run: Postfix's, and imapd, pop3d, lmtpd, auth.
bool is_known_command(std::string_view command) noexcept;

}  // namespace mailstead::conf

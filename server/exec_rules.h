// What the role exec runs, and as whom: made of the configuration, so that a request can only choose. The reasons for a
// refusal are Postfix's.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "conf/load.h"
#include "mta/pipe/attributes.h"
#include "mta/pipe/macros.h"
#include "net/exec_wire.h"
#include "server/identity.h"
#include "server/programs.h"

namespace mailstead::server {

// Who we are, and who owns the mail system.
struct owners_of_system {
    uid_t uid = 0;                       // our own
    std::vector<identity> reserved;      // mail_owner, auth_owner: no program runs as one of them
    std::optional<gid_t> submitters;     // setgid_group
};
owners_of_system owners_of(conf::settings const& values);

// The user a row names; `trouble` when a program may not run as him. Blocking (NSS).
struct privileges {
    std::optional<launch::user> as;      // absent: as we are
    std::string trouble;
};
privileges privileges_for(mta::pipe::attributes const& row, owners_of_system const& whose);

// A row of master.cf that runs a program.
struct runnable {
    mta::pipe::attributes row;
    server::privileges privileges;
    std::string trouble;                 // why it is not run: a mistake in the row, or of its user; names file and line
    std::chrono::seconds limit{1000};    // <name>_time_limit
};

class exec_rules {
public:
    // Blocking (NSS).
    explicit exec_rules(conf::configuration const& files);

    // The row that is meant, of command pipe or spawn; null: there is none.
    runnable const* find(std::string_view command, std::string_view service) const;
    // What is to be started for a request; `trouble` instead when it is refused.
    struct plan {
        launch what;
        std::chrono::seconds limit{0};
        std::string trouble;
    };
    plan plan_for(net::exec_request const& request) const;
    // The same for a connection to a spawn row.
    plan plan_for_spawn(std::string_view service) const;
    // May this user ask? The roles mta and store may, each as its own user, and we ourselves.
    bool may_ask(uid_t who) const noexcept { return askers_.contains(who); }
    // Rows that cannot work, for the log: their users apart, which are looked at when mail comes.
    std::vector<std::string> const& complaints() const noexcept { return complaints_; }

private:
    plan plan_for_local(net::exec_request const& request) const;
    plan plan_for_row(net::exec_request const& request) const;
    void add(conf::configuration const& files, conf::service const& row, owners_of_system const& whose);
    plan started(runnable const& what) const;

    std::map<std::string, runnable, std::less<>> rows_;    // by "pipe name", "spawn name"
    std::vector<std::string> environment_, complaints_;
    std::string directory_, delimiters_, shell_;
    mta::pipe::attributes default_privileges_;    // its user
    owners_of_system whose_;
    std::chrono::seconds command_limit_;
    std::set<uid_t> askers_;
};

}  // namespace mailstead::server

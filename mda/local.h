// local(8): from one recipient of a local domain to everything that its mail goes to.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "mda/headers.h"
#include "mda/local_settings.h"
#include "mda/plan.h"

namespace mailstead::mda {

// Aliases, .forward, transports, commands and mailboxes in Postfix's order; nothing is delivered. `sender` is the
// message's reverse-path. Absent: there is no such user (550 5.1.1 unknown user). What is wrong for now (a table that does
// not answer, a mistake in the configuration) is a plan with a temporary refusal that says so, or an error. The same files
// give the same branches with the same numbers. Blocking: tables, files, NSS; never waits on a FIFO or a device, and is
// bounded in memory and time whatever the files hold. Any thread.
// `accounts`: mailboxes beside those of system users, by complete address; where it knows one, mail that no alias takes
// goes there, and no .forward or command is looked for.
using account_search = std::function<base::result<std::optional<store::owner>>(std::string const& address)>;
base::result<std::optional<plan>> plan_for_local(local_settings const& rules, recipient const& whom,
                                                 std::string const& sender, account_search const& accounts = {});

// The mailbox of a system user, for access: where mail for him is delivered. Absent: there is no such user, or one below
// first_valid_uid or first_valid_gid. Blocking.
base::result<std::optional<store::owner>> system_mailbox(local_settings const& rules, std::string const& user);

// Takes out the branches on which this message goes in circles (a Delivered-To names an address that the branch passes);
// each leaves a failure with 5.4.6. Pure.
void drop_loops(plan& what, incoming const& message);

}  // namespace mailstead::mda

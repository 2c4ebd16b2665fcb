// The socket public/pickup: programs of this machine hand mail in, and say that a file lies in maildrop/.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mta/pickup/settings.h"
#include "mta/smtpd/names.h"
#include "mta/queue/intake.h"
#include "net/disk.h"
#include "net/stream.h"

namespace mailstead::mta::pickup {

// What is referred to outlives the sessions and belongs to their thread.
struct context {
    std::shared_ptr<pickup::settings const> settings;
    queue::intake& intake;
    net::disk_pool& lookups;  // names of users, tables of authorized_submit_users
    base::clock const& clock;
    std::function<void()> scan;  // somebody put a file into maildrop/; any thread
    smtpd::names* names = nullptr;  // of milters' hosts
    // Of private/forward: the uids that may send mail on, and what a branch was sent on as (submission::origin).
    std::vector<uid_t> agents = {};
    std::function<net::task<base::result<std::string>>(forward_mark)> sent_before = {};
};

// One connection. Either pickup::scan_request; or pickup::submit_greeting and records, answered by "STATUS TEXT\n"
// (outcome): "0 ID" once the message is durable. The peer's uid is who the kernel says he is.
net::task<void> serve(net::stream& wire, context const& with);

// The same on private/forward, for the delivery agent: `with` has `agents` and `sent_before`.
net::task<void> serve_forward(net::stream& wire, context const& with);

// Why this user may not hand mail in (authorized_submit_users); empty: he may. Trouble is a refusal, too.
net::task<std::string> refusal(context const& with, uid_t who);

// Whether this user may submit mail. Fails when that cannot be found out. Blocking.
// The same for any list of users (authorized_mailq_users and the like); null: everybody. Trouble is a no, told in the log.
// Root may always.
net::task<bool> is_listed(std::shared_ptr<conf::match_list const> users, std::string name, net::disk_pool& lookups, uid_t who);

enum class permission { denied, granted };
base::result<permission> may_submit(conf::match_list const& authorized, uid_t who);

}  // namespace mailstead::mta::pickup

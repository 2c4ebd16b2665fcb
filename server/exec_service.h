// What the role exec does with a connection: a request of another role is checked, run and answered; a client of a spawn
// row gets that row's program.
#pragma once

#include <memory>
#include <string>

#include "base/fs.h"
#include "net/session_set.h"
#include "server/exec_rules.h"
#include "server/programs.h"

namespace mailstead::server {

// On the thread of `where`, as all members.
class exec_service {
public:
    exec_service(net::executor where, net::session_set& tasks);

    // From now on; what is running goes on as it began.
    void use(std::shared_ptr<exec_rules const> rules) { rules_ = std::move(rules); }
    // A connection to private/exec.
    void take(base::unique_fd connection);
    // A connection to the row `service` of command spawn. `token` lives as long as its program.
    void spawn(base::unique_fd connection, std::string service, std::shared_ptr<void> token);

    void kill_all() noexcept { programs_.kill_all(); }

private:
    net::task<void> answer(std::shared_ptr<base::unique_fd> connection);
    net::task<void> run_spawned(std::shared_ptr<base::unique_fd> connection, std::string service, std::shared_ptr<void> token);

    net::executor const where_;
    net::session_set& tasks_;
    programs programs_;
    std::shared_ptr<exec_rules const> rules_;
};

}  // namespace mailstead::server

// Starting programs that are not ours, and waiting for their end: who they run as, what they inherit, how long they may
// take, what of their output is kept. Knows nothing of mail.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "net/exec_wire.h"
#include "net/task.h"

namespace mailstead::server {

struct launch {
    std::vector<std::string> argv;           // a first word without '/' is looked for in /usr/bin and /bin
    std::vector<std::string> environment;    // "NAME=value", and nothing else
    struct user {
        uid_t uid;
        gid_t gid;                           // and no other groups
    };
    std::optional<user> as;                  // absent: as we are
    std::string chroot;                      // empty: none; before the user is changed
    std::string start_directory = "/";       // entered before the user is changed, if that can be
    std::string directory;                   // entered as that user; empty: none
    base::unique_fd input;                   // standard input
    base::unique_fd output;                  // standard output and error; absent: kept for the outcome
};

// On the thread of `where`, as all members. The processes lead sessions of their own, with default signals and umask 077,
// inherit these descriptors alone, and do not outlive us.
class programs {
public:
    explicit programs(net::executor where);
    ~programs();    // after all runs have ended
    programs(programs const&) = delete;

    // Returns when the program itself has ended; what it left running in the background stays. At the end of `limit`, or
    // when the peer of `connection` (-1: none) hangs up, its process group is killed.
    net::task<net::exec_outcome> run(launch what, std::chrono::seconds limit, int connection = -1);
    void kill_all() noexcept;
    std::size_t running() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace mailstead::server

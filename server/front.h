// The doors of a role: its listening sockets, and who serves what comes in. Connections are accepted on the first worker
// and given to the least busy one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/listener.h"
#include "net/session_set.h"
#include "server/board.h"
#include "server/gate.h"
#include "server/role.h"
#include "server/worker.h"

namespace mailstead::server {

// One service by worker: each worker has its own handler, with its own auth client and the like. Where there is null, that
// worker does not serve it.
using handlers = std::vector<std::shared_ptr<net::session_set::service const>>;

class front {
public:
    explicit front(runtime& where);
    ~front();    // closes

    // Begins to accept on `bound`, or, when the key is known already, gives later connections the new handlers.
    // From outside the workers, as all members.
    // At most `service.most` sessions of one line of master.cf are open at once; more connections wait.
    void open(service_socket const& service, base::unique_fd bound, handlers what, std::atomic<std::uint64_t>& connections);
    void replace(service_socket const& service, handlers what);
    // Closes what is not among `keys`.
    void keep_only(std::vector<std::string> const& keys);
    void close();
    // How many sessions the service's line may have, and has; null: there is no limit.
    std::shared_ptr<gate> limit_of(service_socket const& service);

    // The role's sessions on that worker.
    net::session_set& sessions(std::size_t worker) noexcept { return *sessions_[worker]; }
    // And what works behind them: clients of other roles, the scheduler. They end after the sessions.
    net::session_set& background(std::size_t worker) noexcept { return *background_[worker]; }
    // Closes the doors, lets every session say goodbye, waits until all have ended. False: some have not within `grace`,
    // and what they refer to must stay.
    bool stop_sessions(std::chrono::milliseconds grace);
    // Waits until the background has ended, which was told so before. False as above.
    bool stop_background(std::chrono::milliseconds grace);

private:
    struct door;
    std::shared_ptr<gate> gate_for(service_socket const& service);
    worker& least_busy(handlers const& among) noexcept;

    runtime& runtime_;
    using by_worker = std::vector<std::unique_ptr<net::session_set>>;
    bool stop_all(by_worker& sets, std::chrono::milliseconds grace);
    by_worker sessions_, background_;
    // Touched on the first worker only.
    std::map<std::string, std::unique_ptr<door>> doors_;
    std::map<std::string, std::shared_ptr<gate>> gates_;    // by line of master.cf
};

// The protocol's gauge and counter of the board.
std::atomic<std::int64_t>& open_sessions(board& figures, protocol which);
std::atomic<std::uint64_t>& all_connections(board& figures, protocol which);

}  // namespace mailstead::server

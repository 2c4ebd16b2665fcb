// pipe(8) as a carrier of the queue.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "mta/pipe/attributes.h"
#include "mta/queue/carrier.h"
#include "net/disk.h"

namespace mailstead::mta::pipe {

// A row of master.cf with the command pipe.
struct service {
    attributes row;
    std::string mistake;                 // with file and line; empty: none
    std::chrono::seconds limit{1000};    // <name>_time_limit
    std::size_t most = 0;                // maxproc: programs at once; 0: any number
};
using services = std::map<std::string, service, std::less<>>;

struct surroundings;    // what the carriers share; in carrier.cpp

// Carriers of targets of kind pipe; of others `others` makes them.
class carriers final : public queue::carrier_source {
public:
    // `socket` is the role exec's. All calls on home's thread; `others` and `files` outlive the carriers.
    carriers(net::executor home, std::string socket, queue::carrier_source& others, net::disk_pool& files);
    ~carriers() override;

    // From now on these rows count.
    void use(services now);
    std::unique_ptr<queue::carrier> open(route::target const& where) override;

private:
    std::shared_ptr<surroundings> around_;    // carriers may outlive their source
    queue::carrier_source& others_;
};

}  // namespace mailstead::mta::pipe

// postscreen in front of smtpd: the two rows of master.cf made one service, and what all its sessions share.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "mta/postscreen/cache.h"
#include "mta/postscreen/hall.h"
#include "mta/smtpd/names.h"
#include "server/front.h"
#include "server/role.h"

namespace mailstead::server {

class screens {
public:
    screens(runtime& where, front& doors, mta::smtpd::names& dns) : runtime_(where), front_(doors), names_(dns) {}

    // Who examines the clients of `service`, by worker; who passes is served by `behind`, a handler for each worker, when
    // `limit` (null: none) has room. From outside the workers; throws when the cache cannot be opened.
    handlers in_front_of(handlers const& behind, std::shared_ptr<gate> limit, service_socket const& service, configuration const& from);

private:
    struct shelf;    // a cache, and when it was swept last
    std::shared_ptr<shelf> shelf_for(std::string const& directory);

    runtime& runtime_;
    front& front_;
    mta::smtpd::names& names_;
    // From outside the workers only.
    std::map<std::string, std::shared_ptr<mta::postscreen::hall>> halls_;    // by line of master.cf
    std::map<std::string, std::shared_ptr<shelf>> shelves_;                  // by directory
};

}  // namespace mailstead::server

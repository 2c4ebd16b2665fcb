// Was this delivered before? Asked only when an earlier attempt ended unknown (promise 2).
#pragma once

#include <string_view>

#include "base/fs.h"
#include "store/deposit.h"

namespace mailstead::maildir {

class service;

// True when a file of the account, or its expunge log, has this id with the same size and content. `stored` is the
// message as it would lie on disk. Blocks; not under an identity.
store::result<bool> delivered_before(service& with, store::owner const& who, base::delivery_id const& id,
                                     std::string_view stored);
// True when the file holds exactly these bytes. As the calling thread.
store::result<bool> holds(base::file_system& files, std::string const& path, std::string_view stored);

}  // namespace mailstead::maildir

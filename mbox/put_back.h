// Giving an mbox that is still empty the UIDVALIDITY and the uids it had elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "mbox/failure.h"
#include "store/owner.h"
#include "store/put_back.h"

namespace mailstead::mbox {

class service;

// The mailbox, whose file is `path`, goes on with this UIDVALIDITY, and no uid below `uidnext` is given to mail that comes by
// itself. False: it holds mail, has given uids already, or is in use; nothing was changed. Durable. Blocks; not under an
// identity.
result<store::uids> put_back_uids(service& with, store::owner const& who, std::string const& folder, std::string const& path,
                           std::uint32_t uidvalidity, std::uint32_t uidnext);

}  // namespace mailstead::mbox

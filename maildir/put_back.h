// Giving a mailbox that is still empty the UIDVALIDITY and the uids it had elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "store/error.h"
#include "store/owner.h"
#include "store/put_back.h"

namespace mailstead::maildir {

class service;

// The folder, which exists, goes on with this UIDVALIDITY, and no uid below `uidnext` is given to mail that comes by itself.
// as_they_were: it holds mail, has given uids already, or is in use; nothing was changed. Durable. Blocks; not under an identity.
store::result<store::uids> put_back_uids(service& with, store::owner const& who, std::string const& folder,
                                  std::uint32_t uidvalidity, std::uint32_t uidnext);

}  // namespace mailstead::maildir

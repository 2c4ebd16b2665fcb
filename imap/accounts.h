// Whose mail a session shows: the seam between a login and the user's store. Implemented by the server's wiring from
// auth's user lookup and store::opener; tests give accounts of store::memory.
#pragma once

#include <memory>
#include <string>

#include "store/account.h"
#include "store/shared.h"

#include "net/task.h"

namespace mailstead::imap {

class accounts {
public:
    virtual ~accounts() = default;
    // The account of an authenticated user; never null. An error is reported to the client as temporary or permanent
    // by base::is_temporary(). Called and resumed on the session's thread.
    virtual net::task<base::result<std::shared_ptr<store::account>>> open(std::string user) = 0;
    // What accounts have together; null: nothing, each stands alone.
    virtual std::shared_ptr<store::sharing> sharing() { return nullptr; }
};

}  // namespace mailstead::imap

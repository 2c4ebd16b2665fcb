// Where the annotations of a mailbox, or of the server, are kept; private to the session.
#pragma once

#include "store/records.h"

#include "imap/session.h"

namespace mailstead::imap {

struct session::metadata_place {
    std::shared_ptr<store::records> of_user, of_all;    // for /private and for /shared; the same for a mailbox
    std::string mailbox;                                // there; "": the server
    store::rights mine;
};

}  // namespace mailstead::imap

// Bringing a message (records as in mta/pickup/records.h) to the server, or where the server will find it. Blocking.
#pragma once

#include <string>

#include "base/fs.h"
#include "mta/pickup/submission.h"

namespace mailstead::tools {

struct places {
    std::string queue_directory;
    std::string command_directory;  // of postdrop, for users who may not write into maildrop/ themselves
    std::string config_directory;   // for postdrop's -c; empty: its own
};

// Sends the file `stream` (from its start) to public/pickup and returns the server's answer. When nobody listens there,
// or nobody answers, the message goes into maildrop/ (outcome.text is then the file's name), by postdrop if it must;
// when that cannot be, EX_TEMPFAIL with the reason.
mta::pickup::outcome hand_over(places const& where, int stream);

// The socket's other end; errno's error when nobody listens.
base::result<base::unique_fd> connect_local(std::string const& path, int patience_seconds);

// Tells a running server that a file lies in maildrop/. Without one it is found at its start.
void poke_pickup(std::string const& queue_directory);

}  // namespace mailstead::tools

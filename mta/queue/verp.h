// Variable envelope return paths: each recipient's report finds its way to an address that names him. Pure.
#pragma once

#include <string>
#include <string_view>

#include "mta/envelope.h"

namespace mailstead::mta::queue {

// owner@origin and user@domain become owner+user=domain@origin, with the envelope's two delimiters in place of + and =.
// The recipient is meant as the sender wrote him. The sender as he is: an envelope without VERP, and a result that would be
// too long for other servers.
std::string verp_sender(envelope const& what, recipient const& whom);

}  // namespace mailstead::mta::queue

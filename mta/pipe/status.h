// What a program's end means for the mail it was given: <sysexits.h> and Postfix's texts. Pure.
#pragma once

#include <string_view>

#include "lmtp/transaction.h"
#include "net/exec_wire.h"

namespace mailstead::mta::pipe {

// `service` is the row's name. The same for every recipient of the run.
lmtp::recipient_result result_of(net::exec_outcome const& what, std::string_view service);
// A decision without a run: 250, 4xx or 5xx by the first digit of `status`.
lmtp::recipient_result decided(std::string_view status, std::string text);

}  // namespace mailstead::mta::pipe

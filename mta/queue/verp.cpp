// One address out of two.
#include "mta/queue/verp.h"

#include "smtp/path.h"

namespace mailstead::mta::queue {

std::string verp_sender(envelope const& what, recipient const& whom) {
    if (what.verp.size() != 2 || what.sender.empty()) return what.sender;
    auto const from = smtp::split_address(what.sender);
    auto to = smtp::split_address(whom.original.empty() ? whom.address : whom.original);
    if (to.domain().empty()) to = smtp::split_address(whom.address);    // "bob", as programs of this machine write it
    auto local = smtp::unquoted(from.local_part()) + what.verp[0] + smtp::unquoted(to.local_part()) + what.verp[1];
    local += to.domain();
    local = smtp::quoted(local);
    if (local.size() > smtp::local_part_limit) return what.sender;
    if (from.domain().empty()) return local;
    return local.append(1, '@').append(from.domain());
}

}  // namespace mailstead::mta::queue

// COMPARATOR, RFC 5255 §4.7 (I18NLEVEL=2).
#include "imap/comparator.h"
#include "imap/session.h"

namespace mailstead::imap {

net::task<reply> session::on(commands::comparator what) {
    bool matched = what.wanted.empty();
    for (auto const& asked : what.wanted) {
        auto const how = matches_comparator(asked);
        if (how == comparator_match::malformed) co_return reply::bad("Error in IMAP command COMPARATOR: invalid comparator.");
        matched |= how == comparator_match::yes;
    }
    if (!matched) co_return reply::no("[BADCOMPARATOR] No comparator matches.");
    out_.append("* COMPARATOR ").append(the_comparator).append("\r\n");
    co_return reply::ok("Comparator completed.");
}

}  // namespace mailstead::imap

// What becomes of an envelope's addresses: completion, canonical maps, masquerading, copies, virtual aliases, duplicates, in
// the order of Postfix's cleanup(8).
#pragma once

#include <string_view>

#include "mta/cleanup/origin.h"
#include "mta/cleanup/rules.h"
#include "mta/envelope.h"

namespace mailstead::mta::cleanup {

// Rewrites `what`, whose addresses are as they were given. Trouble is logged with `id`; `what` is then of no use. Blocking
// where a table of the rules is.
rewrite::trouble address(envelope& what, origin const& from, rules const& how, std::string_view id);

// Adds recipients that nobody is told of (BCC of access maps and checks), rewritten and expanded in the same way.
rewrite::trouble add_copies(envelope& what, std::vector<std::string> const& copies, origin const& from, rules const& how,
                            std::string_view id);
// Adds recipients that a milter wants, likewise; who is a recipient already in the same way is none twice.
rewrite::trouble add_recipients(envelope& what, std::vector<recipient> wanted, origin const& from, rules const& how,
                                std::string_view id);
// Another sender, rewritten as the first one was; "": the null sender.
rewrite::trouble change_sender(envelope& what, std::string address, origin const& from, rules const& how, std::string_view id);
// One recipient instead of all (REDIRECT): completed only.
void redirect(envelope& what, std::string_view to, rules const& how);

}  // namespace mailstead::mta::cleanup

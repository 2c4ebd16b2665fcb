// The `subscriptions` file of a Maildir, shared with Dovecot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "maildir/layout.h"

namespace mailstead::maildir {

// Both of Dovecot's forms are read: a name per line, and from 2.3 on a head `V\t2` with levels separated by tabs. What
// was read is written in the same form. Names are spelt as on disk.
struct subscriptions {
    bool version2 = false;
    std::vector<std::string> names;  // UTF-8, levels separated as the layout does, in file order
};

subscriptions parse_subscriptions(std::string_view text, layout const& places);
std::string print_subscriptions(subscriptions const&, layout const& places);

}  // namespace mailstead::maildir

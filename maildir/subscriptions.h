// The `subscriptions` file of a Maildir, shared with Dovecot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::maildir {

// Both of Dovecot's forms are read: a name per line, and from 2.3 on a head `V\t2` with levels separated by tabs. What
// was read is written in the same form.
struct subscriptions {
    bool version2 = false;
    std::vector<std::string> names;  // UTF-8, levels separated by '.', in file order
};

subscriptions parse_subscriptions(std::string_view text);
std::string print_subscriptions(subscriptions const&);

}  // namespace mailstead::maildir

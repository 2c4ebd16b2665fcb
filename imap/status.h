// The STATUS response, RFC 3501 §7.2.4, RFC 7162 §3.1.7, RFC 7889 §3 and RFC 8438 §3; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

#include "imap/command.h"
#include "imap/utf7.h"

namespace mailstead::imap {

// The id of a mailbox, RFC 8474 §4. Blocks.
base::result<std::string> object_id_of(store::account& account, std::string const& name);
// The folder's status, with its id if that is among the items. Blocks.
struct known_status {
    store::folder_status counts;
    std::string object_id;
};
base::result<known_status> status_now(store::account& account, std::string const& name, std::vector<status_item> const& items);

// `append_limit`: the largest message that APPEND takes; 0: any.
void write_status(std::string& out, std::string_view mailbox, mailbox_names names, known_status const& known,
                  std::vector<status_item> const& items, std::uint64_t append_limit);

}  // namespace mailstead::imap

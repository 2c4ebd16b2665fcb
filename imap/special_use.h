// Uses of mailboxes that clients set when they make them: CREATE-SPECIAL-USE, RFC 6154 §3. They are kept as the annotation
// /private/specialuse of the mailbox (§4), so that they go with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/account.h"

#include "imap/settings.h"

namespace mailstead::imap {

inline constexpr std::string_view special_use_entry = "/private/specialuse";

// The attribute as LIST writes it ("\\Sent"); absent: no such use can be given to a mailbox. "\\All" and "\\Flagged" would be
// mailboxes whose mail lies elsewhere.
std::optional<std::string> settable_use(std::string_view attribute);

// What the clients of this account have set, by the folders' order. Several uses of one mailbox stand in one attribute, as
// "\\Drafts \\Sent". [blocking]
base::result<std::vector<special_use>> own_uses(store::account& account, std::vector<store::folder> const& folders);

// Makes the mailbox with these uses, or not at all. `taken`: another mailbox has one of them by a client's wish. [blocking]
enum class created { done, taken };
base::result<created> create_for(store::account& account, std::string const& name, std::vector<std::string> const& uses);

}  // namespace mailstead::imap

// Which mailboxes the specifiers of RFC 5465 §6 and RFC 7377 §2.2 name. Pure.
#pragma once

#include <string>
#include <vector>

#include "store/account.h"

#include "imap/command.h"

namespace mailstead::imap {

// All but `selected`, each once, in the order of the specifiers; names that are not there stay among them where they were written
// out. `selected` adds nothing: the caller has it. `of` says which names are personal.
std::vector<std::string> mailboxes_of(std::vector<mailbox_filter> const& filters, std::vector<store::folder> const& folders,
                                      std::vector<std::string> const& subscriptions, store::account const& of);
bool has_selected(std::vector<mailbox_filter> const& filters) noexcept;    // also when there are none
bool has_only_selected(std::vector<mailbox_filter> const& filters) noexcept;

}  // namespace mailstead::imap

// What an account keeps beside its mail, on its way from one store to another. Blocking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/records_text.h"
#include "tools/store_client.h"

namespace mailstead::tools {

// All that the account has. Absent: refused, or the wire broke.
std::optional<carried_records> fetch_records(store_client& from, refusal& why);
// Puts them where they are to be; what is there already stays. What its owner had is the new owner's. `below`: of the mailboxes;
// with any, what is of the account itself is left out. `wanted`: mailboxes there, others are left out. How many the store
// refused; absent: the wire broke.
std::optional<std::uint64_t> store_records(store_client& to, carried_records const& what, folder_path const& below,
                                           std::vector<folder_path> const& wanted, refusal& why);

}  // namespace mailstead::tools

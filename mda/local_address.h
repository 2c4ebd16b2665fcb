// Addresses as they stand in aliases and .forward files, made whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mda/local_settings.h"

namespace mailstead::mda {

// "user", "user@host" and the like (without quotes: as meant) to user@domain as meant. site!user and user%site are turned
// round, a source route (@one,@two:) is dropped, and $myorigin and .$mydomain are appended, as the rules say. Pure.
std::string completed_address(std::string_view text, address_completion const& rules);

// What an address of ours means whose local part names another place (user%host@ours, host!user@ours, user@host@ours);
// absent: it does not. Shorter than `address`. Pure.
std::optional<std::string> named_place(std::string_view address, address_completion const& rules);

// user@domain as meant to what may stand in an envelope; absent: nothing may (a line end, bytes that are no UTF-8, a local
// part or a domain that is too long). Pure.
std::optional<std::string> envelope_form(std::string_view address);

}  // namespace mailstead::mda

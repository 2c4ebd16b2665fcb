// INBOX and its directory, and how a Maildir is made; where the other folders lie is the layout's business.
#pragma once

#include <string>
#include <string_view>

#include "base/fs.h"
#include "store/owner.h"

namespace mailstead::maildir {

inline constexpr char inbox[] = "INBOX";

// INBOX in any case is INBOX (RFC 3501 §5.1); every other name is itself.
std::string canonical(std::string_view name);
// The Maildir of an owner, without the trailing slash of its location.
std::string root_of(store::owner const& who);

// Makes new/, cur/ and tmp/ (0700) with all missing parents, durably; what is there stays. As the calling thread;
// blocks.
enum class folder_kind { inbox, folder };  // folder: with the mark of Maildir++, an empty file `maildirfolder`
base::result<void> make_maildir(base::file_system& files, std::string const& path, folder_kind kind);

}  // namespace mailstead::maildir

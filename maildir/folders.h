// Maildir++: INBOX is the Maildir itself, the folder A.B is its subdirectory `.A.B` (name in modified UTF-7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "store/owner.h"

namespace mailstead::maildir {

inline constexpr char separator = '.';
inline constexpr char inbox[] = "INBOX";

// INBOX in any case is INBOX (RFC 3501 §5.1); every other name is itself.
std::string canonical(std::string_view name);
// Levels neither empty nor holding '/' or control characters, valid UTF-8, short enough for a directory name.
bool is_possible(std::string_view name);
bool is_below(std::string_view name, std::string_view parent) noexcept;

// The Maildir of an owner, without the trailing slash of its location.
std::string root_of(store::owner const& who);
std::string folder_path(std::string const& root, std::string_view name);
// The folder's name from its directory entry; absent when it is none.
std::optional<std::string> folder_name(std::string_view entry);

// Makes new/, cur/ and tmp/ (0700) with all missing parents, durably; what is there stays. As the calling thread;
// blocks.
enum class folder_kind { inbox, folder };
base::result<void> make_maildir(base::file_system& files, std::string const& path, folder_kind kind);

}  // namespace mailstead::maildir

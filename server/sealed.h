// Text that is handed to another process as a sealed file in memory: it lies in no socket's buffer and nobody can change it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"

namespace mailstead::server {

// Throws std::system_error when there is no memory for it.
base::unique_fd seal(std::string_view text);
// What is in it. Absent: it is no sealed file, or larger than 256 MiB.
std::optional<std::string> unseal(int fd);

}  // namespace mailstead::server

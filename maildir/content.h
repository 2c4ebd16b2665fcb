// Reading one message's file.
#pragma once

#include <memory>
#include <string>

#include "base/fs.h"
#include "store/mailbox.h"

namespace mailstead::maildir {

// Opens as the calling thread; reads need no identity. Blocks.
store::result<std::unique_ptr<store::content>> open_content(base::file_system& files, std::string const& path);

}  // namespace mailstead::maildir

// The man pages of the tools, by what they are about.
#pragma once

#include "tools/manual.h"

namespace mailstead::tools {

std::vector<manual_page> table_pages();
std::vector<manual_page> queue_pages();
std::vector<manual_page> mailbox_pages();    // named mailstead-COMMAND

}  // namespace mailstead::tools

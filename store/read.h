// What every store that keeps its mail in files knows of a message's text by reading it.
#pragma once

#include <memory>
#include <string>

#include "store/mailbox.h"

namespace mailstead::store {

// The whole text, for parsing. Blocks.
result<std::string> read_text(content& from);
result<std::shared_ptr<facts const>> facts_from(content& from);
std::shared_ptr<facts const> facts_from(std::string_view text);
// The same with the preview.
std::shared_ptr<facts const> facts_with_preview(std::string_view text);

}  // namespace mailstead::store

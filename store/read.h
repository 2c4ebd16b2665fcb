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
// The same as a value; of facts_part::header no structure, no size, and only the header of `text` counts.
facts facts_in(std::string_view text, facts_part wanted);
// The same with the preview.
std::shared_ptr<facts const> facts_with_preview(std::string_view text);

// The mailbox behind all that stand in front of it.
std::shared_ptr<mailbox> innermost(std::shared_ptr<mailbox> of);

}  // namespace mailstead::store

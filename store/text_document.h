// A message as the index of texts takes it: all that SEARCH compares with, folded.
#pragma once

#include <string>
#include <string_view>

#include "mime/part_tree.h"
#include "mime/search_text.h"

namespace mailstead::store {

// Both by mime::casefold, pieces with a line end between them, NUL as a space.
struct text_document {
    std::string head;    // fields, and what FROM, TO, CC, BCC and SUBJECT make of them
    std::string body;
};

text_document document_of(std::string_view message);
// The same by reading what is needed. `structure` is the message's.
text_document document_of(mime::range_reader const& message, mime::part const& structure);

}  // namespace mailstead::store

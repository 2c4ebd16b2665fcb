#include "store/text_document.h"

#include <algorithm>

#include "mime/envelope.h"
#include "mime/header.h"
#include "mime/text.h"

namespace mailstead::store {
namespace {

void add(std::string& to, std::string_view utf8) {
    to += mime::casefold(utf8);
    to += '\n';
}

// The tokenizer stops at a NUL, and no search string holds one.
void without_nul(std::string& text) { std::replace(text.begin(), text.end(), '\0', ' '); }

std::string head_of(std::string_view header) {
    std::string out;
    add(out, mime::readable_header(header));
    for (auto const& field : mime::fields(header)) {
        auto const value = mime::decoded_header(field.value);
        bool const is_plain = std::all_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        // Where one name is no UTF-8, the fields together are read otherwise than each alone.
        if (!is_plain) add(out, value);
    }
    auto const envelope = mime::parse_envelope(header);
    for (auto const* list : {&envelope.from, &envelope.to, &envelope.cc, &envelope.bcc})
        if (!list->empty()) add(out, mime::readable(*list));
    if (envelope.subject) add(out, mime::decoded_header(*envelope.subject));
    without_nul(out);
    return out;
}

}  // namespace

text_document document_of(mime::range_reader const& message, mime::part const& structure) {
    text_document out;
    out.head = head_of(message(structure.header));
    (void)mime::any_body_text(message, structure, [&out](std::string_view utf8) {
        add(out.body, utf8);
        return false;
    });
    without_nul(out.body);
    return out;
}

text_document document_of(std::string_view message) {
    auto const structure = mime::parse_parts(message);
    return document_of([message](mime::range which) { return which.of(message); }, structure);
}

}  // namespace mailstead::store

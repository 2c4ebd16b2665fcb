#include "imap/decoded_text.h"

#include "imap/section.h"

namespace mailstead::imap {

void decoded_text::feed(std::string_view stored, std::string& out) {
    if (how_ == mime::encoding::base64) base64_.feed(stored, out);
    else if (how_ == mime::encoding::quoted_printable) quoted_printable_.feed(stored, out);
    else to_crlf(out, stored, after_cr_);
}

void decoded_text::finish(std::string& out) {
    if (how_ == mime::encoding::base64) base64_.finish(out);
    if (how_ == mime::encoding::quoted_printable) quoted_printable_.finish(out);
}

mime::encoding encoding_of(mime::part const& part) noexcept {
    return part.children.empty() ? mime::encoding_named(part.encoding) : mime::encoding::identity;
}

}  // namespace mailstead::imap

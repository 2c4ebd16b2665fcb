// The octets of a section with its transfer encoding undone, as BINARY shows them (RFC 3516 §4.2); pure.
#pragma once

#include <string>
#include <string_view>

#include "mime/part_tree.h"
#include "mime/transfer.h"

namespace mailstead::imap {

// Takes a section as stored, in pieces of any size. Lines of a text without encoding end in CRLF, whatever the store has.
// A copy goes on from where the original is.
class decoded_text {
public:
    explicit decoded_text(mime::encoding how = mime::encoding::identity) noexcept : how_(how) {}
    void feed(std::string_view stored, std::string& out);
    void finish(std::string& out);

private:
    mime::encoding how_;
    bool after_cr_ = false;
    mime::quoted_printable_decoder quoted_printable_;
    mime::base64_decoder base64_;
};

// The encoding of a part's body. A whole message, a multipart and a message inside have none of their own.
mime::encoding encoding_of(mime::part const& part) noexcept;

}  // namespace mailstead::imap

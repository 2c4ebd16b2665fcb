// A message for a server without 8BITMIME: 8-bit parts become quoted-printable, as the MIME standards ask of whoever relays
// (RFC 6152 §3, RFC 2045 §6.2). Incremental.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::smtp_client {

class seven_bit {
public:
    // Appends to `out` what the next piece gives. A part that does not say that it has 8 bits keeps every byte.
    void feed(std::string_view piece, std::string& out);
    // The end of the text.
    void finish(std::string& out);

private:
    struct part {
        std::string boundary;
        bool digest = false;
    };
    void line(std::string_view text, std::string& out);
    void header_line(std::string_view text, std::string& out);
    void end_header(std::string& out);
    bool ends_part(std::string_view text);
    void encode(std::string_view text, std::string& out);
    void put(std::string_view bytes, std::string& out);

    std::vector<part> open_;       // multiparts, outermost first
    std::string held_;             // a line that was cut
    std::string header_;           // of the part being read
    std::size_t column_ = 0;       // of the quoted-printable line
    bool in_header_ = true;
    bool message_next_ = false;    // a part without Content-Type is a message (multipart/digest)
    bool quotes_ = false;          // this part's body is to be encoded
    bool line_cut_ = false;        // the beginning of the line has been seen
};

}  // namespace mailstead::mta::smtp_client

// A message whose parts are encoded anew because the way ahead is narrower, as the MIME standards ask of whoever relays:
// for a server without 8BITMIME 8-bit parts become quoted-printable (RFC 6152 §3, RFC 2045 §6.2); where lines are lines,
// binary parts become base64 (RFC 3030 §3). Incremental.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::content {

class recoder {
public:
    // What may come out: seven_bit takes 8-bit and binary parts, eight_bit binary ones alone.
    enum class target { seven_bit, eight_bit };
    explicit recoder(target wanted = target::seven_bit) noexcept : target_(wanted) {}

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
    void encode_binary(std::string_view text, std::string& out);
    void end_binary(std::string& out);
    void put_base64(std::size_t least, std::string& out);

    target target_;

    std::vector<part> open_;       // multiparts, outermost first
    std::string held_;             // a line that was cut
    std::string header_;           // of the part being read
    std::size_t column_ = 0;       // of the quoted-printable line
    bool in_header_ = true;
    bool message_next_ = false;    // a part without Content-Type is a message (multipart/digest)
    bool quotes_ = false;          // this part's body becomes quoted-printable
    bool binary_ = false;          // or base64
    std::string bytes_;            // of it, not encoded yet
    std::string line_end_;         // of its last line: before a delimiter it is none of the part's
    bool line_cut_ = false;        // the beginning of the line has been seen
};

}  // namespace mailstead::mta::content

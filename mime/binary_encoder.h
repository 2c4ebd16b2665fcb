// Binary body parts on their way into a store of lines (RFC 3516 §4.4, RFC 2045 §6.2): each leaf whose
// Content-Transfer-Encoding is "binary" becomes base64, all else passes as it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mime {

// Takes a message as it comes over the wire, in pieces of any size; how they were cut does not change the output. Holds
// one header, or the start of one line, and no body. A multipart or message that calls itself binary is then 8bit. Its
// idea of parts is that of parse_parts(); a header of more than 256 KiB, or one with a line that is no field, is passed on.
class binary_encoder {
public:
    // Appends to `out`; never more than twice what came in, and some 100 octets for each part.
    void feed(std::string_view in, std::string& out);
    void finish(std::string& out);
    // False: what was passed on holds NULs and lines that do not end in CRLF, so that a store of lines would change it.
    bool is_lossless() const noexcept { return !(has_nul_ && has_odd_line_); }

private:
    enum class mode { header, text, binary };
    struct open_multipart {
        std::string boundary;
        bool is_digest = false;
    };

    std::size_t take_header(std::string_view in, std::string& out);
    std::size_t take_body(std::string_view in, std::string& out);
    void end_header(std::string& out);
    void pass_header(std::string& out);
    void begin_body();
    bool may_be_delimiter(std::string_view line) const noexcept;
    bool take_delimiter(std::string_view line, std::string& out);
    void take_octets(std::string_view in, std::string& out);
    void encode(std::string_view in, std::string& out);
    void end_binary(std::string& out);
    void pass(std::string_view in, std::string& out);

    mode mode_ = mode::header;
    std::vector<open_multipart> open_;    // the outermost first
    std::string header_;
    std::size_t header_line_ = 0;         // where its last line begins
    std::string line_;                    // the start of a line that may be a delimiter
    std::string line_end_;                // binary: CRLF or CR that may belong to a delimiter
    std::string group_;                   // binary: less than a line of base64
    bool implied_message_ = false;        // the part whose header comes is in a digest
    bool at_start_ = true;                // of a line of a body
    bool encoded_ = false;                // something of this part
    bool has_nul_ = false, has_odd_line_ = false;
    char last_ = '\0', before_last_ = '\0';    // passed on
};

}  // namespace mailstead::mime

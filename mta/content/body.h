// The body of a message as it streams by: its MIME structure as far as checks need it (RFC 2045, RFC 2046 §5), every header
// of a part and every line shown to the checker. Incremental.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mta/content/checks.h"

namespace mailstead::mta::content {

struct body_limits {
    std::size_t header = 102400;         // of a header of a part that is looked at; what is beyond passes on
    std::size_t line = 2048;             // longer lines are checked in pieces of this size
    std::uint64_t checked = 51200;       // body_checks_size_limit: bytes of each part whose lines are checked; 0: all
    unsigned nesting = 100;              // mime_nesting_limit
    std::size_t boundary = 2048;         // mime_boundary_length_limit: how much of a boundary counts
    bool mime = true;                    // not disable_mime_input_processing
    bool strict_headers = false;         // strict_7bit_headers, of every header
    bool strict_text = false;            // strict_8bitmime_body: 8-bit text in what says that it is 7-bit
    bool strict_domains = false;         // strict_mime_encoding_domain: an encoding of what is made of parts
};

// What is wrong with the use of MIME: the reply's words, and where.
struct mime_mistake {
    std::string text, context;
};
bool has_eight_bit(std::string_view text) noexcept;
// A header field, as it came, that has 8-bit text.
mime_mistake eight_bit_header(std::string_view raw);

class body {
public:
    // `by` and `limits` outlive it. `content_type`, `encoding`: the fields of the message's header, "" if there is none.
    body(checker& by, body_limits const& limits, std::string_view content_type, std::string_view encoding = {});

    // Appends to `out` what the next piece gives. It begins behind the empty line that ends the message's header.
    void feed(std::string_view piece, std::string& out);
    // The end of the text: what was held back.
    void finish(std::string& out);

    bool too_deep() const noexcept { return too_deep_; }    // mime_nesting_limit was exceeded
    std::optional<mime_mistake> const& mistake() const noexcept { return mistake_; }    // the first

private:
    enum class kind : std::uint8_t { text, message, multipart };
    enum class encoding : std::uint8_t { seven_bit, eight_bit, binary, quoted, base64 };
    struct part {
        std::string boundary;
        kind fallback = kind::text;      // what a part without Content-Type is (multipart/digest: message)
    };
    bool is_passive() const noexcept;
    void line(std::string_view text, std::string& out);
    void body_line(std::string_view text, std::string& out);
    bool header_line(std::string_view text, std::string& out);
    void flush_header(std::string& out);
    void end_header();
    void look_for_boundary(std::string_view line);
    void set_type(std::string_view content_type);
    void set_encoding(std::string_view value);
    void judge_domain();
    void complain(std::string_view text, std::string_view context);
    void enter_header(place which, kind fallback);

    checker& checker_;
    body_limits const& limits_;
    std::vector<part> open_;             // multiparts, outermost first
    std::string held_;                   // a line that was cut
    std::string header_;                 // the logical header of a part so far
    std::string scratch_;
    std::string type_;                   // of the part whose header is being read, lower case; "" if it says nothing
    std::optional<mime_mistake> mistake_;
    encoding encoding_ = encoding::seven_bit;    // of the part whose header or body is being read
    std::uint64_t seen_ = 0;             // bytes of this part's body
    kind kind_ = kind::text;             // of the part whose header is being read
    place place_ = place::mime_header;   // of headers
    bool in_header_ = false;
    bool header_cut_ = false;            // the header's beginning was checked, its rest passes
    bool dropping_ = false;              // ... or does not
    bool line_cut_ = false;              // the line's beginning has been seen
    bool too_deep_ = false;
};

}  // namespace mailstead::mta::content

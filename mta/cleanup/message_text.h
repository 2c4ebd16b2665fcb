// What happens to the text of a message on its way in (RFC 5321 §4.4, RFC 6409 §8): the header is looked at line by line,
// headers that a sender must not set are left out, those that are missing are added, loops are counted. Incremental.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mta::smtpd {

struct text_rules {
    std::vector<std::string> const* drop = nullptr;    // names of headers left out, lower case
    std::size_t header_limit = 102400;     // a longer header line is passed on without being looked at
    // Headers added where the text has none: whole lines without line end. Empty: not added.
    std::string message_id, date, from;
};

class message_text {
public:
    explicit message_text(text_rules rules) : rules_(std::move(rules)) {}

    // Appends to `out` what the next piece of the text gives. A text whose first line that is no header is not empty
    // gets the empty line that divides header and body.
    void feed(std::string_view piece, std::string& out);
    // The end of the text: what was held back, and a line end if the last line has none.
    void finish(std::string& out);

    unsigned hops() const noexcept { return hops_; }                          // Received headers
    std::string const& message_id() const noexcept { return message_id_; }    // also one that was added; with <>

private:
    enum class state : unsigned char { first_line, header, long_line, body };
    void line(std::string_view text, std::string& out);
    void field(std::string_view name, std::string_view text, std::string& out);
    void end_header(std::string& out);

    text_rules rules_;
    std::string held_;          // the start of a header line that was cut
    std::string message_id_;
    unsigned hops_ = 0;
    message_text::state state_ = message_text::state::first_line;
    bool dropping_ = false;     // the lines of a header that is left out
    bool has_message_id_ = false, has_date_ = false, has_from_ = false;
    char last_ = '\n';
};

}  // namespace mailstead::mta::smtpd

// A message for a reader that knows no UTF-8 headers, piece by piece: RFC 6856 §2.1 (surrogates), RFC 6858.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::mime {

// The header is shown as seven_bit_header() shows it, the rest as it is. Holds one field at most; what it gives in all does
// not depend on how the text is cut. Of a field that is longer than `longest_field` the octets that cannot be shown become '?'.
class seven_bit_filter {
public:
    static constexpr std::size_t longest_field = 64 * 1024;

    // What to show of the next piece; valid until the next call, and as long as `piece`. May be empty.
    std::string_view take(std::string_view piece);
    // What to show at the end of the text: the field that it ended in.
    std::string_view finish();

private:
    void take_header(std::string_view& piece);
    void show_long();
    void end_line();
    void end_field();

    bool in_header_ = true;
    bool in_long_line_ = false;     // its beginning has been shown
    bool in_long_field_ = false;    // likewise
    std::string line_;     // the line that has begun
    std::string field_;    // the lines of the field before it
    std::string out_;
};

}  // namespace mailstead::mime

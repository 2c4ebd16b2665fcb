// Transparency for message text: the dot that ends it and the dots doubled because of that (RFC 5321 §4.5.2,
// RFC 1939 §3), both ways, incrementally.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::smtp {

// Undoes the doubling. Only CR LF "." CR LF ends the text, and only after CR LF (or at the very start) a first dot is
// taken away: a bare LF or a bare CR is an ordinary byte, stays in the text as it came and can never take part in an
// end of data, so nobody can hide a second message behind one (RFC 5321 §2.3.8, §4.1.1.4).
class dot_decoder {
public:
    struct piece {
        std::string_view text;    // a part of the message: a view of the input, or static bytes; may be empty
        bool ended = false;       // the end was read; what is left in `input` comes after it
    };
    // Takes bytes off the front of `input`. Call again while `input` is not empty and the text has not ended: linear
    // in the size of the whole. The final CR LF belongs to the text; the dot line does not.
    piece next(std::string_view& input) noexcept;
    // Ready for the next message.
    void reset() noexcept { state_ = state::line_start; }

private:
    enum class state : unsigned char { line_start, text, cr, dot, dot_cr };
    piece run(std::string_view& input) noexcept;
    state state_ = state::line_start;
};

// Doubles the dots. Every line is written with CR LF, also one that ends in a bare LF in the text, so that what we send
// has one reading only, whatever the receiver takes for a line end.
class dot_encoder {
public:
    // Appends the next part of the text to `out`.
    void feed(std::string_view text, std::string& out);
    // Appends what ends the text: the missing line end if there is one, and the dot line. Then ready for the next.
    void finish(std::string& out);

private:
    bool line_start_ = true;
    bool cr_ = false;    // the last byte was CR
};

}  // namespace mailstead::smtp

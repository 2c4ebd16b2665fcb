#include "smtp/dot.h"

#include <cstring>

namespace mailstead::smtp {

dot_decoder::piece dot_decoder::next(std::string_view& input) noexcept {
    if (input.empty()) return {};
    char const c = input.front();
    switch (state_) {
    case state::line_start:
        if (c != '.') return run(input);
        state_ = state::dot;
        input.remove_prefix(1);
        return {};
    case state::dot:
        if (c != '\r') return run(input);    // RFC 5321 §4.5.2: the first dot goes, the rest of the line stays
        state_ = state::dot_cr;
        input.remove_prefix(1);
        return {};
    case state::dot_cr:
        if (c == '\n') {
            input.remove_prefix(1);
            state_ = state::line_start;
            return {{}, true};
        }
        state_ = state::cr;                  // the CR was text after all
        return {"\r", false};
    case state::cr:
    case state::text: return run(input);
    }
    return {};
}

// Text up to the next dot that begins a line: everything in most messages, so memchr does the work.
dot_decoder::piece dot_decoder::run(std::string_view& input) noexcept {
    bool after_cr = state_ == state::cr;
    std::size_t at = 0;
    state_ = state::text;
    if (after_cr && input.front() == '\n') {
        at = 1;
        state_ = state::line_start;
    }
    while (at < input.size()) {
        if (state_ == state::line_start && input[at] == '.') break;
        state_ = state::text;
        auto const* found = static_cast<char const*>(std::memchr(input.data() + at, '\n', input.size() - at));
        if (!found) {
            at = input.size();
            if (input.back() == '\r') state_ = state::cr;
            break;
        }
        auto const lf = static_cast<std::size_t>(found - input.data());
        if (lf > at ? input[lf - 1] == '\r' : false) state_ = state::line_start;
        at = lf + 1;
    }
    piece const whole{input.substr(0, at), false};
    input.remove_prefix(at);
    return whole;
}

void dot_encoder::feed(std::string_view text, std::string& out) {
    while (!text.empty()) {
        if (line_start_ && text.front() == '.') out += '.';
        auto const lf = text.find('\n');
        if (lf == text.npos) {
            out += text;
            cr_ = text.back() == '\r';
            line_start_ = false;
            return;
        }
        bool const after_cr = lf > 0 ? text[lf - 1] == '\r' : cr_;
        out += text.substr(0, lf);
        out += after_cr ? "\n" : "\r\n";
        cr_ = false;
        line_start_ = true;
        text.remove_prefix(lf + 1);
    }
}

void dot_encoder::finish(std::string& out) {
    if (!line_start_) out += cr_ ? "\n" : "\r\n";
    out += ".\r\n";
    line_start_ = true;
    cr_ = false;
}

}  // namespace mailstead::smtp

// Lines are gathered into fields; a field is shown when the next line does not belong to it.
#include "mime/seven_bit_filter.h"

#include <algorithm>
#include <utility>

#include "mime/header.h"
#include "mime/seven_bit.h"

namespace mailstead::mime {

namespace {

// Where the header ends: behind its empty line; npos when that is not there.
std::size_t empty_line_end(std::string_view text) noexcept {
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
        auto const rest = text.substr(at + 1);
        if (rest.starts_with('\n')) return at + 2;
        if (rest.starts_with("\r\n")) return at + 3;
    }
    return text.npos;
}

void hide_8_bits(std::string& text) {
    std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
}

}  // namespace

std::string_view seven_bit_filter::take(std::string_view piece) {
    if (!in_header_) return piece;
    bool const is_first = line_.empty() && field_.empty();
    auto const length = is_first ? empty_line_end(piece) : piece.npos;
    if (length != piece.npos && !has_8_bits(piece.substr(0, length))) {    // nearly all mail
        in_header_ = false;
        return piece;
    }
    out_.clear();
    while (in_header_ && !piece.empty()) take_header(piece);
    if (out_.empty()) return piece;
    out_ += piece;
    return out_;
}

std::string_view seven_bit_filter::finish() {
    out_.clear();
    if (in_header_ && !line_.empty()) end_line();
    end_field();
    in_header_ = false;
    return out_;
}

void seven_bit_filter::take_header(std::string_view& piece) {
    auto const end = std::min(piece.find('\n'), piece.size() - 1) + 1;
    auto const part = piece.substr(0, end);
    piece.remove_prefix(end);
    line_ += part;
    if (part.ends_with('\n')) return end_line();
    bool const too_long = in_long_line_ || field_.size() + line_.size() > longest_field;
    if (!too_long) return;
    bool const goes_on = in_long_line_ || line_.starts_with(' ') || line_.starts_with('\t');
    if (!goes_on) end_field();
    field_ += std::exchange(line_, {});
    show_long();
    in_long_line_ = true;
}

void seven_bit_filter::show_long() {
    hide_8_bits(field_);
    out_ += std::exchange(field_, {});
    in_long_field_ = true;
}

void seven_bit_filter::end_line() {
    bool const goes_on = in_long_line_ || line_.starts_with(' ') || line_.starts_with('\t');
    in_long_line_ = false;
    if (!goes_on) end_field();
    bool const is_field = goes_on ? in_long_field_ || !field_.empty() : header_scanner(line_).next().has_value();
    field_ += std::exchange(line_, {});
    bool const too_long = in_long_field_ || field_.size() > longest_field;
    if (is_field && too_long) return show_long();
    if (is_field) return;
    // The empty line, or one that is no field: the text begins there.
    out_ += std::exchange(field_, {});
    in_header_ = false;
}

void seven_bit_filter::end_field() {
    in_long_field_ = false;
    if (field_.empty()) return;
    if (!has_8_bits(field_)) {
        out_ += std::exchange(field_, {});
        return;
    }
    auto shown = seven_bit_header(field_);
    if (shown.ends_with("\r\n")) shown.resize(shown.size() - 2);    // the empty line of a header
    out_ += shown;
    field_.clear();
}

}  // namespace mailstead::mime

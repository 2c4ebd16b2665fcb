// Finding header fields: see header.h.
#include "mime/header.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

// Printable characters but the colon, RFC 5322 §3.6.8; 8-bit names are tolerated.
bool is_name_char(char c) noexcept {
    auto const byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 127 && c != ':';
}

// Where the line that starts at `at` ends, its line end included.
std::size_t line_end(std::string_view text, std::size_t at) noexcept {
    auto const* found = static_cast<char const*>(std::memchr(text.data() + at, '\n', text.size() - at));
    return found ? static_cast<std::size_t>(found - text.data()) + 1 : text.size();
}

// Where the field that starts at `at` ends: behind its last continuation line.
std::size_t field_end(std::string_view text, std::size_t at) noexcept {
    auto end = line_end(text, at);
    while (end < text.size() && is_blank(text[end])) end = line_end(text, end);
    return end;
}

std::string_view without_line_end(std::string_view line) noexcept {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The length of the empty line at `at`, or 0 if it is none.
std::size_t empty_line(std::string_view text, std::size_t at) noexcept {
    auto const rest = text.substr(at, 2);
    return rest.starts_with('\n') ? 1 : rest == "\r\n" ? 2 : 0;
}

bool is_from_line(std::string_view text) noexcept { return text.starts_with("From ") || text.starts_with(">From "); }

}  // namespace

header_scanner::header_scanner(std::string_view text) noexcept : text_(text) {
    if (is_from_line(text)) at_ = line_end(text, 0);
}

std::optional<field> header_scanner::next() noexcept {
    if (done_ || at_ == text_.size()) {
        done_ = true;
        return std::nullopt;
    }
    auto name_end = at_;
    while (name_end < text_.size() && is_name_char(text_[name_end])) ++name_end;
    auto colon = name_end;
    // RFC 5322 §4.5 allows blanks before the colon.
    while (colon < text_.size() && is_blank(text_[colon])) ++colon;
    if (name_end == at_ || colon == text_.size() || text_[colon] != ':') {
        at_ += empty_line(text_, at_);
        done_ = true;
        return std::nullopt;
    }
    auto const end = field_end(text_, colon);
    auto const value = without_line_end(text_.substr(colon + 1, end - colon - 1));
    field const found{text_.substr(at_, name_end - at_), value, text_.substr(at_, end - at_), at_};
    at_ = end;
    return found;
}

std::size_t header_length(std::string_view message) noexcept {
    header_scanner scanner(message);
    while (scanner.next()) {
    }
    return scanner.length();
}

std::optional<field> find_field(std::string_view text, std::string_view name) noexcept {
    for (auto const& field : fields(text))
        if (base::iequals(field.name, name)) return field;
    return std::nullopt;
}

std::vector<field> find_fields(std::string_view text, std::string_view name) {
    std::vector<field> found;
    for (auto const& field : fields(text))
        if (base::iequals(field.name, name)) found.push_back(field);
    return found;
}

std::string unfold(std::string_view value) {
    value = base::trimmed(value);
    auto const forbidden = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    std::string out(value);
    out.erase(std::remove_if(out.begin(), out.end(), forbidden), out.end());
    return out;
}

}  // namespace mailstead::mime

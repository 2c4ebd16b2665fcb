#include "smtp/dsn.h"

#include <iterator>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::smtp {
namespace {

// Reads 1 to 3 digits off the front.
std::optional<int> small_number(std::string_view& text) noexcept {
    std::size_t digits = 0;
    int value = 0;
    while (digits < 3 && digits < text.size() && base::is_digit(text[digits]))
        value = value * 10 + (text[digits++] - '0');
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

std::optional<status> take_status(std::string_view& text) noexcept {
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.') return std::nullopt;
    status value{text[0] - '0', 0, 0};
    text.remove_prefix(2);
    auto const subject = small_number(text);
    if (!subject || text.empty() || text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
    auto const detail = small_number(text);
    if (!detail) return std::nullopt;
    value.subject = *subject;
    value.detail = *detail;
    return value;
}

bool is_printable(std::string_view text) noexcept {
    for (char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    return true;
}

// RFC 6533 §3: utf-8-addr-xtext, which may go to servers without SMTPUTF8 too. `text` is UTF-8.
std::string embed_code_points(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const lead = static_cast<unsigned char>(text[at++]);
        if (lead < 0x80) {
            out += static_cast<char>(lead);
            continue;
        }
        std::uint32_t point = lead >= 0xf0 ? lead & 0x07u : lead >= 0xe0 ? lead & 0x0fu : lead & 0x1fu;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0u) == 0x80u)
            point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3fu);
        fmt::format_to(std::back_inserter(out), "\\x{{{:X}}}", point);
    }
    return out;
}

bool is_printable_ascii(std::string_view text) noexcept {
    for (char c : text)
        if (c < 0x20 || c > 0x7e) return false;
    return true;
}

// RFC 3461 §4.2: an atom.
bool is_address_type(std::string_view text) noexcept {
    for (char c : text)
        if (!base::is_alpha(c) && !base::is_digit(c) && c != '-') return false;
    return !text.empty() && text.size() <= 64;
}

std::uint8_t notify_bit(std::string_view word) noexcept {
    if (base::iequals(word, "SUCCESS")) return notify::success;
    if (base::iequals(word, "FAILURE")) return notify::failure;
    if (base::iequals(word, "DELAY")) return notify::delay;
    if (base::iequals(word, "NEVER")) return notify::never;
    return notify::none;
}

}  // namespace

std::string print(status const& value) {
    return std::to_string(value.kind) + '.' + std::to_string(value.subject) + '.' + std::to_string(value.detail);
}

std::optional<status> parse_status(std::string_view text) noexcept {
    auto const value = take_status(text);
    return text.empty() ? value : std::nullopt;
}

std::size_t status_length(std::string_view text) noexcept {
    auto const size = text.size();
    auto const value = take_status(text);
    if (!value || (!text.empty() && text.front() != ' ')) return 0;
    return size - text.size();
}

std::optional<std::uint8_t> parse_notify(std::string_view value) noexcept {
    std::uint8_t set = notify::none;
    for (;;) {
        auto const comma = value.find(',');
        auto const bit = notify_bit(value.substr(0, comma));
        if (bit == notify::none) return std::nullopt;
        set = static_cast<std::uint8_t>(set | bit);
        if (comma == value.npos) break;
        value.remove_prefix(comma + 1);
    }
    if ((set & notify::never) != 0 && set != notify::never) return std::nullopt;
    return set;
}

std::string print_notify(std::uint8_t set) {
    if ((set & notify::never) != 0) return "NEVER";
    std::string out;
    auto const add = [&](std::uint8_t bit, std::string_view word) {
        if ((set & bit) == 0) return;
        if (!out.empty()) out += ',';
        out += word;
    };
    add(notify::success, "SUCCESS");
    add(notify::failure, "FAILURE");
    add(notify::delay, "DELAY");
    return out;
}

std::optional<std::string> parse_orcpt(std::string_view value) {
    auto const semicolon = value.find(';');
    if (semicolon == value.npos || !is_address_type(value.substr(0, semicolon))) return std::nullopt;
    auto const type = value.substr(0, semicolon);
    auto const address = value.substr(semicolon + 1);
    std::string decoded(address);
    if (!base::iequals(type, "utf-8")) {
        auto const plain = base::xtext_decode(address);
        if (!plain || !is_printable(*plain)) return std::nullopt;
        decoded = *plain;
        // Postfix writes an address in UTF-8 as xtext of its bytes, under the type rfc822.
        if (!base::is_ascii(decoded)) return base::is_utf8(decoded) && decoded.size() <= 500 ? std::optional("utf-8;" + decoded) : std::nullopt;
    } else if (!base::is_utf8(address)) {
        return std::nullopt;
    }
    if (decoded.empty() || decoded.size() > 500) return std::nullopt;
    return std::string(type) + ';' + decoded;
}

std::string print_orcpt(std::string_view decoded) {
    auto const semicolon = decoded.find(';');
    if (semicolon == decoded.npos) return {};
    auto const type = decoded.substr(0, semicolon);
    auto const address = decoded.substr(semicolon + 1);
    if (base::iequals(type, "utf-8")) return std::string(type) + ';' + embed_code_points(address);
    return std::string(type) + ';' + base::xtext_encode(address);
}

std::optional<std::string> parse_envid(std::string_view value) {
    auto decoded = base::xtext_decode(value);
    if (!decoded || decoded->empty() || decoded->size() > 100 || !is_printable_ascii(*decoded)) return std::nullopt;
    return decoded;
}

}  // namespace mailstead::smtp

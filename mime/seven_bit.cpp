#include "mime/seven_bit.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/header.h"

namespace mailstead::mime {

namespace {

template <std::size_t Size>
bool is_one_of(std::array<std::string_view, Size> const& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return base::iequals(one, name); });
}

constexpr std::array<std::string_view, 12> address_fields = {"Bcc", "Cc", "From", "Reply-To", "Resent-Bcc", "Resent-Cc",
                                                             "Resent-From", "Resent-Reply-To", "Resent-Sender", "Resent-To", "Sender", "To"};
constexpr std::array<std::string_view, 4> text_fields = {"Comments", "Content-Description", "Organization", "Subject"};
constexpr std::array<std::string_view, 2> fields_with_parameters = {"Content-Disposition", "Content-Type"};

std::string encoded(std::string_view text) { return has_8_bits(text) ? encode_encoded_words(utf8_or_guess(text)) : std::string(text); }

// The same without folding, as ENVELOPE has it.
std::string on_one_line(std::string_view text) { return unfold(encoded(text)); }

// RFC 6858 §2.1. Nobody's address, and the name says whose it was.
address writable(address one) {
    bool const in_address = (one.mailbox && has_8_bits(*one.mailbox)) || (one.host && has_8_bits(*one.host));
    if (one.route && has_8_bits(*one.route)) one.route.reset();
    if (in_address && one.host) {
        if (!one.name) one.name = addr_spec(one);
        one.mailbox = "invalid";
        one.host = "internationalized-address.invalid";
    }
    if (one.mailbox && !one.host) one.mailbox = on_one_line(*one.mailbox);    // a group's name
    if (one.name) one.name = on_one_line(*one.name);
    return one;
}

// A display name: encoded words as they are, else quoted.
std::string phrase(std::string const& name) {
    if (name.find("=?") != name.npos) return name;
    std::string out = "\"";
    for (char const c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string address_list(std::string_view value) {
    std::string out;
    bool first = true;    // of the list, or of a group
    for (auto const& raw : parse_addresses(value)) {
        auto const one = writable(raw);
        if (one.is_group_end()) {
            out += ';';
            first = false;
            continue;
        }
        if (!first) out += ",\r\n";
        out += ' ';
        first = one.is_group_start();
        if (first) out += phrase(*one.mailbox) + ':';
        else if (one.name) out += phrase(*one.name) + " <" + addr_spec(one) + '>';
        else out += addr_spec(one);
    }
    return out;
}

// What lies between semicolons outside of quotes; pieces with 8-bit octets are left out. Empty: the first one is.
std::string without_parameters(std::string_view value) {
    std::string out;
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= value.size(); ++i) {
        if (i < value.size() && value[i] == '\\' && quoted) {
            ++i;
            continue;
        }
        if (i < value.size() && value[i] == '"') quoted = !quoted;
        bool const ends = i >= value.size() || (value[i] == ';' && !quoted);
        if (!ends) continue;
        auto const piece = value.substr(begin, std::min(i, value.size()) - begin);
        if (has_8_bits(piece) && begin == 0) return {};
        if (!has_8_bits(piece)) {
            if (begin > 0) out += ';';
            out += piece;
        }
        begin = i + 1;
    }
    return out;
}

std::string written(field const& field) {
    std::string value;
    if (has_8_bits(field.name)) return {};
    if (is_one_of(address_fields, field.name)) value = address_list(field.value);
    else if (is_one_of(fields_with_parameters, field.name)) value = without_parameters(field.value);
    else if (is_one_of(text_fields, field.name) || base::istarts_with(field.name, "X-")) value = ' ' + encoded(unfold(field.value));
    if (value.empty()) return {};
    return std::string(field.name) + ':' + value + "\r\n";
}

}  // namespace

bool has_8_bits(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool has_8_bits(envelope const& what) noexcept {
    auto const in = [](std::optional<std::string> const& text) { return text && has_8_bits(*text); };
    auto const in_address = [&](address const& one) { return in(one.name) || in(one.route) || in(one.mailbox) || in(one.host); };
    for (auto const* const list : {&what.from, &what.sender, &what.reply_to, &what.to, &what.cc, &what.bcc}) {
        if (std::any_of(list->begin(), list->end(), in_address)) return true;
    }
    return in(what.subject) || in(what.date) || in(what.in_reply_to) || in(what.message_id);
}

std::string seven_bit_header(std::string_view header) {
    std::string out;
    header_scanner scanner(header);
    while (auto const field = scanner.next()) {
        if (has_8_bits(field->raw)) out += written(*field);
        else out += field->raw;
    }
    out += "\r\n";
    return out;
}

envelope seven_bit(envelope what) {
    if (what.subject) what.subject = on_one_line(*what.subject);
    for (auto* const list : {&what.from, &what.sender, &what.reply_to, &what.to, &what.cc, &what.bcc}) {
        for (auto& one : *list) one = writable(std::move(one));
    }
    for (auto* const text : {&what.date, &what.in_reply_to, &what.message_id}) {
        if (*text && has_8_bits(**text)) text->reset();
    }
    return what;
}

}  // namespace mailstead::mime

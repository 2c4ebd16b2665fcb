// Requests and replies of table servers: see wire.h.
#include "conf/tables/wire.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

using kind = table_reply::kind;

constexpr std::size_t longest_line = 4096;
constexpr std::size_t longest_netstring = 100'000;

table_reply garbage(std::string why) { return {kind::garbage, std::move(why), 0}; }

bool needs_coding(unsigned char c) noexcept { return c <= ' ' || c == '%' || c >= 0x7f; }

std::string encoded(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (needs_coding(static_cast<unsigned char>(c)))
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        auto const pair = text.substr(i + 1, 2);
        auto const code = base::number<unsigned char>(pair, 16);
        if (pair.size() < 2 || !code) return std::nullopt;
        out += static_cast<char>(*code);
        i += 2;
    }
    return out;
}

// "WORD rest" or "WORD" alone.
bool takes_word(std::string_view& text, std::string_view word) noexcept {
    if (!text.starts_with(word)) return false;
    if (text.size() > word.size() && text[word.size()] != ' ') return false;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return true;
}

// No value of a table has one: whoever wrote it out as a C string would see another.
bool has_nul(std::string_view text) noexcept { return text.find('\0') != text.npos; }
constexpr char const* nul_told = "a NUL byte in the reply";

table_reply socketmap_answer(std::string_view text, std::size_t used) {
    if (has_nul(text)) return garbage(nul_told);
    if (text.starts_with("OK ")) return {kind::value, std::string(text.substr(3)), used};
    if (takes_word(text, "NOTFOUND")) return {kind::nothing, {}, used};
    for (std::string_view const word : {"TEMP", "TIMEOUT", "PERM"})
        if (takes_word(text, word)) return {kind::trouble, fmt::format("{} {}", word, text), used};
    return garbage(fmt::format("unexpected reply \"{}\"", base::printable(text, 60)));
}

}  // namespace

table_reply parse_tcp_reply(std::string_view bytes) {
    auto const end = bytes.substr(0, longest_line).find('\n');
    if (end == bytes.npos) {
        if (bytes.size() < longest_line) return {};
        return garbage(fmt::format("a reply longer than {} bytes", longest_line));
    }
    auto const line = bytes.substr(0, end);
    bool const has_code = line.size() > 3 && base::number<unsigned>(line.substr(0, 3)) && base::is_space(line[3]);
    auto text = has_code ? decoded(line.substr(4)) : std::nullopt;
    if (!text) return garbage(fmt::format("malformed reply \"{}\"", base::printable(line, 60)));
    if (has_nul(*text)) return garbage(nul_told);
    if (line.front() == '2') return {kind::value, std::move(*text), end + 1};
    if (line.front() == '5') return {kind::nothing, {}, end + 1};
    if (line.front() == '4') return {kind::trouble, std::move(*text), end + 1};
    return garbage(fmt::format("unexpected reply \"{}\"", base::printable(line, 60)));
}

table_reply parse_socketmap_reply(std::string_view bytes) {
    auto const digits = std::min(bytes.find_first_not_of("0123456789"), bytes.size());
    auto const length = base::number<std::size_t>(bytes.substr(0, digits));
    bool const is_bad = digits > 6 || (length && *length > longest_netstring);
    if (is_bad || (digits < bytes.size() && (digits == 0 || bytes[digits] != ':')))
        return garbage("not a netstring of at most 100000 bytes");
    if (digits == bytes.size()) return {};
    auto const end = digits + 1 + *length;
    if (bytes.size() <= end) return {};
    if (bytes[end] != ',') return garbage("a netstring without its comma");
    return socketmap_answer(bytes.substr(digits + 1, *length), end + 1);
}

std::string tcp_request(std::string_view key) { return fmt::format("get {}\n", encoded(key)); }

std::string socketmap_request(std::string_view map, std::string_view key) {
    return fmt::format("{}:{} {},", map.size() + 1 + key.size(), map, key);
}

}  // namespace mailstead::conf

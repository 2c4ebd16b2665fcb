#include "imap/message_url.h"

#include <algorithm>

#include "base/ascii.h"

#include "imap/lexer.h"
#include "imap/parse.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest_shown = 1000;

int hex_digit(char c) noexcept {
    if (base::is_digit(c)) return c - '0';
    char const low = base::to_lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        int const high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (out.find('\0') != out.npos) return std::nullopt;
    return out;
}

// Takes "NAME=" from the front of `text`.
bool takes(std::string_view& text, std::string_view name) noexcept {
    if (!base::istarts_with(text, name)) return false;
    text.remove_prefix(name.size());
    return true;
}

template <class Number>
bool number(std::string_view text, Number& out) {
    auto const value = base::number<Number>(text);
    if (!value || text.empty() || !std::all_of(text.begin(), text.end(), base::is_digit)) return false;
    out = *value;
    return true;
}

// enc-mailbox [";UIDVALIDITY=" nz-number]
bool mailbox_ref(std::string_view text, message_url& out) {
    auto const semicolon = text.find(';');
    auto name = unescaped(text.substr(0, semicolon));
    if (!name || name->empty() || !base::is_utf8(*name)) return false;
    out.mailbox = base::iequals(*name, "INBOX") ? "INBOX" : std::move(*name);
    if (semicolon == text.npos) return true;
    text.remove_prefix(semicolon);
    return takes(text, ";UIDVALIDITY=") && number(text, out.uidvalidity.emplace()) && *out.uidvalidity != 0;
}

bool section_of(std::string_view text, message_url& out) {
    auto const plain = unescaped(text);
    auto section = plain ? parse_section(*plain) : std::nullopt;
    if (!section || text.empty()) return false;
    out.section = std::move(*section);
    return true;
}

// number ["." nz-number]
bool partial(std::string_view text, message_url& out) {
    auto const dot = text.find('.');
    if (!number(text.substr(0, dot), out.first)) return false;
    return dot == text.npos || (number(text.substr(dot + 1), out.count) && out.count != 0);
}

}  // namespace

std::optional<message_url> parse_message_url(std::string_view url) {
    if (!url.starts_with('/') || url.starts_with("//")) return std::nullopt;
    url.remove_prefix(1);
    constexpr std::string_view uid = "/;uid=";
    auto const same = [](char a, char b) { return base::to_lower(a) == b; };
    auto const end = std::search(url.begin(), url.end(), uid.begin(), uid.end(), same);
    if (end == url.end()) return std::nullopt;
    message_url out;
    auto const length = static_cast<std::size_t>(end - url.begin());
    if (!mailbox_ref(url.substr(0, length), out)) return std::nullopt;
    url.remove_prefix(length + uid.size());
    auto slash = url.find("/;");
    if (!number(url.substr(0, slash), out.uid) || out.uid == 0) return std::nullopt;
    url.remove_prefix(std::min(slash, url.size()));
    if (takes(url, "/;SECTION=")) {
        slash = url.find("/;");
        if (!section_of(url.substr(0, slash), out)) return std::nullopt;
        url.remove_prefix(std::min(slash, url.size()));
    }
    if (takes(url, "/;PARTIAL=")) return partial(url, out) ? std::optional(std::move(out)) : std::nullopt;
    if (!url.empty()) return std::nullopt;
    return out;
}

std::string shown_url(std::string_view url) {
    std::string out;
    for (char const c : url.substr(0, longest_shown)) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && c != ']' && c != '\\') out += c;
        else out += fmt::format("%{:02X}", byte);
    }
    return out.empty() ? "%20" : out;
}

}  // namespace mailstead::imap

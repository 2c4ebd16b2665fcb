// A table of verbs, and a function per form of argument.
#include "pop3/command.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace mailstead::pop3 {
namespace {

// A decimal number of at most nine digits: what does not fit is no number of a message.
std::optional<std::uint32_t> decimal(std::string_view text) noexcept {
    if (text.size() > 9) return std::nullopt;
    return base::number<std::uint32_t>(text);
}

std::optional<std::uint32_t> message_number(std::string_view text) noexcept {
    auto const n = decimal(text);
    return n && *n > 0 ? n : std::nullopt;
}

command parse_user(std::string_view rest) {
    auto const name = base::trimmed(rest);
    if (name.empty()) return bad{"USER takes a name"};
    return user{name};
}

// Everything behind the one blank belongs to the password, RFC 1939 §7.
command parse_pass(std::string_view rest) {
    if (rest.empty()) return bad{"PASS takes a password"};
    return pass{rest};
}

// The digest is the last word; names may have blanks, as with USER.
command parse_apop(std::string_view rest) {
    auto const text = base::trimmed(rest);
    auto const space = text.rfind(' ');
    auto const is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    if (space == text.npos) return bad{"APOP takes a name and a digest"};
    auto const digest = text.substr(space + 1);
    if (digest.size() != 32 || !std::all_of(digest.begin(), digest.end(), is_hex)) return bad{"APOP takes a digest of 32 hexadecimal digits"};
    return apop{base::trimmed(text.substr(0, space)), digest};
}

command parse_auth(std::string_view rest) {
    auto const text = base::trimmed(rest);
    auto const space = text.find(' ');
    if (space == text.npos) return auth{text, std::nullopt};
    auto const response = base::trimmed(text.substr(space));
    if (response.find(' ') != response.npos) return bad{"AUTH takes a mechanism and at most one response"};
    return auth{text.substr(0, space), response};
}

command parse_lang(std::string_view rest) {
    auto const range = base::trimmed(rest);
    if (range.find(' ') != range.npos) return bad{"LANG takes at most one language"};
    return lang{range};
}

template <class Command>
command parse_alone(std::string_view rest) {
    if (!base::trimmed(rest).empty()) return bad{"no argument expected"};
    return Command{};
}

template <class Command>
command parse_numbered(std::string_view rest) {
    if (auto const n = message_number(base::trimmed(rest))) return Command{*n};
    return bad{"one message number expected"};
}

template <class Command>
command parse_optional(std::string_view rest) {
    auto const text = base::trimmed(rest);
    if (text.empty()) return Command{std::nullopt};
    if (auto const n = message_number(text)) return Command{n};
    return bad{"at most one message number expected"};
}

command parse_top(std::string_view rest) {
    auto const text = base::trimmed(rest);
    auto const space = text.find(' ');
    if (space == text.npos) return bad{"TOP takes a message number and a number of lines"};
    auto const number = message_number(text.substr(0, space));
    auto const lines = decimal(base::trimmed(text.substr(space)));
    if (!number || !lines) return bad{"TOP takes a message number and a number of lines"};
    return top{*number, *lines};
}

struct row {
    std::string_view verb;
    command (*parse)(std::string_view);
    unsigned where;
};

constexpr std::array rows{
    row{"RETR", parse_numbered<retr>, in_transaction},
    row{"DELE", parse_numbered<dele>, in_transaction},
    row{"UIDL", parse_optional<uidl>, in_transaction},
    row{"LIST", parse_optional<list>, in_transaction},
    row{"STAT", parse_alone<stat>, in_transaction},
    row{"TOP", parse_top, in_transaction},
    row{"USER", parse_user, in_authorization},
    row{"PASS", parse_pass, in_authorization},
    row{"APOP", parse_apop, in_authorization},
    row{"AUTH", parse_auth, in_authorization},
    row{"STLS", parse_alone<stls>, in_authorization | without_tls},
    row{"CAPA", parse_alone<capa>, in_authorization | in_transaction | without_tls},
    row{"UTF8", parse_alone<utf8>, in_authorization | without_tls},
    row{"LANG", parse_lang, in_authorization | in_transaction | without_tls},
    row{"NOOP", parse_alone<noop>, in_transaction},
    row{"RSET", parse_alone<rset>, in_transaction},
    row{"QUIT", parse_alone<quit>, in_authorization | in_transaction | without_tls},
};

}  // namespace

request parse(std::string_view line) noexcept {
    auto const space = line.find(' ');
    auto const verb = line.substr(0, space);
    auto const rest = space == line.npos ? std::string_view{} : line.substr(space + 1);
    for (auto const& r : rows)
        if (base::iequals(r.verb, verb)) return {r.parse(rest), r.where};
    return {bad{"unknown command"}};
}

}  // namespace mailstead::pop3

// Both are pairs of key and value, each ended by ^A, with one ^A more at the end.
#include "auth/oauth_message.h"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/ascii.h"

namespace mailstead::auth {
namespace {

constexpr char separator = '\1';

struct pair {
    std::string_view key, value;
};

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// VCHAR, SP, HTAB, CR and LF
bool is_of_value(char c) noexcept { return (c >= ' ' && c < 0x7f) || c == '\t' || c == '\r' || c == '\n'; }
// b64token, RFC 6750 §2.1
bool is_of_token(char c) noexcept {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/' || c == '=';
}

std::string_view until_separator(std::string_view& rest) noexcept {
    auto const at = rest.find(separator);
    auto const out = rest.substr(0, at);
    rest.remove_prefix(at == rest.npos ? rest.size() : at + 1);
    return out;
}

std::optional<pair> split(std::string_view text) noexcept {
    auto const equals = text.find('=');
    if (equals == text.npos || equals == 0) return std::nullopt;
    return pair{text.substr(0, equals), text.substr(equals + 1)};
}

// The token in "Bearer TOKEN". An empty value asks what is needed here.
std::optional<std::string> token_of(std::string_view value) {
    if (value.empty()) return std::string();
    constexpr std::string_view scheme = "bearer";
    if (!base::iequals(value.substr(0, scheme.size()), scheme)) return std::nullopt;
    value.remove_prefix(scheme.size());
    if (value.empty() || value.front() != ' ') return std::nullopt;
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    bool const good = !value.empty() && value.size() <= longest_token && std::all_of(value.begin(), value.end(), is_of_token);
    return good ? std::optional(std::string(value)) : std::nullopt;
}

// saslname, RFC 5801 §4: "=2C" is a comma, "=3D" an equals sign, and neither stands for itself.
std::optional<std::string> name_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\0') return std::nullopt;
        if (text[i] != '=') {
            out += text[i];
            continue;
        }
        auto const code = text.substr(i + 1, 2);
        if (code != "2C" && code != "3D") return std::nullopt;
        out += code == "2C" ? ',' : '=';
        i += 2;
    }
    return !out.empty() && base::is_utf8(out) ? std::optional(std::move(out)) : std::nullopt;
}

// gs2-header; a token binds itself to no channel.
bool take_header(std::string_view header, oauth_message& into) {
    if (!header.starts_with("n,") && !header.starts_with("y,")) return false;
    header.remove_prefix(2);
    if (header.empty() || header.back() != ',') return false;
    header.remove_suffix(1);
    if (header.empty()) return true;
    if (!header.starts_with("a=")) return false;
    auto name = name_of(header.substr(2));
    if (name) into.user = std::move(*name);
    return name.has_value();
}

}  // namespace

std::optional<oauth_message> parse_oauthbearer(std::string_view message) {
    oauth_message out;
    auto rest = message;
    if (!take_header(until_separator(rest), out)) return std::nullopt;
    if (rest.empty() || rest.back() != separator) return std::nullopt;
    bool said = false;
    while (rest.size() > 1) {
        auto const one = split(until_separator(rest));
        bool const good = one && std::all_of(one->key.begin(), one->key.end(), is_letter) &&
                          std::all_of(one->value.begin(), one->value.end(), is_of_value);
        if (!good) return std::nullopt;
        if (one->key != "auth") continue;    // host, port and what else there may be say nothing to us
        auto token = token_of(one->value);
        if (!token || said) return std::nullopt;
        said = true;
        out.token = std::move(*token);
    }
    return rest.size() == 1 ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<oauth_message> parse_xoauth2(std::string_view message) {
    auto rest = message;
    auto const user = split(until_separator(rest));
    auto const token = split(until_separator(rest));
    bool const good = user && user->key == "user" && token && token->key == "auth" && rest == std::string_view(&separator, 1);
    if (!good || user->value.empty() || user->value.find('\0') != user->value.npos || !base::is_utf8(user->value)) return std::nullopt;
    auto found = token_of(token->value);
    return found ? std::optional(oauth_message{std::string(user->value), std::move(*found)}) : std::nullopt;
}

std::string print(oauth_error const& what) {
    boost::json::object out;
    out["status"] = what.status;
    if (!what.scope.empty()) out["scope"] = what.scope;
    if (!what.configuration.empty()) out["openid-configuration"] = what.configuration;
    return boost::json::serialize(out);
}

std::string print_for_xoauth2(oauth_error const& what) {
    boost::json::object out;
    out["status"] = what.status == "invalid_request" ? "400" : what.status == "insufficient_scope" ? "403" : "401";
    out["schemes"] = "bearer";
    out["scope"] = what.scope;
    return boost::json::serialize(out);
}

}  // namespace mailstead::auth

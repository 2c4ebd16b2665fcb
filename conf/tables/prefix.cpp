#include "conf/tables/prefix.h"

#include <optional>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

// Behind the bracket expression whose '[' is at `at`. Absent: POSIX and Perl may not agree on where that is.
std::optional<std::size_t> bracket_end(std::string_view pattern, std::size_t at) noexcept {
    auto const first = at + (pattern.substr(at + 1, 1) == "^" ? 2 : 1);
    auto const end = pattern.find(']', first + 1);    // as the first a ']' stands for itself
    if (end == pattern.npos || pattern.substr(at + 1, end - at - 1).find_first_of("\\[") != std::string_view::npos) return std::nullopt;
    return end + 1;
}

// True when a '|' may stand outside all groups: then the beginning is not required. Where that is hard to see, the answer is
// yes.
bool may_have_alternatives(std::string_view pattern) noexcept {
    if (pattern.find('|') == pattern.npos) return false;
    if (pattern.find("(?#") != pattern.npos || pattern.find("\\Q") != pattern.npos) return true;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        char const c = pattern[i];
        if (c == '\\') ++i;
        if (c == '(') ++depth;
        if (c == ')' && depth > 0) --depth;
        if (c == '|' && depth == 0) return true;
        if (c != '[') continue;
        auto const end = bracket_end(pattern, i);
        if (!end) return true;
        i = *end - 1;
    }
    return false;
}

bool stands_for_itself(char c) noexcept {
    return base::is_alpha(c) || base::is_digit(c) || std::string_view(" -:_@,;!").find(c) != std::string_view::npos;
}

bool is_counted(std::string_view pattern, std::size_t at) noexcept {
    return at < pattern.size() && std::string_view("*?+{").find(pattern[at]) != std::string_view::npos;
}

// The letters from `at` on that stand for themselves, once each.
std::string_view plain_run(std::string_view pattern, std::size_t at) noexcept {
    auto end = at;
    while (end < pattern.size() && stands_for_itself(pattern[end]) && !is_counted(pattern, end + 1)) ++end;
    return pattern.substr(at, end - at);
}

// "(From|To)" at the front of `rest`, which goes on behind it: its words. None: it is no such group.
std::vector<std::string_view> take_words(std::string_view& rest) {
    std::vector<std::string_view> out;
    if (!rest.starts_with('(')) return out;
    for (std::size_t at = 1;;) {
        auto const word = plain_run(rest, at);
        at += word.size();
        if (word.empty() || at == rest.size() || (rest[at] != '|' && rest[at] != ')')) return {};
        out.push_back(word);
        if (rest[at++] == '|') continue;
        if (is_counted(rest, at)) return {};
        rest.remove_prefix(at);
        return out;
    }
}

}  // namespace

required_prefix::required_prefix(std::string_view pattern, letters how) : letters_(how) {
    if (!pattern.starts_with('^') || may_have_alternatives(pattern)) return;
    auto rest = pattern.substr(1);
    auto words = take_words(rest);
    if (words.empty()) words.emplace_back();
    auto const behind = plain_run(rest, 0);
    for (auto const word : words) {
        auto text = std::string(word) + std::string(behind);
        if (text.empty()) continue;    // then it is the only one
        texts_.push_back(how == letters::any_case ? base::lowered(text) : std::move(text));
    }
}

bool required_prefix::may_match(std::string_view text) const noexcept {
    if (texts_.empty()) return true;
    if (text.empty()) return false;
    // The first letter tells most keys apart.
    char const first = letters_ == letters::any_case ? base::to_lower(text.front()) : text.front();
    for (auto const& one : texts_) {
        if (first != one.front()) continue;
        if (letters_ == letters::exact ? text.starts_with(one) : base::istarts_with(text, one)) return true;
    }
    return false;
}

}  // namespace mailstead::conf

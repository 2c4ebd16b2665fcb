#include "conf/tables/prefix.h"

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

// True when a '|' may stand outside all groups: then the beginning is not required. Where escapes or brackets make that hard
// to see, the answer is yes.
bool may_have_alternatives(std::string_view pattern) noexcept {
    if (pattern.find('|') == pattern.npos) return false;
    if (pattern.find_first_of("\\[") != pattern.npos || pattern.find("(?#") != pattern.npos) return true;
    std::size_t depth = 0;
    for (char const c : pattern) {
        if (c == '(') ++depth;
        if (c == ')' && depth > 0) --depth;
        if (c == '|' && depth == 0) return true;
    }
    return false;
}

bool stands_for_itself(char c) noexcept {
    return base::is_alpha(c) || base::is_digit(c) || std::string_view(" -:_@,;!").find(c) != std::string_view::npos;
}

}  // namespace

required_prefix::required_prefix(std::string_view pattern, letters how) : letters_(how) {
    if (!pattern.starts_with('^') || may_have_alternatives(pattern)) return;
    for (std::size_t i = 1; i < pattern.size() && stands_for_itself(pattern[i]); ++i) {
        bool const counted = i + 1 < pattern.size() && std::string_view("*?+{").find(pattern[i + 1]) != std::string_view::npos;
        if (counted) break;
        text_ += how == letters::any_case ? base::to_lower(pattern[i]) : pattern[i];
    }
}

bool required_prefix::may_match(std::string_view text) const noexcept {
    if (text_.empty()) return true;
    if (text.size() < text_.size()) return false;
    // The first letter tells most keys apart.
    if (letters_ == letters::exact) return text.starts_with(text_);
    return base::to_lower(text.front()) == text_.front() && base::istarts_with(text, text_);
}

}  // namespace mailstead::conf

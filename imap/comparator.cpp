#include "imap/comparator.h"

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t longest = 254;             // RFC 4790 §3.2

// collation-char: a letter, a digit, "-", ";", "=" or "."
bool is_collation_char(char c) { return base::is_alpha(c) || base::is_digit(c) || std::string_view("-;=.").find(c) != std::string_view::npos; }

// collation-wild: letters first, and no "*" beside another.
bool is_pattern(std::string_view text) {
    if (text.empty() || text.size() > longest || (text[0] != '*' && !base::is_alpha(text[0]))) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '*' ? i > 0 && text[i - 1] == '*' : !is_collation_char(text[i])) return false;
    }
    return true;
}

// A piece that does not fit is tried again one place further behind the last "*": never longer than both lengths together say.
bool matches(std::string_view pattern, std::string_view name) {
    std::size_t p = 0, n = 0, after_star = pattern.npos, tried = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            after_star = ++p;
            tried = n;
        } else if (p < pattern.size() && base::to_lower(pattern[p]) == name[n]) {
            ++p, ++n;
        } else if (after_star != pattern.npos) {
            p = after_star;
            n = ++tried;
        } else {
            return false;
        }
    }
    return p == pattern.size() || (p + 1 == pattern.size() && pattern[p] == '*');
}

}  // namespace

comparator_match matches_comparator(std::string_view asked) noexcept {
    if (base::iequals(asked, "default")) return comparator_match::yes;
    bool const inverse = asked.starts_with('-');
    if (inverse || asked.starts_with('+')) asked.remove_prefix(1);
    if (!is_pattern(asked)) return comparator_match::malformed;
    return !inverse && matches(asked, the_comparator) ? comparator_match::yes : comparator_match::no;
}

}  // namespace mailstead::imap

// The words of an address list, RFC 822 §3.3 with the operators that mail addresses have outside it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailstead::conf {

struct alias_token {
    enum class kind { op, atom, quoted, comment, literal };
    kind what = kind::op;
    std::string text;    // without quotes, brackets and backslashes; of a comment all of it; of an op one character
    bool closed = true;  // false: the end came before the closing quote, bracket or parenthesis

    bool is(char c) const noexcept { return what == kind::op && text[0] == c; }
    bool is_word() const noexcept { return what == kind::atom || what == kind::quoted || what == kind::literal; }
};
using alias_tokens = std::vector<alias_token>;

// Linear in the length of `text`; total. White space separates words and is dropped. A word with a backslash before a
// character that would end it counts as quoted.
alias_tokens scan_alias_tokens(std::string_view text);

// From `first` up to `last`, quoted where needed, so that scanning gives the same tokens again.
std::string quoted_form(alias_token const* first, alias_token const* last);
// The same without quotes and backslashes: what the words mean.
std::string plain_form(alias_token const* first, alias_token const* last);

}  // namespace mailstead::conf

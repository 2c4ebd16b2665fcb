// Tokens of structured header fields: see lexer.h.
#include "mime/lexer.h"

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

// Characters that no string for IMAP may hold; folding is made of the first two.
bool is_dropped(char c) noexcept { return c == '\r' || c == '\n' || c == '\0'; }

}  // namespace

bool lexer::is_word_char(char c) const noexcept {
    return !base::is_space(c) && c != '\0' && c != '"' && c != '(' && c != ')' && c != '[' && c != ']' &&
           specials_.find(c) == specials_.npos;
}

lexer::token lexer::next() {
    auto found = scan();
    found.end = at_;
    return found;
}

lexer::token lexer::scan() {
    token found;
    while (at_ < text_.size()) {
        found.begin = at_;
        char const c = text_[at_];
        if (base::is_space(c) || c == '\0') {
            found.blank_before = true;
            ++at_;
        } else if (enclosed(found)) {
            return found;
        } else if (specials_.find(c) != specials_.npos) {
            found.what = kind::special;
            found.special = c;
            ++at_;
            return found;
        } else if (is_word_char(c)) {
            auto const begin = at_;
            while (at_ < text_.size() && is_word_char(text_[at_])) ++at_;
            found.what = kind::word;
            found.text = text_.substr(begin, at_ - begin);
            return found;
        } else {
            ++at_;  // a bracket without its fellow
        }
    }
    return found;
}

bool lexer::enclosed(token& into) {
    switch (text_[at_]) {
    case '"': return quoted(into);
    case '(': return comment(into);
    case '[': return literal(into);
    default: return false;
    }
}

// 1 at a backslash that escapes the next character, else 0.
std::size_t lexer::escape_length() const noexcept { return text_[at_] == '\\' && at_ + 1 < text_.size() ? 1 : 0; }

bool lexer::quoted(token& into) {
    if (no_quote_) return false;
    auto const begin = at_++;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        at_ += escape_length();
        if (!is_dropped(text_[at_])) into.text += text_[at_];
    }
    if (at_ < text_.size()) {
        ++at_;
        into.what = kind::quoted;
        return true;
    }
    no_quote_ = true;
    at_ = begin;
    into.text.clear();
    return false;
}

bool lexer::comment(token& into) {
    if (no_parenthesis_) return false;
    auto const begin = at_++;
    std::size_t depth = 1;  // counted, not recursed: depth is the sender's choice
    for (; at_ < text_.size(); ++at_) {
        bool const escaped = escape_length() == 1;
        at_ += escape_length();
        char const c = text_[at_];
        if (!escaped && c == '(') ++depth;
        if (!escaped && c == ')' && --depth == 0) break;
        if (!is_dropped(c)) into.text += c;
    }
    if (at_ < text_.size()) {
        ++at_;
        into.what = kind::comment;
        return true;
    }
    no_parenthesis_ = true;
    at_ = begin;
    into.text.clear();
    return false;
}

bool lexer::literal(token& into) {
    if (no_bracket_) return false;
    auto const begin = at_;
    for (; at_ < text_.size(); ++at_) {
        bool const escaped = escape_length() == 1;
        at_ += escape_length();
        char const c = text_[at_];
        if (!base::is_space(c) && c != '\0') into.text += c;
        if (!escaped && c == ']') break;
    }
    if (at_ < text_.size()) {
        ++at_;
        into.what = kind::literal;
        return true;
    }
    no_bracket_ = true;
    at_ = begin;
    into.text.clear();
    return false;
}

}  // namespace mailstead::mime

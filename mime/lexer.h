// Tokens of structured header fields, RFC 5322 §3.2: shared by the parsers of this room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailstead::mime {

// Walks a structured value (folded or not). Total and linear: every call consumes at least a byte, and a bracket that
// is never closed is skipped as a character, for once the end has been searched in vain it is not searched again.
class lexer {
public:
    enum class kind { end, word, quoted, comment, literal, special };
    struct token {
        kind what = kind::end;
        char special = '\0';        // of a special: the character
        std::string text;           // unquoted content; of a word the bytes themselves
        bool blank_before = false;  // white space or a comment stood before it
        std::size_t begin = 0;      // where it stands in the text, quotes and brackets included
        std::size_t end = 0;
    };

    // `specials` are the characters that stand alone (quotes, parentheses, brackets need not be named);
    // `text` must outlive the lexer.
    lexer(std::string_view text, std::string_view specials) noexcept : text_(text), specials_(specials) {}

    // The next token, comments included; kind::end at the end, and then always.
    token next();

private:
    token scan();
    bool is_word_char(char c) const noexcept;
    bool enclosed(token& into);
    bool quoted(token& into);
    bool comment(token& into);
    bool literal(token& into);
    std::size_t escape_length() const noexcept;

    std::string_view text_;
    std::string_view specials_;
    std::size_t at_ = 0;
    bool no_quote_ = false;  // no closing one lies ahead
    bool no_parenthesis_ = false;
    bool no_bracket_ = false;
};

}  // namespace mailstead::mime

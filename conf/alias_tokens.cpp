// Tokens of address lists, and their text again.
#include "conf/alias_tokens.h"

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

// What stands for itself and ends a word. '%', '!' and '|' are no RFC 822 specials, but names and commands need them.
constexpr std::string_view operators = "|%!()<>@,;:\\\".[]";

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_operator(char c) noexcept { return operators.find(c) != operators.npos; }

class scanner {
public:
    explicit scanner(std::string_view text) : rest_(text) {}

    alias_tokens all() {
        while (skip_blanks()) out_.push_back(next());
        return std::move(out_);
    }

private:
    bool skip_blanks() noexcept {
        while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
        return !rest_.empty();
    }
    char take() noexcept {
        char const c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    alias_token next() {
        char const c = rest_.front();
        if (c == '"') return enclosed(alias_token::kind::quoted, '"');
        if (c == '[') return enclosed(alias_token::kind::literal, ']');
        if (c == '(') return comment();
        if (c != '\\' && is_operator(c)) return {alias_token::kind::op, std::string(1, take()), true};
        return atom();
    }

    // A backslash takes the next character as it is; a line's white space becomes a space.
    void take_into(std::string& text) {
        char c = take();
        if (c == '\\') {
            if (rest_.empty()) return;
            c = take();
        }
        text += is_blank(c) ? ' ' : c;
    }

    alias_token enclosed(alias_token::kind what, char end) {
        alias_token out{what, {}, false};
        (void)take();
        while (!rest_.empty()) {
            if (rest_.front() == end) {
                (void)take();
                out.closed = true;
                break;
            }
            take_into(out.text);
        }
        return out;
    }

    // Comments nest. They keep their backslashes.
    alias_token comment() {
        alias_token out{alias_token::kind::comment, {}, false};
        std::size_t level = 0;
        while (!rest_.empty()) {
            char const c = take();
            out.text += c;
            if (c == '\\' && !rest_.empty()) out.text += take();
            if (c == '(') ++level;
            if (c == ')' && --level == 0) {
                out.closed = true;
                break;
            }
        }
        return out;
    }

    alias_token atom() {
        alias_token out{alias_token::kind::atom, {}, true};
        while (!rest_.empty()) {
            char const c = rest_.front();
            if (c != '\\' && (is_blank(c) || is_operator(c))) break;
            take_into(out.text);
        }
        if (out.text.empty()) out.what = alias_token::kind::quoted;  // a backslash at the end
        for (char c : out.text)
            if (c == ' ' || is_control(c) || is_operator(c)) out.what = alias_token::kind::quoted;
        return out;
    }

    std::string_view rest_;
    alias_tokens out_;
};

// Tokens that would run into each other without a space.
bool stands_alone(alias_token const& token) noexcept { return token.what != alias_token::kind::op; }

bool needs_space(alias_token const& left, alias_token const& right) noexcept {
    return left.is(',') || right.is('<') || (stands_alone(left) && stands_alone(right));
}

std::string escaped(std::string_view text, std::string_view specials) {
    std::string out;
    for (char c : text) {
        if (specials.find(c) != specials.npos) out += '\\';
        out += c;
    }
    return out;
}

std::string quoted_text(alias_token const& token) {
    switch (token.what) {
    case alias_token::kind::quoted: return '"' + escaped(token.text, "\"\\\r\n") + '"';
    case alias_token::kind::literal: return '[' + escaped(token.text, "]\\\r\n") + ']';
    case alias_token::kind::op:
    case alias_token::kind::atom:
    case alias_token::kind::comment: break;
    }
    return token.text;
}

std::string plain_text(alias_token const& token) {
    return token.what == alias_token::kind::literal ? '[' + token.text + ']' : token.text;
}

template <class Text>
std::string joined(alias_token const* first, alias_token const* last, Text text) {
    std::string out;
    for (auto const* token = first; token != last; ++token) {
        out += text(*token);
        if (token + 1 != last && needs_space(*token, token[1])) out += ' ';
    }
    return out;
}

}  // namespace

alias_tokens scan_alias_tokens(std::string_view text) { return scanner(text).all(); }

std::string quoted_form(alias_token const* first, alias_token const* last) { return joined(first, last, quoted_text); }
std::string plain_form(alias_token const* first, alias_token const* last) { return joined(first, last, plain_text); }

}  // namespace mailstead::conf

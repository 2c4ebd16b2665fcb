// Queries and result formats with %s, %u, %d and their kind: see sqlite.h.
#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/tables/sqlite.h"

namespace mailstead::conf {
namespace {

constexpr std::string_view letters = "sudSUD123456789";

std::string_view user_of(std::string_view address) noexcept { return address.substr(0, address.rfind('@')); }

std::optional<std::string_view> domain_of(std::string_view address) noexcept {
    auto const at = address.rfind('@');
    if (at == address.npos || at + 1 == address.size()) return std::nullopt;
    return address.substr(at + 1);
}

// The n-th label of the address's domain from the right, 1 being the last.
std::optional<std::string_view> label(std::string_view address, int n) noexcept {
    auto rest = domain_of(address);
    if (!rest) return std::nullopt;
    for (; n > 1; --n) {
        auto const dot = rest->rfind('.');
        if (dot == rest->npos) return std::nullopt;
        rest = rest->substr(0, dot);
    }
    auto const dot = rest->rfind('.');
    auto const out = dot == rest->npos ? *rest : rest->substr(dot + 1);
    return out.empty() ? std::nullopt : std::optional(out);
}

// %u of "@domain" is nothing; of what is no address, all of it.
std::optional<std::string_view> user(std::string_view text) noexcept {
    auto const out = user_of(text);
    return out.empty() ? std::nullopt : std::optional(out);
}

std::optional<std::string_view> part(char letter, std::string_view value, std::string_view key) noexcept {
    switch (letter) {
    case 's': return value;
    case 'u': return user(value);
    case 'd': return domain_of(value);
    case 'S': return key;
    case 'U': return user(key);
    case 'D': return domain_of(key);
    default: return label(key, letter - '0');
    }
}

}  // namespace

// Goes through a template, which it copies piece by piece.
class sql_reader {
public:
    explicit sql_reader(std::string_view text) : text_(text) {
        if (text.find('\0') != text.npos) why_ = "a NUL byte";  // SQLite would stop reading there
    }

    std::optional<sql_template> query(std::string& why) {
        while (!at_end() && why_.empty()) {
            if (text_[at_] == '\'' || text_[at_] == '"')
                quoted(text_[at_]);
            else if (text_[at_] == '`' || text_[at_] == '[')
                copied(text_[at_] == '[' ? "]" : "`");
            else if (text_.substr(at_).starts_with("--"))
                copied("\n");
            else if (text_.substr(at_).starts_with("/*"))
                copied("*/");
            else if (!percent(out_.sql_))
                out_.sql_ += text_[at_++];
            else if (auto const which = std::exchange(place_, '\0'))
                out_.sql_ += parameter(which);
        }
        return done(why);
    }

    std::optional<sql_template> format(std::string& why) {
        out_.literal_.emplace_back();
        while (!at_end() && why_.empty()) {
            if (!percent(out_.literal_.back())) {
                out_.literal_.back() += text_[at_++];
            } else if (auto const which = std::exchange(place_, '\0')) {
                out_.places_.push_back({which});
                out_.literal_.emplace_back();
            }
        }
        return done(why);
    }

private:
    bool at_end() const noexcept { return at_ >= text_.size(); }

    std::optional<sql_template> done(std::string& why) {
        if (why_.empty()) return std::move(out_);
        why = fmt::format("{} in template \"{:.200}\"", why_, text_);
        return std::nullopt;
    }

    // Takes a '%' and what follows: "%%" adds to `literal`, a place goes to place_.
    bool percent(std::string& literal) {
        if (text_[at_] != '%') return false;
        char const letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        at_ += 2;
        if (letter == '%')
            literal += '%';
        else if (letter != '\0' && letters.find(letter) != letters.npos)
            place_ = letter;
        else
            why_ = "a '%' without %, s, u, d, S, U, D or 1-9 behind it";
        return true;
    }

    std::string parameter(char letter) {
        out_.places_.push_back({letter});
        return fmt::format("?{}", out_.places_.size());
    }

    // A text between quotes (SQLite takes double ones for it, too): as it stands without places, else a sum of pieces.
    void quoted(char quote) {
        std::string literal;  // of the piece, quotes doubled as they are
        std::string sum;
        auto const add = [&](std::string const& piece) { sum += (sum.empty() ? "" : " || ") + piece; };
        bool closed = false;
        for (++at_; !at_end() && !closed && why_.empty();) {
            bool const is_quote = text_[at_] == quote;
            bool const is_double = is_quote && text_.substr(at_ + 1).starts_with(quote);
            if (is_double) {
                literal.append(2, quote);
                at_ += 2;
            } else if (is_quote) {
                closed = true;
                ++at_;
            } else if (!percent(literal)) {
                literal += text_[at_++];
            } else if (auto const which = std::exchange(place_, '\0')) {
                if (!literal.empty()) add(as_text(std::exchange(literal, {}), quote));
                add(parameter(which));
            }
        }
        if (!closed && why_.empty()) why_ = "a quote that is not closed";
        if (sum.empty()) {
            out_.sql_ += quote + literal + quote;
            return;
        }
        if (!literal.empty()) add(as_text(literal, quote));
        out_.sql_ += '(' + sum + ')';
    }

    // A piece of a quoted text as an SQL string.
    static std::string as_text(std::string const& literal, char quote) {
        if (quote == '\'') return '\'' + literal + '\'';
        std::string out = "'";
        for (std::size_t i = 0; i < literal.size(); ++i) {
            if (literal[i] == '"') ++i;  // the second of the two
            out += literal[i];
            if (literal[i] == '\'') out += '\'';
        }
        return out + '\'';
    }

    // A name or a comment: no place may stand there.
    void copied(std::string_view end) {
        auto const close = text_.find(end, at_ + 1);
        auto const piece = text_.substr(at_, close == text_.npos ? close : close + end.size() - at_);
        if (piece.find('%') != piece.npos) why_ = "a '%' in a name or comment";
        out_.sql_ += piece;
        at_ += piece.size();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    char place_ = '\0';
    std::string why_;
    sql_template out_;
};

std::optional<sql_template> sql_template::query(std::string_view text, std::string& why) {
    return sql_reader(text).query(why);
}

std::optional<sql_template> sql_template::format(std::string_view text, std::string& why) {
    return sql_reader(text).format(why);
}

std::optional<std::vector<std::string>> sql_template::fill(std::string_view value, std::string_view key) const {
    std::vector<std::string> out;
    for (auto const& one : places_) {
        auto const text = part(one.letter, value, key);
        if (!text) return std::nullopt;
        out.emplace_back(*text);
    }
    return out;
}

std::optional<std::string> sql_template::text(std::string_view value, std::string_view key) const {
    auto const filled = fill(value, key);
    if (!filled) return std::nullopt;
    std::string out = literal_.front();
    for (std::size_t i = 0; i < filled->size(); ++i) out += (*filled)[i] + literal_[i + 1];
    return out;
}

}  // namespace mailstead::conf

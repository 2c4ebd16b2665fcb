// Parameters of structured MIME values: see parameters.h.
#include "mime/parameters.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/hex.h"
#include "mime/lexer.h"

namespace mailstead::mime {
namespace {

using kind = lexer::kind;
using token = lexer::token;

bool is_special(token const& t, char c) noexcept { return t.what == kind::special && t.special == c; }

// Tokens of a value, cut at ';'. RFC 2045's other tspecials are seen in unquoted values and stay part of them.
class parser {
public:
    parser(std::string_view text, parameter_limits const& limits) : lexer_(text, ";="), limits_(limits) {}

    parameterized whole() {
        parameterized out;
        out.value = base::lowered(bare_value());
        while (!at_end_ && out.parameters.size() < limits_.count) {
            auto next = one();
            if (!next.name.empty()) out.parameters.push_back(std::move(next));
        }
        return out;
    }

private:
    token next() {
        for (;;) {
            auto found = lexer_.next();
            if (found.what == kind::comment) continue;
            if (found.what == kind::end) at_end_ = true;
            return found;
        }
    }

    bool ends(token const& t) const noexcept { return t.what == kind::end || is_special(t, ';'); }

    // Up to ';', without white space: "text / plain" is text/plain (RFC 822 allowed that).
    std::string bare_value() {
        std::string out;
        for (auto t = next(); !ends(t); t = next()) add(t, "", out);
        return out;
    }

    // One "name=value"; without a name if it is none.
    parameter one() {
        parameter out;
        auto t = next();
        for (; !ends(t) && !is_special(t, '='); t = next()) add(t, "", out.name);
        out.name = base::lowered(out.name);
        if (ends(t)) return {};
        for (t = next(); !ends(t); t = next()) add(t, t.blank_before ? " " : "", out.value);
        return out;
    }

    void add(token const& t, std::string_view before, std::string& to) const {
        if (!to.empty()) to += before;
        if (t.what == kind::special)
            to += t.special;
        else
            to += t.text;
        if (to.size() > limits_.value_bytes) to.resize(limits_.value_bytes);
    }

    lexer lexer_;
    parameter_limits limits_;
    bool at_end_ = false;
};

// A name as RFC 2231 reads it: "name", "name*", "name*0", "name*0*".
struct sectioned_name {
    std::string_view base;
    std::optional<unsigned> section;
    bool extended = false;
};

sectioned_name read_name(std::string_view name) noexcept {
    sectioned_name out{name, std::nullopt, false};
    if (out.base.ends_with('*')) {
        out.extended = true;
        out.base.remove_suffix(1);
    }
    auto const star = out.base.rfind('*');
    if (star == out.base.npos) return out;
    auto const section = base::number<unsigned>(out.base.substr(star + 1));
    if (!section) return {name, std::nullopt, false};
    out.section = section;
    out.base = out.base.substr(0, star);
    return out;
}

// "%e2%82%ac" as bytes; a malformed percent sign stays.
std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = text[i] == '%' ? escaped_byte(text, i) : std::nullopt;
        out += byte ? *byte : text[i];
        if (byte) i += 2;
    }
    return out;
}

// Control characters would end up in strings that may not hold them (and in file names).
std::string without_controls(std::string text) {
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; };
    text.erase(std::remove_if(text.begin(), text.end(), is_control), text.end());
    return text;
}

// RFC 2047 §5 (3) forbids encoded words in parameters; half of the file names in the wild are written so.
std::string plain_text(std::string_view value) { return without_controls(decode_encoded_words(value)); }

// The value's charset and the bytes behind the two apostrophes.
struct extended_value {
    std::string_view charset;
    std::string_view text;
};

extended_value read_extended(std::string_view value) noexcept {
    auto const first = value.find('\'');
    if (first == value.npos) return {{}, value};
    auto const second = value.find('\'', first + 1);
    if (second == value.npos) return {{}, value};
    return {value.substr(0, first), value.substr(second + 1)};
}

std::string in_utf8(std::string_view charset, std::string const& bytes) {
    auto converted = charset.empty() ? std::nullopt : to_utf8(charset, bytes);
    return without_controls(converted ? std::move(*converted) : utf8_or_guess(bytes));
}

// All sections of one name, in their order; the charset stands in the first.
struct sections {
    struct section {
        std::string_view value;
        bool extended = false;
    };
    std::map<unsigned, section> found;

    bool any_extended() const {
        return std::any_of(found.begin(), found.end(), [](auto const& s) { return s.second.extended; });
    }

    // The sections from 0 on without a gap, RFC 2231 §3; what follows a gap is lost.
    std::string utf8(std::size_t limit) const {
        std::string bytes;
        std::string_view charset;
        unsigned expected = 0;
        for (auto const& [number, one] : found) {
            if (number != expected++ || bytes.size() > limit) break;
            if (!one.extended) {
                bytes += one.value;
                continue;
            }
            auto const value = number == 0 ? read_extended(one.value) : extended_value{{}, one.value};
            if (number == 0) charset = value.charset;
            bytes += percent_decoded(value.text);
        }
        if (bytes.size() > limit) bytes.resize(limit);
        return any_extended() ? in_utf8(charset, bytes) : plain_text(bytes);
    }
};

// Names with sections, in the order of their first appearance.
class section_table {
public:
    explicit section_table(std::vector<parameter> const& raw) {
        for (auto const& one : raw) {
            auto const name = read_name(one.name);
            if (name.section)
                table_[name.base].found.try_emplace(*name.section, sections::section{one.value, name.extended});
        }
    }

    // The sections of `name`, once; null if there are none (left) or the first one is missing.
    sections const* take(std::string_view name) {
        auto const at = table_.find(name);
        if (at == table_.end() || at->second.found.empty()) return nullptr;
        taken_ = std::move(at->second);
        at->second.found.clear();
        return taken_.found.begin()->first == 0 ? &taken_ : nullptr;
    }

private:
    std::map<std::string_view, sections> table_;
    sections taken_;
};

std::string percent_encoded(std::string_view utf8) {
    static constexpr char digits[] = "0123456789ABCDEF";
    constexpr std::string_view plain = "!#$&+-.^_`{|}~";
    std::string out = "utf-8''";
    for (char const c : utf8) {
        if (base::is_alpha(c) || base::is_digit(c) || plain.find(c) != plain.npos) {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

// How strongly a form of a parameter speaks: RFC 6266 §4.3 and use prefer the extended one.
enum class rank { none, plain, sections, extended };

struct ranked {
    std::size_t place = 0;
    rank strength = rank::none;
};

}  // namespace

parameterized parse_parameterized(std::string_view value, parameter_limits const& limits) {
    return parser(value, limits).whole();
}

std::vector<parameter> decoded(std::vector<parameter> const& raw, parameter_limits const& limits) {
    std::vector<parameter> out;
    std::map<std::string_view, ranked> known;
    section_table table(raw);
    auto const put = [&](std::string_view name, rank strength, std::string value) {
        auto [at, is_new] = known.try_emplace(name, ranked{out.size(), strength});
        if (is_new) return out.push_back({std::string(name), std::move(value)});
        if (strength <= at->second.strength) return;
        at->second.strength = strength;
        out[at->second.place].value = std::move(value);
    };
    for (auto const& one : raw) {
        auto const name = read_name(one.name);
        if (name.section) {
            if (auto const* all = table.take(name.base)) put(name.base, rank::sections, all->utf8(limits.value_bytes));
        } else if (name.extended) {
            auto const value = read_extended(one.value);
            put(name.base, rank::extended, in_utf8(value.charset, percent_decoded(value.text)));
        } else {
            put(name.base, rank::plain, plain_text(one.value));
        }
    }
    return out;
}

std::vector<parameter> joined(std::vector<parameter> const& raw, parameter_limits const& limits) {
    std::vector<parameter> out;
    section_table table(raw);
    for (auto const& one : raw) {
        auto const name = read_name(one.name);
        if (!name.section) {
            out.push_back(one);
            continue;
        }
        auto const* all = table.take(name.base);
        if (!all) continue;
        auto value = all->utf8(limits.value_bytes);
        if (all->any_extended())
            out.push_back({std::string(name.base) + '*', percent_encoded(value)});
        else
            out.push_back({std::string(name.base), std::move(value)});
    }
    return out;
}

std::optional<std::string_view> find_parameter(std::vector<parameter> const& in, std::string_view name) noexcept {
    auto const found = std::find_if(in.begin(), in.end(), [&](parameter const& p) { return p.name == name; });
    if (found == in.end()) return std::nullopt;
    return std::string_view(found->value);
}

}  // namespace mailstead::mime

// A recursive descent over the macro grammar of main.cf. One expander serves one call and stops at the first mistake.
#include "conf/expand.h"

#include <array>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

constexpr int deepest = 100;
constexpr int most_values = 100'000;

bool is_name(char c) noexcept { return c == '_' || base::is_digit(c) || base::is_alpha(c); }

std::string_view take_name(std::string_view& text) noexcept {
    std::size_t end = 0;
    while (end < text.size() && is_name(text[end])) ++end;
    auto const name = text.substr(0, end);
    text.remove_prefix(end);
    return name;
}

void skip_space(std::string_view& text) noexcept {
    while (!text.empty() && base::is_space(text.front())) text.remove_prefix(1);
}

// Major, minor, patch of a compatibility level.
using level = std::array<unsigned, 3>;
std::optional<level> parse_level(std::string_view text) noexcept {
    level out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const dot = std::min(text.find('.'), text.size());
        auto const part = base::number<unsigned>(text.substr(0, dot));
        if (!part) return std::nullopt;
        out[i] = *part;
        if (dot == text.size()) return out;
        text.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

enum class relation { equal, not_equal, less, less_equal, greater, greater_equal };
struct comparison {
    relation how;
    bool of_levels;
};

std::optional<comparison> take_comparison(std::string_view& text) noexcept {
    // Longer ones first: "<=level" begins with "<=" and with "<".
    static constexpr std::pair<std::string_view, relation> symbols[] = {
        {"==", relation::equal}, {"!=", relation::not_equal},     {"<=", relation::less_equal},
        {"<", relation::less},   {">=", relation::greater_equal}, {">", relation::greater}};
    for (auto const& [symbol, how] : symbols) {
        if (!text.starts_with(symbol)) continue;
        text.remove_prefix(symbol.size());
        bool const levels = text.starts_with("level");
        if (levels) text.remove_prefix(5);
        return comparison{how, levels};
    }
    return std::nullopt;
}

bool holds(relation how, int order) noexcept {
    switch (how) {
    case relation::equal: return order == 0;
    case relation::not_equal: return order != 0;
    case relation::less: return order < 0;
    case relation::less_equal: return order <= 0;
    case relation::greater: return order > 0;
    case relation::greater_equal: return order >= 0;
    }
    return false;
}

template <class T>
int order_of(T const& a, T const& b) noexcept {
    return a < b ? -1 : b < a ? 1 : 0;
}

// Digits as a number of any length, so that no value is too large to compare.
std::optional<std::string_view> digits(std::string_view text) noexcept {
    for (char c : text)
        if (!base::is_digit(c)) return std::nullopt;
    if (text.empty()) return std::nullopt;
    while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
    return text;
}

int order_of_values(std::string_view a, std::string_view b) noexcept {
    auto const x = digits(a);
    auto const y = digits(b);
    if (!x || !y) return order_of(a, b);
    return x->size() != y->size() ? order_of(x->size(), y->size()) : order_of(*x, *y);
}

class expander {
public:
    expander(macro_source const& source, std::size_t limit) : source_(source), limit_(limit) {}

    // Appends the expansion of `text` to `out`. False after a mistake.
    bool run(std::string_view text, std::string& out) {
        auto const whole = text;
        while (!text.empty()) {
            auto const dollar = std::min(text.find('$'), text.size());
            if (!append(text.substr(0, dollar), out)) return false;
            text.remove_prefix(dollar);
            if (!text.empty() && !macro(whole, text, out)) return false;
        }
        return true;
    }

    expansion result;

private:
    bool fail(std::string why) {
        result.error = std::move(why);
        return false;
    }
    bool append(std::string_view text, std::string& out) {
        if (text.size() > limit_ - std::min(limit_, out.size())) return fail("expansion is too long");
        out += text;
        return true;
    }

    // `text` begins with '$'; takes the whole reference.
    bool macro(std::string_view whole, std::string_view& text, std::string& out) {
        text.remove_prefix(1);
        if (text.starts_with('$')) {
            text.remove_prefix(1);
            return append("$", out);
        }
        if (!text.starts_with('{') && !text.starts_with('(')) {
            auto const name = take_name(text);
            if (name.empty()) return fail(fmt::format("empty macro name: \"{}\"", whole));
            return plain(name, out);
        }
        auto const inside = take_group(text);
        if (!inside) return fail(fmt::format("truncated macro reference: \"{}\"", whole));
        return braced(*inside, out);
    }

    // The inside of ${...} or $(...).
    bool braced(std::string_view text, std::string& out) {
        auto const whole = text;
        skip_space(text);
        if (text.starts_with('{')) return relational(whole, text, out);
        auto const name = take_name(text);
        if (name.empty()) {
            if (text.empty()) return fail("empty macro name: \"${}\"");
            return fail(fmt::format("attribute name syntax error at: \"{}\"", whole));
        }
        skip_space(text);
        if (text.empty()) return plain(name, out);
        if (text.front() != '?' && text.front() != ':')
            return fail(fmt::format("attribute name syntax error at: \"{}\"", whole));
        std::string value;
        if (!plain(name, value)) return false;
        return branches(!value.empty(), whole, text, out);
    }

    // {a} op {b}, alone or before ? and :.
    bool relational(std::string_view whole, std::string_view text, std::string& out) {
        auto const left = take_group(text);
        if (!left) return fail(fmt::format("\"{{expression}}\" expected at: \"{}\"", whole));
        skip_space(text);
        auto const how = take_comparison(text);
        if (!how) return fail(fmt::format("\"==\", \"!=\", \"<\", \"<=\", \">=\" or \">\" expected at: \"{}\"", whole));
        skip_space(text);
        std::optional<std::string_view> right;
        if (text.starts_with('{')) right = take_group(text);
        if (!right) return fail(fmt::format("\"{{expression}}\" expected at: \"{}\"", whole));
        std::string a;
        std::string b;
        if (!nested(*left, a) || !nested(*right, b)) return false;
        auto const answer = compare(*how, a, b);
        if (!answer) return false;
        skip_space(text);
        if (text.empty()) return append(*answer ? "true" : "", out);
        if (text.front() != '?' && text.front() != ':')
            return fail(fmt::format("\"?\" or \":\" expected at: \"{}\"", whole));
        return branches(*answer, whole, text, out);
    }

    std::optional<bool> compare(comparison how, std::string_view a, std::string_view b) {
        if (!how.of_levels) return holds(how.how, order_of_values(a, b));
        auto const x = parse_level(a);
        auto const y = parse_level(b);
        if (x && y) return holds(how.how, order_of(*x, *y));
        fail(fmt::format("malformed compatibility level syntax: \"{}\"", x ? b : a));
        return std::nullopt;
    }

    // `text` begins with '?' or ':'. Only the branch that counts is expanded.
    bool branches(bool condition, std::string_view whole, std::string_view text, std::string& out) {
        bool const first_if = text.front() == '?';
        text.remove_prefix(1);
        auto rest = text;
        skip_space(rest);
        if (!rest.starts_with('{')) return condition == first_if ? nested(text, out) : true;
        auto const first = take_group(rest);
        if (!first) return fail(fmt::format("truncated macro reference: \"{}\"", whole));
        skip_space(rest);
        if (rest.empty()) return condition == first_if ? nested(*first, out) : true;
        if (!first_if) return fail(fmt::format("unexpected input at: \"{}\"", whole));
        if (rest.front() != ':') return fail(fmt::format("\":\" expected at: \"{}\"", whole));
        rest.remove_prefix(1);
        auto const second = last_branch(rest);
        if (!second) return fail(fmt::format("unexpected input at: \"{}\"", whole));
        return nested(condition ? *first : *second, out);
    }

    // What follows the colon: {text} and nothing more, or bare text.
    static std::optional<std::string_view> last_branch(std::string_view text) noexcept {
        auto rest = text;
        skip_space(rest);
        if (!rest.starts_with('{')) return text;
        auto const group = take_group(rest);
        skip_space(rest);
        return rest.empty() ? group : std::nullopt;
    }

    // A part of the same text: braces within braces count towards the depth too.
    bool nested(std::string_view text, std::string& out) {
        if (depth_ == deepest) return fail("unreasonable macro call nesting");
        ++depth_;
        bool const ok = run(text, out);
        --depth_;
        return ok;
    }

    bool plain(std::string_view name, std::string& out) {
        if (++values_ > most_values) return fail("too many macro references");
        auto const value = source_(name);
        if (!value) {
            result.undefined.emplace_back(name);
            return true;
        }
        if (is_literal(*value)) return append(*value, out);
        if (depth_ == deepest) return fail(fmt::format("unreasonable macro call nesting: \"{}\"", name));
        return nested(*value, out);
    }

    macro_source const& source_;
    std::size_t limit_;
    int depth_ = 0;
    int values_ = 0;
};

// Collects the names of `text`, whichever branch they stand in.
void collect(std::string_view text, std::vector<std::string>& out) {
    while (true) {
        auto const dollar = text.find('$');
        if (dollar == text.npos) return;
        text.remove_prefix(dollar + 1);
        if (text.starts_with('$')) {
            text.remove_prefix(1);
            continue;
        }
        if (text.starts_with('{') || text.starts_with('(')) {
            text.remove_prefix(1);
            skip_space(text);
        }
        // The rest of a group is searched as ordinary text: linear, and the names in its branches are wanted too.
        auto const name = take_name(text);
        if (!name.empty()) out.emplace_back(name);
    }
}

}  // namespace

std::optional<std::string_view> take_group(std::string_view& text) noexcept {
    char const open = text.front();
    char const close = open == '{' ? '}' : ')';
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == open) ++depth;
        if (text[i] != close || --depth > 0) continue;
        auto const inside = text.substr(1, i - 1);
        text.remove_prefix(i + 1);
        return inside;
    }
    return std::nullopt;
}

expansion expand(std::string_view text, macro_source const& source, std::size_t limit) {
    expander work(source, limit);
    std::string out;
    work.run(text, out);
    work.result.text = std::move(out);
    return std::move(work.result);
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> out;
    collect(text, out);
    return out;
}

}  // namespace mailstead::conf

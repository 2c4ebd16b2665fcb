// Lines of /pattern/flags value, with if and endif: see patterns.h.
#include "conf/tables/patterns.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

// A pattern between delimiters, its flags, and what follows.
struct pattern_text {
    std::string pattern;
    std::string_view flags;
    std::string_view rest;
};

std::optional<pattern_text> take_pattern(std::string_view text, std::string& why) {
    if (text.empty()) {
        why = "no regexp: skipping this rule";
        return std::nullopt;
    }
    char const delimiter = text.front();
    pattern_text out;
    std::size_t i = 1;
    for (; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            // An escaped delimiter is an ordinary character of the pattern.
            if (text[i + 1] != delimiter) out.pattern += '\\';
            ++i;
        } else if (text[i] == delimiter) {
            break;
        }
        out.pattern += text[i];
    }
    if (i >= text.size()) {
        why = fmt::format("no closing regexp delimiter \"{}\": skipping this rule", delimiter);
        return std::nullopt;
    }
    text.remove_prefix(i + 1);
    auto const end = std::min(text.find_first_of(" \t\r\n\v\f"), text.size());
    out.flags = text.substr(0, end);
    out.rest = base::trimmed(text.substr(end));
    return out;
}

class reader {
public:
    reader(std::string const& file, report const& report, pattern_compiler compile)
        : list_(file, report), compile_(compile) {}

    void line(logical_line const& line) {
        auto const head = read_head(line.text);
        switch (head.what) {
        case rule_head::form::unrecognized: return list_.warn(line.line, "ignoring unrecognized request");
        case rule_head::form::end_if:
            if (!head.rest.empty()) list_.warn(line.line, "ignoring extra text after ENDIF");
            return list_.end_if(line.line);
        case rule_head::form::begin_if:
            if (!begin_if(head.rest, line.line)) list_.add_broken_if(line.line);
            return;
        case rule_head::form::value: return value(head.rest, line.line);
        }
    }
    content_ptr finish() && { return std::move(list_).finish(); }

private:
    bool begin_if(std::string_view text, int line) {
        rule one;
        one.what = rule::action::begin_if;
        auto const read = pattern(text, line, one);
        if (!read) return false;
        if (!read->rest.empty())
            list_.warn(line, fmt::format("ignoring extra text after IF statement: \"{:.100}\"", read->rest));
        list_.add(std::move(one), line);
        return true;
    }

    void value(std::string_view text, int line) {
        rule one;
        std::size_t groups = 0;
        auto const read = pattern(text, line, one, &groups);
        if (!read) return;
        std::string why;
        auto value = replacement::parse(read->rest, why);
        if (!value) {
            list_.warn(line, why);
            return list_.warn(line, "bad replacement syntax: skipping this rule");
        }
        if (value->highest() > 0 && one.negated)
            return list_.warn(line, "$number found in negative match replacement text: skipping this rule");
        if (value->highest() > groups)
            return list_.warn(line, fmt::format("out of range replacement index \"{}\": skipping this rule",
                                                value->highest()));
        if (read->rest.empty()) list_.warn(line, "no replacement text: using empty string");
        one.value = std::move(*value);
        list_.add(std::move(one), line);
    }

    // Fills the condition of `into`; absent when there is none, which is reported.
    std::optional<pattern_text> pattern(std::string_view text, int line, rule& into, std::size_t* groups = nullptr) {
        std::string why;
        into.negated = take_negation(text);
        auto read = take_pattern(text, why);
        if (!read) {
            list_.warn(line, why);
            return std::nullopt;
        }
        auto compiled = compile_(read->pattern, read->flags, why);
        if (!why.empty()) list_.warn(line, compiled.when ? why : why + ": skipping this rule");
        if (!compiled.when) return std::nullopt;
        into.when = std::move(compiled.when);
        if (groups != nullptr) *groups = compiled.groups;
        return read;
    }

    rule_list list_;
    pattern_compiler compile_;
};

}  // namespace

content_ptr read_patterns(std::vector<logical_line> const& lines, std::string const& file, report const& report,
                          pattern_compiler compile) {
    reader out(file, report, compile);
    for (auto const& line : lines) out.line(line);
    return std::move(out).finish();
}

}  // namespace mailstead::conf

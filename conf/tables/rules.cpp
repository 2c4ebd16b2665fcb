// Rules in order: see rules.h.
#include "conf/tables/rules.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "conf/expand.h"

namespace mailstead::conf {
namespace {

using verdict = condition::verdict;

class rules final : public content {
public:
    rules(std::vector<rule> list, std::string file, report report)
        : list_(std::move(list)), file_(std::move(file)), report_(std::move(report)) {}

    result<std::optional<std::string>> find(std::string_view key) const override {
        condition::groups caught;
        std::string why;
        for (std::size_t i = 0; i < list_.size(); ++i) {
            auto const& one = list_[i];
            if (one.what == rule::action::end_if) continue;
            auto const told = one.when ? one.when->match(key, one.value.highest(), caught, why) : verdict::neither;
            if (told == verdict::trouble) return undecided(one, key, why);
            bool const holds = told != verdict::neither && (told == verdict::yes) != one.negated;
            if (one.what == rule::action::begin_if) {
                if (!holds) i = one.end;
            } else if (holds) {
                return std::optional(one.value.with(caught));
            }
        }
        return std::optional<std::string>();
    }

private:
    base::error_code undecided(rule const& one, std::string_view key, std::string const& why) const {
        report_({file_, one.line, severity::error, fmt::format("no decision for a key of {} bytes: {}", key.size(), why)});
        return errc::lookup_failed;
    }

    std::vector<rule> list_;
    std::string file_;
    report report_;
};

// The name after a '$': $name, ${name} or $(name); takes it.
std::optional<std::string_view> take_macro(std::string_view& text) noexcept {
    if (text.starts_with('{') || text.starts_with('(')) return take_group(text);
    std::size_t end = 0;
    while (end < text.size() && (base::is_alpha(text[end]) || base::is_digit(text[end]) || text[end] == '_')) ++end;
    auto const out = text.substr(0, end);
    text.remove_prefix(end);
    return out;
}

bool is_word(std::string_view line, std::string_view word) noexcept {
    if (!base::istarts_with(line, word)) return false;
    char const next = line.size() == word.size() ? ' ' : line[word.size()];
    return !base::is_alpha(next) && !base::is_digit(next);
}

}  // namespace

std::optional<replacement> replacement::parse(std::string_view text, std::string& why) {
    auto const whole = text;
    replacement out;
    std::string literal;
    while (!text.empty()) {
        auto const dollar = std::min(text.find('$'), text.size());
        literal += text.substr(0, dollar);
        text.remove_prefix(dollar);
        if (text.empty()) break;
        text.remove_prefix(1);
        if (text.starts_with('$')) {
            literal += '$';
            text.remove_prefix(1);
            continue;
        }
        auto const name = take_macro(text);
        auto const group = base::number<std::size_t>(name.value_or(""));
        if (!name)
            why = fmt::format("truncated macro reference: \"{:.100}\"", whole);
        else if (name->empty())
            why = fmt::format("empty macro name: \"{:.100}\"", whole);
        else if (name->find_first_not_of("0123456789") != name->npos)
            why = fmt::format("non-numeric replacement index \"{:.100}\"", *name);
        else if (!group || *group == 0)
            why = fmt::format("out of range replacement index \"{:.100}\"", *name);
        if (!why.empty()) return std::nullopt;
        out.highest_ = std::max(out.highest_, *group);
        out.pieces_.push_back({std::exchange(literal, {}), *group});
    }
    if (!literal.empty()) out.pieces_.push_back({std::move(literal), 0});
    return out;
}

std::string replacement::with(condition::groups const& groups) const {
    std::string out;
    for (auto const& one : pieces_) {
        out += one.text;
        if (one.group > 0 && one.group < groups.size()) out += groups[one.group];
    }
    return out;
}

rule_head read_head(std::string_view line) noexcept {
    using enum rule_head::form;
    if (is_word(line, "endif")) return {end_if, base::trimmed(line.substr(5))};
    if (is_word(line, "if")) return {begin_if, base::trimmed(line.substr(2))};
    bool const is_wordlike = !line.empty() && (base::is_alpha(line.front()) || base::is_digit(line.front()));
    return {is_wordlike ? unrecognized : value, line};
}

bool take_negation(std::string_view& text) noexcept {
    bool out = false;
    while (!text.empty() && (text.front() == '!' || base::is_space(text.front()))) {
        if (text.front() == '!') out = !out;
        text.remove_prefix(1);
    }
    return out;
}

void rule_list::add(rule one, int line) {
    one.line = line;
    if (one.what == rule::action::begin_if) open_.emplace_back(rules_.size(), line);
    rules_.push_back(std::move(one));
}

void rule_list::add_broken_if(int line) {
    rule never;
    never.what = rule::action::begin_if;
    add(std::move(never), line);
}

void rule_list::end_if(int line) {
    if (open_.empty()) return warn(line, "ignoring ENDIF without matching IF");
    rules_[open_.back().first].end = rules_.size();
    open_.pop_back();
    rule end;
    end.what = rule::action::end_if;
    add(std::move(end), line);
}

content_ptr rule_list::finish() && {
    for (auto const& [index, line] : open_) {
        warn(line, "IF has no matching ENDIF");
        rules_[index].end = rules_.size();
    }
    return std::make_shared<rules>(std::move(rules_), std::move(file_), std::move(report_));
}

}  // namespace mailstead::conf

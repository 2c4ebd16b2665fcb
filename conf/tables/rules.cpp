// Rules in order: see rules.h.
#include "conf/tables/rules.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace mailstead::conf {
namespace {

class rules final : public content {
public:
    explicit rules(std::vector<rule> list) : list_(std::move(list)) {}

    result<std::optional<std::string>> find(std::string_view key) const override {
        for (std::size_t i = 0; i < list_.size(); ++i) {
            auto const& one = list_[i];
            if (one.what == rule::action::end_if) continue;
            auto const caught = one.when->match(key);
            if (!caught) return caught.error();
            bool const holds = caught->has_value() != one.negated;
            if (one.what == rule::action::begin_if) {
                if (!holds) i = one.end;
                continue;
            }
            if (!holds) continue;
            return std::optional(one.negated ? one.value : substitute(one.value, **caught));
        }
        return std::optional<std::string>();
    }

private:
    std::vector<rule> list_;
};

// $1, ${1} or $(1) at the front of `text` (after the '$'); takes it.
std::optional<std::size_t> take_group_number(std::string_view& text) noexcept {
    bool const braced = text.starts_with('{') || text.starts_with('(');
    std::size_t const from = braced ? 1 : 0;
    std::size_t end = from;
    while (end < text.size() && base::is_digit(text[end])) ++end;
    auto const number = base::number<std::size_t>(text.substr(from, end - from));
    if (!number) return std::nullopt;
    if (braced) {
        char const close = text.front() == '{' ? '}' : ')';
        if (end == text.size() || text[end] != close) return std::nullopt;
        ++end;
    }
    text.remove_prefix(end);
    return number;
}

}  // namespace

rule_head read_head(std::string_view line) noexcept {
    rule_head out;
    auto const word = line.substr(0, std::min(line.find_first_of(" \t!/"), line.size()));
    if (base::iequals(word, "endif") && base::trimmed(line).size() == word.size()) {
        out.what = rule::action::end_if;
        return out;
    }
    if (base::iequals(word, "if") && word.size() < line.size()) {
        out.what = rule::action::begin_if;
        line = base::trimmed(line.substr(word.size()));
    }
    while (line.starts_with('!')) {
        out.negated = !out.negated;
        line = base::trimmed(line.substr(1));
    }
    out.rest = line;
    return out;
}

void rule_list::add(rule one, int line) {
    if (one.what == rule::action::begin_if) open_.emplace_back(rules_.size(), line);
    if (one.what == rule::action::end_if) {
        if (open_.empty()) {
            warn(line, "ignoring endif without matching if");
            return;
        }
        rules_[open_.back().first].end = rules_.size();
        open_.pop_back();
    }
    rules_.push_back(std::move(one));
}

content_ptr rule_list::finish() && {
    for (auto const& [index, line] : open_) {
        warn(line, "if has no matching endif");
        rules_[index].end = rules_.size();
    }
    return std::make_shared<rules>(std::move(rules_));
}

std::string substitute(std::string_view value, condition::groups const& groups) {
    std::string out;
    while (!value.empty()) {
        auto const dollar = std::min(value.find('$'), value.size());
        out += value.substr(0, dollar);
        value.remove_prefix(dollar);
        if (value.empty()) break;
        value.remove_prefix(1);
        if (value.starts_with('$')) {
            out += '$';
            value.remove_prefix(1);
        } else if (auto const number = take_group_number(value)) {
            if (*number < groups.size()) out += groups[*number];
        } else {
            out += '$';
        }
    }
    return out;
}

std::size_t highest_group(std::string_view value) noexcept {
    std::size_t highest = 0;
    for (auto dollar = value.find('$'); dollar != value.npos; dollar = value.find('$')) {
        value.remove_prefix(dollar + 1);
        if (value.starts_with('$'))
            value.remove_prefix(1);
        else if (auto const number = take_group_number(value))
            highest = std::max(highest, *number);
    }
    return highest;
}

}  // namespace mailstead::conf
